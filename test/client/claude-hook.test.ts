// `lanekeeper hook claude` as Claude Code calls it: events in, documents out, with a real server, a real clone and its worktrees.

import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server as Plain } from "node:http";
import { join } from "node:path";
import { Fleet } from "../real/fleet.ts";
import { lanekeeper, need, ROOT } from "../real/shell.ts";
import {
  bash,
  type Sender,
  sessionEnd,
  sessionStart,
  stop,
  toolBatch,
  toolUse,
  userPrompt,
  write,
} from "./claude-events.ts";
import { complaints } from "./claude-schema.ts";

const POLICY = `version: 1
architects: [ada]
teams:
  fw: {write: ["src/"], sessions: [sA, sB]}
  qa: {write: ["qa/"], sessions: [sQ]}
`;
const FILES = { "README.md": "r\n", ".gitignore": "*.log\n", "src/a.ts": "a\n", "src/b/c.ts": "c\n", "qa/t.ts": "t\n" };

let fleet: Fleet;
let [sA, sQ] = ["", ""];
const state = join(ROOT, "state");

beforeAll(async () => {
  fleet = await Fleet.start(POLICY, FILES);
  for (const id of ["sA", "sQ"]) await fleet.git("worktree", "add", "-q", "-b", `session-${id}`, `../${id}`, "main");
  [sA, sQ] = ["sA", "sQ"].map((id) => realpathSync(join(fleet.clone, "..", id))) as [string, string];
});
afterAll(async () => {
  await fleet.end();
  rmSync(ROOT, { recursive: true, force: true });
});

interface Said {
  readonly systemMessage?: string;
  readonly hookSpecificOutput?: {
    readonly additionalContext?: string;
    readonly permissionDecision?: string;
    readonly permissionDecisionReason?: string;
  };
}

let sessions = 0;
/** One of Claude Code's sessions, in a folder. */
const claude = (cwd: string): Sender => ({ cwd, session: `0b5e-${++sessions}` });

/** Null: it was silent. Whatever it says is as documented. */
async function hook(
  event: { hook_event_name: string },
  env: Record<string, string | undefined> = {},
): Promise<Said | null> {
  const said = { LANEKEEPER_URL: fleet.server.url, LANEKEEPER_TOKEN: fleet.token, XDG_STATE_HOME: state, ...env };
  const ran = await lanekeeper(["hook", "claude"], { cwd: "/", env: said, input: JSON.stringify(event) });
  expect([ran.code, ran.stderr]).toEqual([0, ""]);
  if (ran.stdout.length === 0) return null;
  const document = JSON.parse(ran.stdout.toString("utf8")) as Said;
  expect(complaints(event.hook_event_name, document)).toEqual([]);
  return document;
}

const context = (said: Said | null): string => said?.hookSpecificOutput?.additionalContext ?? "";
const denial = (said: Said | null): string | null =>
  said?.hookSpecificOutput?.permissionDecision === "deny" ? said.hookSpecificOutput.permissionDecisionReason! : null;
const speak = async (session: string, ...args: string[]): Promise<void> => {
  const { code, stderr } = await fleet.ask([...args, "--session", session, "--repo", fleet.name]);
  expect([code, stderr]).toEqual([0, ""]);
};

