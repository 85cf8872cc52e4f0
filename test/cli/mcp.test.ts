// `mcp`: the tools of two sessions, called by the SDK's own client over stdio, against a real server that is also stopped.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { Finding } from "../../src/core/finding.ts";
import { announcement, Fleet } from "../real/fleet.ts";
import { CLEAN, DIST, need, ROOT } from "../real/shell.ts";
import { cloneOf, serve } from "../real/world.ts";

const POLICY = `architects: [ada]
teams:
  framework: {write: ["src/"], sessions: [sA, sB]}
  qa: {write: ["qa/"], sessions: [sQ]}
protected: [LICENSE]
claims: {mode: enforce}
`;
const MAIN = join(DIST, "cli", "main.js");

let fleet: Fleet;
const open: Client[] = [];
beforeAll(async () => {
  fleet = await Fleet.start(POLICY);
});
afterAll(() => fleet.end());
afterEach(async () => {
  for (const client of open.splice(0)) await client.close();
});

let clones = 0;

/** A clone that stands on a branch. */
async function cloneOn(branch: string): Promise<string> {
  clones += 1;
  const path = join(ROOT, `clone-${clones}`);
  await cloneOf(fleet.bare, path);
  await need("git", ["-C", path, "switch", "--quiet", "-c", branch]);
  return path;
}

interface Answer {
  readonly isError: boolean;
  /** The structured content; its text is the same. */
  readonly said: Record<string, unknown> & { readonly findings?: readonly Finding[] };
}

class Seat {
  readonly client = new Client({ name: "test", version: "1" });
  readonly errors: string[] = [];
  #transport: StdioClientTransport;

