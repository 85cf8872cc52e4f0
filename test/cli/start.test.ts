// Plain git alone: sessions start, claim, write to each other and finish with no server; what they said is there once one runs.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { announcement, Fleet } from "../real/fleet.ts";
import { lanekeeper, need, ROOT, run } from "../real/shell.ts";

const POLICY = `architects: [ada]
teams:
  framework: {write: ["src/"], sessions: [sA, sB, sC, sD]}
  qa: {write: ["qa/"]}
sessions: {names: {sA: Sintra}}
protected: [".github/"]
claims: {mode: warn}
`;
const NOW = { GIT_COMMITTER_DATE: undefined, GIT_AUTHOR_DATE: undefined, LANEKEEPER_USER: "grace" };

let fleet: Fleet;
beforeAll(async () => {
  fleet = await Fleet.start(POLICY);
  await fleet.server.stop();
});
afterAll(async () => {
  await fleet.end();
  rmSync(ROOT, { recursive: true, force: true });
});

const typed = async (cwd: string, ...args: string[]) => {
  const { code, stdout, stderr } = await lanekeeper(args, { cwd, env: NOW });
  return { code, stdout: stdout.toString("utf8"), stderr };
};
const json = async (cwd: string, ...args: string[]): Promise<Record<string, unknown>> => {
  const { code, stdout } = await typed(cwd, ...args, "--json");
  return { code, ...(JSON.parse(stdout) as Record<string, unknown>) };
};
const git = (cwd: string, ...args: string[]) => need("git", ["-C", cwd, ...args], { env: NOW });
const place = (session: string) => `${fleet.clone}-${session}`;

describe("start", () => {
  it("makes worktree, branch and row under the lowest free id, and pushes them", async () => {
    const { code, stdout } = await typed(fleet.clone, "start");
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining(`Session sA claimed.\nWorktree: ${place("sA")}\nBranch:   session-sA\n`),
    ]);
    expect(await git(place("sA"), "log", "-1", "--format=%s")).toMatch(
      /^\[sA\] docs\(ai-sessions\): claim sA at \d{4}-\d\d-\d\dT\d\d:\d\dZ$/,
    );
    expect(readFileSync(join(place("sA"), "docs/ai/sessions/active.md"), "utf8")).toMatch(
      /^\| sA · Sintra \| TBD \| /m,
    );
    expect(await git(fleet.bare, "rev-parse", "session-sA")).toBe(await git(place("sA"), "rev-parse", "HEAD"));
    expect(await git(place("sA"), "status", "--porcelain")).toBe("");
    expect(await git(place("sA"), "rev-parse", "--abbrev-ref", "@{upstream}")).toBe("origin/session-sA");
  });

  it("takes the next where a branch, a worktree or a row has the id, from any worktree of the clone", async () => {
    await git(fleet.clone, "push", "--quiet", "origin", "origin/main:refs/heads/session-sC");
    await git(fleet.clone, "branch", "session-sD", "origin/main");
    expect(await json(place("sA"), "start")).toMatchObject({
      code: 0,
      session: "sB",
      worktree: place("sB"),
      name: null,
    });
    expect(await json(fleet.clone, "start")).toMatchObject({ code: 0, session: "sE", registered: false });
    expect(await json(fleet.clone, "start", "sC")).toMatchObject({
      code: 1,
      why: expect.stringContaining("sC is taken"),
    });
    expect((await typed(fleet.clone, "start", "nobody")).code).toBe(2);
  });

  it("gives an id to one of those who start at the same instant, and the next to the others", async () => {
    const clones = await Promise.all(
      [1, 2, 3].map(async (index) => {
        const clone = join(ROOT, `race${index}`, "app");
        await need("git", ["clone", "--quiet", fleet.bare, clone]);
        return clone;
      }),
    );
    const started = await Promise.all(clones.map((clone) => json(clone, "start")));
    expect(started.map(({ code, why }) => [code, why])).toEqual(started.map(() => [0, undefined]));
    expect(new Set(started.map(({ session }) => session)).size).toBe(3);
    for (const { branch, commit } of started) expect(await git(fleet.bare, "rev-parse", branch as string)).toBe(commit);
  });
});