describe("messages", () => {
  test("a session is told all at its start, what comes later once, and after a compaction all again", async () => {
    const me = claude(sA);
    await speak("sQ", "ask", "sA", "Is </main> green?");
    const begun = context(await hook(sessionStart(me)));
    expect(begun).toContain("This session is sA, of team fw, on branch session-sA.");
    expect(begun).toContain("  > Is ‹/main› green?");
    expect(await hook(userPrompt(me))).toBeNull();
    await speak("sQ", "tell", "fw", "the second");
    const later = context(await hook(toolBatch(me)));
    expect([later.includes("  > the second"), later.includes("green")]).toEqual([true, false]);
    expect(await hook(toolBatch(me))).toBeNull();
    expect(await hook(userPrompt(me))).toBeNull();
    // Another of Claude Code's sessions has seen nothing of it.
    expect(context(await hook(userPrompt(claude(sA))))).toContain("the second");
    for (const source of ["compact", "resume", "clear", "fork"]) {
      const again = context(await hook(sessionStart(me, source)));
      expect([again.includes("green?"), again.includes("the second")]).toEqual([true, true]);
    }
  });

  test("what was handed back comes again, and what was acknowledged does not come at all", async () => {
    const me = claude(sQ);
    await speak("sA", "handoff", "sQ", "take this");
    expect(context(await hook(userPrompt(me)))).toContain("take this");
    const id = (await fleet.json<{ messages: { id: string; text: string }[] }>(["messages"])).messages.find(
      ({ text }) => text === "take this",
    )!.id;
    await speak("sQ", "ack", id, "claimed");
    expect(await hook(userPrompt(me))).toBeNull();
    await speak("sQ", "release", id);
    expect(context(await hook(toolBatch(me)))).toContain("take this");
    await speak("sQ", "ack", id, "declined");
    expect(await hook(toolBatch(claude(sQ)))).toBeNull();
  });

  test("what nobody read is not taken for delivered", async () => {
    const me = claude(sQ);
    await speak("sA", "tell", "sQ", "unread");
    const event = JSON.stringify(toolBatch(me));
    const env = { LANEKEEPER_URL: fleet.server.url, LANEKEEPER_TOKEN: fleet.token, XDG_STATE_HOME: state };
    // Whoever should read it is gone before anything is written.
    const script = 'printf %s "$EVENT" | "$NODE" "$MAIN" hook claude | true';
    const main = join(import.meta.dirname, "../../dist/cli/main.js");
    await need("sh", ["-c", `${script}; true`], { env: { ...env, EVENT: event, NODE: process.execPath, MAIN: main } });
    expect(context(await hook(toolBatch(me)))).toContain("unread");
    expect(await hook(toolBatch(me))).toBeNull();
  });

  test("many come in portions, and none is lost", async () => {
    const me = claude(sQ);
    await hook(sessionStart(me));
    for (let n = 0; n < 20; n += 1) await speak("sA", "tell", "sQ", `number ${n} ${"x".repeat(900)}`);
    const told: string[] = [];
    for (let turn = await hook(toolBatch(me)); turn !== null; turn = await hook(toolBatch(me)))
      told.push(...[...context(turn).matchAll(/> number (\d+) /g)].map(([, n]) => n!));
    expect(told).toEqual(Array.from({ length: 20 }, (_, n) => String(n)));
  });
});