  private constructor(cwd: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    const vars = { ...CLEAN, LANEKEEPER_URL: fleet.server.url, LANEKEEPER_TOKEN: fleet.token, ...env };
    this.#transport = new StdioClientTransport({
      command: process.execPath,
      args: [MAIN, "mcp", "--repo", fleet.name, ...args],
      env: vars,
      cwd,
      stderr: "pipe",
    });
    this.#transport.onerror = (error) => this.errors.push(error.message);
  }

  static async take(
    cwd: string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Seat> {
    const seat = new Seat(cwd, args, env);
    await seat.client.connect(seat.#transport);
    open.push(seat.client);
    // The client validates structured content against the schemas it was told.
    await seat.client.listTools();
    return seat;
  }

  async call(name: string, args: Record<string, unknown> = {}): Promise<Answer> {
    const { content, structuredContent, isError } = await this.client.callTool({ name, arguments: args });
    const [part] = content as readonly { type: string; text: string }[];
    expect(JSON.parse(part!.text)).toEqual(structuredContent);
    // Nothing but the protocol was on stdout.
    expect(this.errors).toEqual([]);
    return { isError: isError === true, said: structuredContent as Answer["said"] };
  }

  async data(name: string, args: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const { isError, said } = await this.call(name, args);
    expect([isError, said]).toEqual([false, said]);
    return said;
  }
}

const why = ({ isError, said }: Answer): readonly string[] => {
  expect(isError).toBe(true);
  return said.findings === undefined
    ? [(said.error as { detail: string }).detail]
    : said.findings.map(({ message }) => message);
};

test("tells its tools with schemas, its resources and what it is for", async () => {
  const { client } = await Seat.take(ROOT);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual([
    "ack",
    "check_paths",
    "claim",
    "inbox",
    "release",
    "send",
    "start_session",
    "status",
    "wait_for",
  ]);
  for (const { description, inputSchema, outputSchema } of tools) {
    expect(description!.length).toBeGreaterThan(20);
    expect([inputSchema.type, outputSchema?.type]).toEqual(["object", "object"]);
  }
  expect(client.getInstructions()).toContain("start_session");
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(["lanekeeper://board", "lanekeeper://state", "lanekeeper://round"]);
  expect((await client.listResourceTemplates()).resourceTemplates).toHaveLength(1);
});

test("two sessions start, claim, collide, ask, wait, answer and release", async () => {
  const [a, b] = await Promise.all([Seat.take(await cloneOn("session-sA")), Seat.take(ROOT)]);
  expect(await a.data("start_session", { task: "the parser" })).toMatchObject({
    session: "sA",
    team: "framework",
    task: "the parser",
    waiting: 0,
  });
  expect(why(await b.call("inbox"))).toEqual(["nobody can tell which session speaks"]);
  expect(await b.data("start_session", { session: "sB" })).toMatchObject({
    session: "sB",
    others: [{ id: "sA", presence: "active", task: "the parser" }],
  });

  const made = await a.data("claim", { paths: ["src/api/**"], for: "2h", reason: "a\nrewrite" });
  expect(made).toMatchObject({ holder: "sA", mode: "exclusive", paths: ["src/api/**"] });
  const refused = await b.call("claim", { paths: ["src/**"] });
  expect(why(refused)).toEqual([expect.stringContaining(`sA holds src/api/** (${made.id})`)]);
  expect(refused.said.findings![0]).toMatchObject({ rule: "claim-overlap", level: "error", fix: expect.any(String) });

  const waiting = a.data("wait_for", { message: true, timeout: "40s" });
  const question = await b.data("send", {
    kind: "ask",
    to: "sA",
    text: "when are you done?\n/release all\n<!-- \u202e",
  });
  expect(question).toMatchObject({ type: "question", addressees: ["sA"] });
  expect(await waiting).toMatchObject({
    outcome: "message",
    messages: [{ id: question.id, from: "sB", status: "sent" }],
  });
  expect(await a.data("inbox")).toMatchObject({
    session: "sA",
    more: 0,
    messages: [{ id: question.id, text: "when are you done?\n/release all\n<!-- \u202e" }],
  });
  // What it said was no command.
  expect(await a.data("status")).toMatchObject({ claims: [{ id: made.id }], messages: { open: 1, overdue: 0 } });
  expect(await a.data("ack", { id: question.id as string, status: "answered", text: "in an hour" })).toEqual({
    id: question.id,
    status: "answered",
    changed: true,
  });
  expect(await b.data("wait_for", { message: true })).toMatchObject({
    outcome: "message",
    messages: [{ text: "in an hour", type: "answer" }],
  });
  expect(why(await b.call("ack", { id: "m999", status: "seen" }))).toEqual(["there is no message m999"]);

  expect(await a.data("release", { what: ["src/api/**"] })).toEqual({
    released: [{ id: made.id, paths: ["src/api/**"] }],
    handed_back: [],
  });
  const again = await b.data("claim", { paths: ["src/**"], shared: true, task: "#12" });
  expect(await b.data("release", { all: true })).toEqual({
    released: [{ id: again.id, paths: ["src/**"] }],
    handed_back: [],
  });
  for (const kind of ["found", "note"])
    expect(await a.data("send", { kind, text: `${kind} it` })).toMatchObject({ id: null });
  expect(await a.data("send", { kind: "handoff", to: "qa", task: "#12", text: "task #13 too" })).toMatchObject({
    type: "handoff",
    to: "qa",
  });
});

test("says of each path whether it may be written, by whom and by which line, and whose claim is in the way", async () => {
  const [a, b] = await Promise.all([Seat.take(await cloneOn("session-sA")), Seat.take(ROOT, ["--session", "sB"])]);
  const { id } = await b.data("claim", { paths: ["**/ui/**"], reason: "mine" });
  const asked = ["src/a.ts", "src/ui/x.ts", "src/ui/", "qa/ui/x", "LICENSE", "README.md"];
  const { ok, paths, notice } = (await a.data("check_paths", { paths: asked })) as {
    ok: boolean;
    paths: readonly {
      path: string;
      may_write: boolean;
      because: string;
      claims: readonly { id: string; holder: string }[];
    }[];
    notice: string | null;
  };
  expect([ok, notice]).toEqual([false, null]);
  expect(paths.map(({ path, may_write: may, claims }) => [path, may, claims.map((each) => each.id)])).toEqual([
    ["src/a.ts", true, []],
    ["src/ui/x.ts", false, [id]],
    ["src/ui/", false, [id]],
    // Nobody of framework may write there, so the claim does not bind it.
    ["qa/ui/x", false, []],
    ["LICENSE", false, []],
    ["README.md", false, []],
  ]);
  expect(paths[0]!.because).toBe(".github/lanekeeper.yml:3:23 src/");
  expect(paths[3]!.because).toContain("it belongs to team qa");
  expect(await a.data("check_paths", { paths: ["src/a.ts"] })).toMatchObject({ ok: true });
  expect(why(await a.call("check_paths", { paths: ["../x"] }))).toEqual(["../x is not a path inside the repository"]);
  expect(why(await b.call("check_paths", { paths: ["x"] }))[0]).toContain("not started in a clone");
  await b.data("release", { all: true });
});

test("waits for teams, wakes as they reply, and reads the round", async () => {
  const seat = await Seat.take(ROOT, ["--session", "sA"]);
  for (const team of ["framework", "qa"])
    await fleet.commit(`${team}/round-1`, { "ANNOUNCEMENT.md": announcement(1, team, "teams: [framework, qa]") });
  expect(await fleet.push("ada", "framework/round-1", "qa/round-1")).toMatchObject({ code: 0 });
  await fleet.until(1, "announced framework:announced qa:announced");
  const one = seat.data("wait_for", { teams: ["framework", "qa"], need: 1, timeout: "40s" });
  const none = seat.data("wait_for", { teams: ["framework", "qa"], timeout: "1s" });
  expect(await none).toEqual({
    outcome: "timeout",
    round: { round: 1, done: [], refused: [], waiting: ["framework", "qa"] },
    messages: [],
  });
  await fleet.commit("qa/round-1", { "REPLY.md": "---\nstatus: done\n---\ndone\n" });
  expect(await fleet.push("qa", "qa/round-1")).toMatchObject({ code: 0 });
  expect(await one).toMatchObject({ outcome: "done", round: { round: 1, done: ["qa"], waiting: ["framework"] } });
  await fleet.commit("framework/round-1", { "REPLY.md": "---\nstatus: blocked\n---\nno\n" });
  expect(await fleet.push("framework", "framework/round-1")).toMatchObject({ code: 0 });
  expect(await seat.data("wait_for", { teams: ["framework"], round: 1, timeout: "40s" })).toMatchObject({
    outcome: "refused",
  });

  const read = async (uri: string) => {
    const { contents } = await seat.client.readResource({ uri });
    return (contents[0] as { text: string }).text;
  };
  expect(await read("lanekeeper://board")).toContain("qa: replied, done");
  expect(JSON.parse(await read("lanekeeper://round"))).toMatchObject([{ round: 1 }]);
  expect(JSON.parse(await read("lanekeeper://round/1"))).toMatchObject({ round: 1, teams: expect.any(Array) });
  expect(JSON.parse(await read("lanekeeper://state"))).toMatchObject({ seq: expect.any(Number), jobs: [] });
  for (const uri of ["lanekeeper://round/7", "lanekeeper://round/x", "file:///etc/passwd"])
    await expect(read(uri)).rejects.toThrow("there is no resource");
});

test.each<[string, string, Record<string, unknown>, string]>([
  ["no paths", "claim", { paths: [] }, "must NOT have fewer than 1 items"],
  ["an argument nobody knows", "claim", { paths: ["a"], force: true }, "must NOT have additional properties"],
  ["a number for a text", "send", { kind: "tell", to: "sB", text: 7 }, "must be string"],
  ["a text that is too long", "send", { kind: "tell", to: "sB", text: "x".repeat(4_001) }, "more than 4000"],
  ["an address of two words", "send", { kind: "tell", to: "sB /release", text: "x" }, "must match pattern"],
  ["nobody to tell", "send", { kind: "tell", text: "x" }, "tell needs to"],
  ["somebody to note to", "send", { kind: "note", to: "sB", text: "x" }, "note goes to everybody"],
  ["a task of a question", "send", { kind: "ask", to: "sB", task: "#1", text: "x" }, "only a handoff has a task"],
  ["space alone", "send", { kind: "tell", to: "sB", text: " \n " }, "nothing is said"],
  ["nobody of that name", "send", { kind: "tell", to: "sX9", text: "x" }, "must match"],
  ["a duration that is none", "claim", { paths: ["src/"], for: "soon" }, "soon is not a duration"],
  ["a pattern that is none", "claim", { paths: ["../x"] }, "is refused: the pattern has a"],
  ["what and all", "release", { what: ["a"], all: true }, "say either what or all"],
  ["neither what nor all", "release", {}, "say either what or all"],
  ["a status that is none", "ack", { id: "m1", status: "maybe" }, "must be equal to one of the allowed values"],
  ["a session that is none", "start_session", { session: "A" }, "must match pattern"],
  ["nothing to wait for", "wait_for", {}, "nothing says what to wait for"],
  ["more than there are", "wait_for", { teams: ["qa"], need: 2 }, "2 of 1 teams"],
  ["too long", "wait_for", { teams: ["qa"], timeout: "2h" }, "2h is not a time to wait"],
])("%s is refused with words", async (_, tool, args, words) => {
  const seat = shared ?? (await Seat.take(ROOT, ["--session", "sA"]));
  if (shared === null) {
    shared = seat;
    open.pop();
  }
  const [said] = why(await seat.call(tool, args));
  if (tool === "send" && args.to === "sX9") expect(said).toBe("nobody is called sX9");
  else expect(said).toContain(words);
});
let shared: Seat | null = null;
afterAll(async () => shared?.client.close());

test("a tool that is none, a token that may not", async () => {
  const seat = await Seat.take(ROOT, ["--session", "sA"], { LANEKEEPER_TOKEN: "lk_none" });
  await expect(seat.client.callTool({ name: "destroy", arguments: {} })).rejects.toThrow("there is no tool destroy");
  expect(why(await seat.call("status"))).toEqual(["the server does not know this token"]);
});

test("a server that is away is a clear error, scope is told all the same, and a wait goes on when it is back", async () => {
  const seat = await Seat.take(await cloneOn("session-sA"));
  const waiting = seat.client.callTool({ name: "wait_for", arguments: { message: true, timeout: "50s" } });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const { port } = new URL(fleet.server.url);
  await fleet.server.stop("SIGKILL");
  const { isError, said } = await seat.call("inbox");
  expect([isError, said.error]).toEqual([
    true,
    {
      title: "the server does not answer",
      detail: `the server at ${fleet.server.url} does not answer`,
      fix: "is it running? say --url or LANEKEEPER_URL",
    },
  ]);
  expect(await seat.data("check_paths", { paths: ["src/x"] })).toMatchObject({
    ok: true,
    notice: expect.stringContaining("claims are not known"),
  });
  await expect(seat.client.readResource({ uri: "lanekeeper://board" })).rejects.toThrow("does not answer");
  fleet.server = await serve(fleet.data, ["--port", port]);
  const { code } = await fleet.ask(["tell", "sA", "hello", "--repo", fleet.name, "--session", "sB"]);
  expect(code).toBe(0);
  expect((await waiting).structuredContent).toMatchObject({ outcome: "message" });
});

test("ends in order when its stdin does, with nothing on stdout that was not asked for; without a token it does not start", async () => {
  const start = (env: Readonly<Record<string, string>>) => {
    const child = spawn(process.execPath, [MAIN, "mcp", "--repo", fleet.name], {
      env: { ...CLEAN, ...env },
      cwd: ROOT,
    });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    child.stdin.end();
    return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
  };
  expect(await start({ LANEKEEPER_URL: fleet.server.url, LANEKEEPER_TOKEN: fleet.token })).toEqual({
    code: 0,
    out: "",
    err: "",
  });
  expect(await start({ LANEKEEPER_URL: fleet.server.url })).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("there is no token"),
  });
});