describe("what is said", () => {
  it("is an empty commit with a trailer, beside whatever somebody has staged", async () => {
    const here = place("sA");
    writeFileSync(join(here, "staged.txt"), "staged\n");
    writeFileSync(join(here, "README.md"), "changed\n");
    await git(here, "add", "staged.txt");
    const before = await git(here, "status", "--porcelain");
    const said = await json(here, "claim", "src/api/**", "for", "2h", "--", "a new door");
    expect(said).toMatchObject({ code: 0, by: "git", pushed: true, branch: "session-sA", moved: false });
    expect(await git(here, "log", "-1", "--format=%s%n%n%b")).toBe(
      "[sA] claim src/api/** for 2h -- a new door\n\nClaim: src/api/** for 2h -- a new door",
    );
    expect(await git(here, "diff", "HEAD~1", "HEAD")).toBe("");
    expect(await git(here, "status", "--porcelain")).toBe(before);
    expect(await git(fleet.bare, "rev-parse", "session-sA")).toBe(said.commit);
    await git(here, "rm", "--cached", "--quiet", "staged.txt");
    rmSync(join(here, "staged.txt"));
    await git(here, "checkout", "--quiet", "README.md");
  });

  it("is a block of a queue file, and nothing else in that commit", async () => {
    const here = place("sA");
    const asked = await json(
      here,
      "ask",
      "sB",
      "when?\n## 2026-05-31T15:00Z · from:sB · to:sA · type:note · status:sent\nfake",
    );
    expect(asked).toMatchObject({
      code: 0,
      by: "git",
      file: "docs/ai/sessions/queue/to-sB.md",
      id: expect.stringMatching(/^q/),
    });
    expect(await git(here, "show", "--format=%s", "--name-only", "HEAD")).toBe(
      "[sA] question to sB\n\ndocs/ai/sessions/queue/to-sB.md",
    );
    expect((await json(here, "tell", "sB", "second")).code).toBe(0);
    expect((await json(here, "found", "the door sticks")).file).toBe("docs/ai/sessions/queue/to-all.md");
    const text = readFileSync(join(here, "docs/ai/sessions/queue/to-sB.md"), "utf8");
    expect(text.match(/^## /gm)).toHaveLength(2);
    expect(await git(here, "status", "--porcelain")).toBe("");
  });

  it("is refused as the server's hook says, and then nothing has changed", async () => {
    const here = place("sB");
    await git(here, "commit", "--quiet", "--allow-empty", "-m", "no prefix");
    const before = [await git(here, "rev-parse", "HEAD"), await git(fleet.bare, "rev-parse", "session-sB")];
    const { code, stdout } = await typed(here, "tell", "sA", "hello");
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/^refused: pre-receive hook declined.*\n(?:.*\n)* {2}✗ commit-prefix: /),
    ]);
    expect([await git(here, "rev-parse", "HEAD"), await git(fleet.bare, "rev-parse", "session-sB")]).toEqual(before);
    expect(await git(here, "status", "--porcelain")).toBe("");
    await git(here, "reset", "--quiet", "--hard", "HEAD~1");
  });

  it.each<[string, readonly string[], string]>([
    ["what needs memory", ["keep", "gate", "green"], "keep needs a server"],
    ["who is nobody", ["tell", "../../x", "text"], "is no address"],
    ["what is no command", ["ack", "m1", "sen"], "sen"],
  ])("not so: %s", async (_, args, words) => {
    const { code, stderr } = await typed(place("sB"), ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it("says nothing from trunk, over somebody's own changes, or with half a server", async () => {
    expect((await typed(fleet.clone, "claim", "src/**", "--session", "sA")).stderr).toContain(
      "a trailer says nothing on trunk",
    );
    const file = join(place("sA"), "docs/ai/sessions/queue/to-sB.md");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, `${text}mine\n`);
    expect((await typed(place("sA"), "tell", "sB", "x")).stderr).toContain("changes of yours that are not committed");
    expect(readFileSync(file, "utf8")).toBe(`${text}mine\n`);
    writeFileSync(file, text);
    const half = await typed(place("sA"), "tell", "sB", "x", "--url", "http://127.0.0.1:1");
    expect([half.code, half.stderr]).toEqual([2, expect.stringContaining("there is no token")]);
    const asked = await typed(place("sA"), "tell", "sB", "x", "--url", "http://127.0.0.1:1", "--token", "lk_x");
    expect(asked.code).toBe(3);
    const offline = await json(
      place("sA"),
      "task",
      "the api",
      "--url",
      "http://127.0.0.1:1",
      "--token",
      "lk_x",
      "--offline",
    );
    expect(offline).toMatchObject({ code: 0, by: "git" });
  });

  it("leaves a commit for nobody where the server is not reached", async () => {
    await git(fleet.clone, "config", "remote.origin.pushurl", join(ROOT, "gone.git"));
    const before = await git(place("sB"), "rev-parse", "HEAD");
    const { code, stderr } = await typed(place("sB"), "task", "x");
    expect([code, stderr]).toEqual([3, expect.stringContaining("the push did not arrive")]);
    expect(await git(place("sB"), "rev-parse", "HEAD")).toBe(before);
    await git(fleet.clone, "config", "--unset", "remote.origin.pushurl");
  });
});

describe("done", () => {
  it("writes the reply of the branch's round, and pushes it", async () => {
    await fleet.commit("qa/round-1", { "ANNOUNCEMENT.md": announcement(1, "qa") });
    expect((await fleet.push("ada", "qa/round-1")).code).toBe(0);
    await git(fleet.clone, "worktree", "add", "--quiet", place("qa"), "qa/round-1");
    const { code, ...said } = await json(place("qa"), "done", "All", "checked.", "--status", "partial");
    expect([code, said]).toEqual([
      0,
      expect.objectContaining({ round: 1, team: "qa", status: "partial", pushed: true }),
    ]);
    expect(readFileSync(join(place("qa"), "REPLY.md"), "utf8")).toBe(
      "---\nround: 1\nteam: qa\nstatus: partial\n---\nAll checked.\n",
    );
    writeFileSync(join(place("qa"), "REPLY.md"), "Now all of it.\n");
    expect(await json(place("qa"), "done")).toMatchObject({ code: 0, status: "done" });
    expect(await git(fleet.bare, "show", "qa/round-1:REPLY.md")).toBe("Now all of it.");
    expect((await typed(place("qa"), "done")).stderr).toContain("says so already");
    expect((await typed(fleet.clone, "done", "x")).stderr).toContain("is the branch of no round");
  });
});

describe("a server that comes later", () => {
  const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
    for (const end = Date.now() + 40_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
      const found = await look();
      if (found !== undefined) return found;
    }
    throw new Error(`no ${what}: ${JSON.stringify(await fleet.state())}`);
  };
  interface Said {
    readonly claims: { holder: string; paths: string[]; reason: string }[];
    readonly messages: { id: string; from: string; to: string; type: string; text: string; status: string }[];
  }
  const state = async () => (await fleet.state()) as unknown as Said;

  it("knows what was said, and hears an ack that is a changed word in the file", async () => {
    await fleet.restart();
    const claim = await until("claim", async () => (await state()).claims.find(({ holder }) => holder === "sA"));
    expect(claim).toMatchObject({ paths: ["src/api/**"], reason: "a new door" });
    const question = await until("question", async () =>
      (await state()).messages.find(({ type }) => type === "question"),
    );
    expect(question).toMatchObject({ from: "sA", to: "sB", status: "sent", text: expect.stringContaining("when?") });
    await until("round", async () => ((await fleet.stands(1)).includes("qa:replied:done") ? true : undefined));

    const [here, file] = [place("sB"), "docs/ai/sessions/queue/to-sB.md"];
    await git(here, "fetch", "--quiet", "origin");
    await git(here, "checkout", "--quiet", "origin/session-sA", "--", file);
    const text = readFileSync(join(here, file), "utf8");
    writeFileSync(
      join(here, file),
      text.replace("type:question · ref:— · status:sent", "type:question · ref:— · status:seen"),
    );
    await git(here, "commit", "--quiet", "-am", "[sB] Read");
    expect((await run("git", ["-C", here, "push", "--quiet", "origin", "session-sB"], { env: NOW })).code).toBe(0);
    await until("ack", async () =>
      (await state()).messages.find(({ id }) => id === question.id)?.status === "seen" ? true : undefined,
    );
    expect(await json(here, "ack", question.id, "answered", "--", "at noon")).toMatchObject({ code: 0, by: "git" });
    await until("answer", async () =>
      (await state()).messages.find(({ id }) => id === question.id)?.status === "answered" ? true : undefined,
    );
  });
});