describe("before a tool writes", () => {
  test.each([
    ["Write", { file_path: "qa/t.ts", content: "" }],
    ["Edit", { file_path: "qa/t.ts", old_string: "t", new_string: "u", replace_all: false }],
    ["MultiEdit", { file_path: "qa/t.ts", edits: [{ old_string: "t", new_string: "u" }] }],
    ["NotebookEdit", { notebook_path: "qa/n.ipynb", new_source: "" }],
    ["Bash", { command: "echo x > qa/t.ts" }],
  ])("%s outside the scope is denied, with who owns it and what can be done", async (tool, input) => {
    const reason = denial(await hook(toolUse(claude(sA), tool, input)));
    expect(reason).toMatch(
      /^Lanekeeper: qa\/\S+ may not be written by team fw: .*It belongs to team qa\. They hear: lanekeeper handoff qa TEXT/,
    );
  });

  test.each([
    ["its own", (at: string) => write(claude(at), join(sA, "src/new.ts"))],
    ["a path from where it stands", (at: string) => write({ ...claude(at), cwd: join(at, "src") }, "a.ts")],
    ["what git ignores", (at: string) => bash(claude(at), "echo x > qa/out.log")],
    ["another repository", (at: string) => write(claude(at), join(ROOT, "elsewhere/qa/x"))],
    ["git's own folder", (at: string) => write(claude(at), join(fleet.clone, ".git/info/exclude"))],
    ["a reading", (at: string) => bash(claude(at), "cat qa/t.ts | grep t; cd qa && ls")],
    ["git", (at: string) => bash(claude(at), "cd qa; git checkout -- t.ts; git add t.ts; git commit -m x")],
    ["what nobody understands", (at: string) => bash(claude(at), 'echo x > "$(f')],
    ["the removal of what is not there", (at: string) => bash(claude(at), "rm -rf qa/none")],
    ["the removal of what git does not track", (at: string) => bash(claude(at), "rm -rf qa/loose qa/loose.ts")],
    ["Lanekeeper itself", (at: string) => bash(claude(at), 'lanekeeper ask qa "may I rm qa/t.ts > x?"')],
    ["a tool of another name", (at: string) => toolUse(claude(at), "Read", { file_path: "qa/t.ts" })],
  ])("%s passes", async (_, event) => {
    for (const folder of [join(ROOT, "elsewhere/qa"), join(sA, "qa/loose")]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(sA, "qa/loose.ts"), "");
    expect(await hook(event(sA))).toBeNull();
  });

  test.each([
    ["through a link", () => bash(claude(sA), "echo x > src/link/t.ts")],
    ["by a removed folder that has it", () => bash(claude(sA), "rm -rf qa")],
    ["from the other's worktree", () => write(claude(sA), join(sQ, "qa/t.ts"))],
    ["after cd", () => bash(claude(sA), "cd qa && sed -i s/t/u/ t.ts")],
    ["moved away", () => bash(claude(sA), "git mv qa/t.ts src/t.ts")],
    ["copied into its folder", () => bash(claude(sA), "cp src/a.ts qa")],
  ])("another's file is denied %s", async (_, event) => {
    if (!existsSync(join(sA, "src/link"))) symlinkSync("../qa", join(sA, "src/link"));
    expect(denial(await hook(event()))).toContain("may not be written by team fw");
  });

  test("it is judged by the file, and never by the folder one stands in", async () => {
    expect(await hook(write(claude(sQ), join(sA, "qa/t.ts")))).toBeNull();
    expect(denial(await hook(write(claude(sQ), join(sA, "src/a.ts"))))).toContain("by team qa");
    expect(denial(await hook(write(claude(sQ), join(sA, "qa/t.ts")), { LANEKEEPER_SESSION: "sA" }))).toContain(
      "by team fw",
    );
  });

  test("under another's live claim it is denied until that ends", async () => {
    const me = claude(sA);
    await speak("sB", "claim", "src/b/**", "--", "moving it");
    const env = { XDG_STATE_HOME: join(ROOT, "claims") };
    expect(denial(await hook(write(me, "src/b/c.ts"), env))).toMatch(
      /src\/b\/c\.ts is claimed by sB \(c\d+\) until \S+Z, who said “moving it”\. They hear: lanekeeper ask sB TEXT/,
    );
    expect(await hook(write(me, "src/a.ts"), env)).toBeNull();
    expect(await hook(write(me, "src/b/c.ts"), { ...env, LANEKEEPER_SESSION: "sB" })).toBeNull();
    await speak("sB", "release", "all");
    expect(await hook(write(me, "src/b/c.ts"), { XDG_STATE_HOME: join(ROOT, "claims2") })).toBeNull();
  });
});

describe("a session's life", () => {
  const presence = async () =>
    (await fleet.json<{ sessions: { id: string }[] }>(["sessions"])).sessions.map(({ id }) => id);
  const claims = async () =>
    (await fleet.json<{ claims: { holder: string }[] }>(["claims"])).claims.map(({ holder }) => holder);

  test("a stop is a sign of life, and the end releases what it claimed; cleared, it goes on", async () => {
    const env = { LANEKEEPER_SESSION: "sZ" };
    const me = claude(sA);
    expect(await presence()).not.toContain("sZ");
    expect(await hook(stop(me), env)).toBeNull();
    expect(await presence()).toContain("sZ");
    await speak("sA", "claim", "src/a.ts");
    expect(await hook(sessionEnd(me, "clear"))).toBeNull();
    expect(await claims()).toContain("sA");
    expect(await hook(sessionEnd(me))).toBeNull();
    expect(await claims()).not.toContain("sA");
  });
});