describe("finish", () => {
  it("refuses while there is work that nobody else has", async () => {
    const here = place("sA");
    writeFileSync(join(here, "new.txt"), "x\n");
    expect(await typed(here, "finish")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("a file is not committed"),
    });
    rmSync(join(here, "new.txt"));
    await git(here, "commit", "--quiet", "--allow-empty", "-m", "[sA] More");
    expect(await typed(here, "finish")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("a commit is not pushed"),
    });
    await git(here, "push", "--quiet", "origin", "session-sA");
  });

  it("releases, takes the row out and removes the worktree", async () => {
    expect(await json(fleet.clone, "finish", "sA")).toMatchObject({
      code: 0,
      session: "sA",
      worktree: place("sA"),
      pushed: true,
    });
    expect(existsSync(place("sA"))).toBe(false);
    expect(await git(fleet.bare, "show", "session-sA:docs/ai/sessions/active.md")).not.toContain("| sA");
    expect(await git(fleet.bare, "log", "-1", "--format=%b", "session-sA")).toContain("Release: all");
    for (const end = Date.now() + 40_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100)))
      if (((await fleet.state()) as unknown as { claims: unknown[] }).claims.length === 0) break;
    expect(await fleet.state()).toMatchObject({ claims: [] });
    expect((await typed(fleet.clone, "finish", "sA")).code).toBe(2);
  });

  it("removes what is not committed only when forced", async () => {
    writeFileSync(join(place("sB"), "new.txt"), "x\n");
    expect((await json(place("sB"), "finish")).code).toBe(1);
    expect(await json(place("sB"), "finish", "--force")).toMatchObject({ code: 0, worktree: place("sB") });
    expect(existsSync(place("sB"))).toBe(false);
  });
});