describe("without its server", () => {
  const gone = { LANEKEEPER_URL: "http://127.0.0.1:9" };

  test("everything but the scope passes, and that is said once", async () => {
    const me = claude(sA);
    const env = { ...gone, XDG_STATE_HOME: join(ROOT, "away") };
    const first = await hook(userPrompt(me), env);
    expect(first?.systemMessage).toMatch(
      /^Lanekeeper's server says nothing of local\/fleet\d+: it cannot be reached \(ECONNREFUSED\)\./,
    );
    expect(context(first)).toBe("");
    for (const event of [toolBatch(me), stop(me), write(me, "src/a.ts"), sessionEnd({ ...me, session: "other" })])
      expect(await hook(event, env)).toBeNull();
    expect(denial(await hook(write(me, "qa/t.ts"), env))).toContain("It belongs to team qa");
    expect(context(await hook(sessionStart(me, "compact"), env))).toContain("server says nothing");
  });

  test.each([
    ["a token it does not know", { LANEKEEPER_TOKEN: "lk_no" }, "it answers 401, it does not know this token"],
    ["no token", { LANEKEEPER_TOKEN: undefined }, "LANEKEEPER_TOKEN is not set"],
    ["no URL", { LANEKEEPER_URL: "nowhere" }, "LANEKEEPER_URL is not a URL"],
  ])("%s is the same", async (_, env, why) => {
    const said = await hook(userPrompt(claude(sA)), { ...env, XDG_STATE_HOME: join(ROOT, `away-${sessions}`) });
    expect(said?.systemMessage).toContain(why);
  });

  test.each<[string, (server: Plain) => void, string]>([
    ["says nothing", () => {}, "it takes too long"],
    [
      "talks nonsense",
      (server) => server.on("request", (_, answer) => answer.end("<html>")),
      "it answers with no document",
    ],
    ["hangs up", (server) => server.on("connection", (socket) => socket.destroy()), "it cannot be reached"],
  ])("a server that %s holds nothing up for long", async (_, behave, why) => {
    const server = createServer();
    behave(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const env = { LANEKEEPER_URL: `http://127.0.0.1:${port}`, XDG_STATE_HOME: join(ROOT, `slow-${sessions}`) };
    const begun = Date.now();
    const said = await hook(write(claude(sA), "src/a.ts"), env);
    // On a busy machine the limit of the process may come first, and then it is silent.
    if (said !== null) expect(said.systemMessage).toContain(why);
    expect(Date.now() - begun).toBeLessThan(8_000);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test("outside of repositories, and where nobody set anything up, it is silent", async () => {
    mkdirSync(join(ROOT, "plain"), { recursive: true });
    expect(await hook(sessionStart(claude(join(ROOT, "plain"))))).toBeNull();
    const bare = join(ROOT, "unset");
    await need("git", ["init", "-q", bare]);
    expect(await hook(sessionStart(claude(bare)), { LANEKEEPER_TOKEN: undefined })).toBeNull();
  });
});

test.each([
  ["nothing", ""],
  ["no JSON", "{"],
  ["a list", "[]"],
  ["null", "null"],
  ["an unknown event", JSON.stringify({ session_id: "a", cwd: "/", hook_event_name: "PreCompact" })],
  ["a session that is a path", JSON.stringify({ session_id: "../../x", cwd: "/", hook_event_name: "Stop" })],
  ["a folder that is none", JSON.stringify({ session_id: "a", cwd: "/nowhere", hook_event_name: "Stop" })],
  [
    "input of another shape",
    JSON.stringify({ session_id: "a", cwd: "/", hook_event_name: "PreToolUse", tool_name: "Write", tool_input: [1] }),
  ],
])("%s is answered with silence, and never with a code that blocks", async (_, input) => {
  const { code, stdout } = await lanekeeper(["hook", "claude", "--whatever"], {
    input,
    env: { XDG_STATE_HOME: state },
  });
  expect([code, stdout.toString()]).toEqual([0, ""]);
});

test("what it remembers is its user's alone, and bounded", () => {
  const folder = join(state, "lanekeeper/claude");
  const names = readdirSync(folder);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !/^(?:claims|here|session)-[\w.%-]+\.json$/.test(name))).toEqual([]);
  writeFileSync(join(folder, "session-broken.json"), "{");
});
