// What went wrong with rounds in the field, event by event: one server, real pushes, and for each event what now happens instead.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { announcement, Fleet } from "./fleet.ts";
import { lanekeeper } from "./shell.ts";
import { type Files, serve } from "./world.ts";

const POLICY = `architects: [ada]
teams:
  framework: {aliases: [fw], write: ["framework/"]}
  qa: {write: ["qa/"]}
  docs: {write: ["docs/"]}
protected: ["ROADMAP.md"]
`;
/** 25 files of 85 lines, two of them framework's. */
const LINES = "line\n".repeat(85);
const STALE = Array.from({ length: 25 }, (_, at) => `${at < 2 ? "framework" : at < 14 ? "qa" : "docs"}/old-${at}.ts`);
const FILES: Files = {
  ...Object.fromEntries(STALE.map((path) => [path, LINES])),
  "ROADMAP.md": "plan\n",
  "qa/plan.md": "plan\n",
};

let fleet: Fleet;
beforeAll(async () => {
  fleet = await Fleet.start(POLICY, FILES);
});
afterAll(() => fleet.end());

const DONE = { "REPLY.md": "done\n" };
const CLEAN = { code: 0, stderr: "" };
const TRUNK = ["refs/remotes/origin/main"];

async function announce(round: number, teams: readonly string[], ...more: readonly string[]): Promise<void> {
  const roster = `teams: [${teams.join(", ")}]`;
  for (const team of teams) {
    const branch = `${team}/round-${round}`;
    await fleet.commit(branch, { "ANNOUNCEMENT.md": announcement(round, team, roster, ...more) }, "Announce");
    expect(await fleet.push("ada", branch)).toMatchObject(CLEAN);
  }
}

async function work(team: string, round: number, files: Files): Promise<{ code: number; stderr: string }> {
  const branch = `${team}/round-${round}`;
  await fleet.commit(branch, files);
  const pushed = await fleet.push(team, branch);
  if (pushed.code !== 0) await fleet.git("update-ref", `refs/heads/${branch}`, `refs/heads/${branch}~1`);
  return pushed;
}

/** Everything in the ledger up to now. */
async function ledger(): Promise<{ kind: string; by?: string | null; ref?: string; after?: string; round?: number }[]> {
  const { seq } = await fleet.state();
  const address = `${fleet.server.url}/api/v1/repos/${fleet.name}/events`;
  const ended = new AbortController();
  const answer = await fetch(address, { headers: { authorization: `Bearer ${fleet.token}` }, signal: ended.signal });
  let text = "";
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString("utf8");
    if (text.includes(`id: ${seq}\n`) && text.endsWith("\n\n")) break;
  }
  ended.abort();
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, line]) => JSON.parse(line!).entry);
}

test("1: an architect who merges and closes before anybody agreed is on record with a name", async () => {
  await announce(1, ["framework", "qa"]);
  expect(await work("framework", 1, { "framework/one.ts": "1\n" })).toMatchObject(CLEAN);
  await fleet.until(1, "open framework:working qa:announced");
  expect((await fleet.push("qa", "refs/heads/framework/round-1:refs/heads/main")).code).toBe(1);
  const [merge] = await fleet.commits([
    { on: "merge-1", from: [...TRUNK, "refs/heads/framework/round-1"], files: { "framework/one.ts": "1\n" } },
  ]);
  expect(await fleet.push("ada", "refs/heads/merge-1:refs/heads/main")).toMatchObject(CLEAN);
  await fleet.git("fetch", "--quiet", "origin");
  await fleet.until(1, "open framework:merged:done qa:announced");
  expect(await fleet.ask(["round", "close", "1", "--repo", fleet.name])).toMatchObject({ code: 0 });
  await fleet.until(1, "closed framework:merged:done qa:announced");
  const entries = await ledger();
  expect(
    entries.find(({ kind, ref, after }) => kind === "ref-moved" && ref === "refs/heads/main" && after === merge)?.by,
  ).toBe("ada");
  expect(entries.find(({ kind, round }) => kind === "round-closed" && round === 1)?.by).toBe("ada");
});

test("2: a branch that trunk has left behind is not blamed for what trunk changed", async () => {
  await announce(2, ["framework"]);
  await fleet.commits([{ on: "moved", from: TRUNK, files: { "qa/plan.md": "moved\n", "docs/old-20.ts": null } }]);
  expect(await fleet.push("ada", "refs/heads/moved:refs/heads/main")).toMatchObject(CLEAN);
  await fleet.git("fetch", "--quiet", "origin");
  // What the architect of the field looked at does show files of others.
  expect(await fleet.git("diff", "--name-only", "origin/main..framework/round-2")).toContain("qa/plan.md");
  expect(await work("framework", 2, { "framework/two.ts": "2\n", ...DONE })).toMatchObject(CLEAN);
  await fleet.until(2, "complete framework:replied:done");
});

test("3: of three branches only the one assigned counts, a stale one takes no done back unseen, and protected files stay the architect's", async () => {
  await announce(3, ["framework", "qa"]);
  expect(await work("framework", 3, { "framework/three.ts": "3\n", ...DONE })).toMatchObject(CLEAN);
  await fleet.until(3, "open framework:replied:done qa:announced");
  for (const [branch, reply] of [
    ["fw/round-3", "done\n"],
    ["framework/round-3-again", "---\nround: 3\n---\ndone\n"],
  ] as const) {
    await fleet.commit(branch, { "framework/three.ts": "3\n", "REPLY.md": reply });
    const { code, stderr } = await fleet.push("framework", branch);
    expect(code).toBe(1);
    expect(stderr).toContain(
      "✗ reply-round REPLY.md: round 3 of team framework is on branch framework/round-3; a second branch does not count",
    );
    expect(stderr).toContain("fix: push to framework/round-3");
  }
  const stale = "+refs/heads/framework/round-3~1:refs/heads/framework/round-3";
  expect((await fleet.push("framework", stale)).code).toBe(0);
  await fleet.until(3, "open framework:working qa:announced");
  expect((await ledger()).some(({ kind, round }) => kind === "round-called" && round === 3)).toBe(true);
  const edited = await work("framework", 3, { "ROADMAP.md": "ours\n" });
  expect(edited.code).toBe(1);
  expect(edited.stderr).toContain("✗ protected-paths ROADMAP.md");
});

test("4: a branch with nothing but its announcement is a state of its own, and shown", async () => {
  await announce(4, ["framework", "qa"]);
  expect(await work("framework", 4, { "framework/four.ts": "4\n" })).toMatchObject(CLEAN);
  await fleet.until(4, "open framework:working qa:announced");
  const { code, stdout } = await fleet.ask(["round", "status", "4", "--repo", fleet.name]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ {2}qa {9}announced since .* {2}qa\/round-4$/m);
  expect(stdout).toMatch(/^ {2}framework {2}working since .* {2}framework\/round-4$/m);
});

test("8: an architect on a team's branch has that team's scope and no other", async () => {
  await announce(8, ["framework"]);
  await fleet.commit("framework/round-8", { "qa/plan.md": "better\n" });
  const { code, stderr } = await fleet.push("ada", "framework/round-8");
  expect(code).toBe(1);
  expect(stderr).toContain("✗ write-scope qa/plan.md");
  expect(stderr).toContain("it belongs to team qa");
});

test("9: a refusal lists each file and whose it is; what was in scope is not among them", async () => {
  await announce(9, ["framework"]);
  const mixed = { "framework/nine.ts": "9\n", "qa/plan.md": "9\n", "docs/nine.md": "9\n", "free.md": "9\n" };
  const { code, stderr } = await work("framework", 9, mixed);
  expect(code).toBe(1);
  const named = stderr.split("\n").flatMap((line) => {
    const [, path, owner] = /✗ write-scope (\S+): .*?(?:; it belongs to (team \w+))?\s*$/.exec(line) ?? [];
    return path === undefined ? [] : [`${path} of ${owner ?? "nobody"}`];
  });
  expect(named).toEqual(["docs/nine.md of team docs", "free.md of nobody", "qa/plan.md of team qa"]);
  expect(stderr).not.toContain("framework/nine.ts");
  expect(await work("framework", 9, { "framework/nine.ts": "9\n", ...DONE })).toMatchObject(CLEAN);
});

test.each([13, 14])(
  "%i: a stale work tree that deletes 2,100 lines is refused by file, and its part in scope passes",
  async (round) => {
    await announce(round, ["framework"]);
    const trunk = new Set((await fleet.git("ls-tree", "-r", "--name-only", "origin/main")).split("\n"));
    const mine = `framework/old-${round - 13}.ts`;
    const gone = STALE.filter((path) => trunk.has(path) && (path === mine || !path.startsWith("framework/")));
    expect(gone.length * 85).toBeGreaterThan(1_900);
    const { code, stderr } = await work("framework", round, Object.fromEntries(gone.map((path) => [path, null])));
    expect(code).toBe(1);
    const others = gone.filter((path) => path !== mine);
    for (const path of others) expect(stderr).toContain(`✗ write-scope ${path}: `);
    expect(stderr).toContain("deletes");
    expect(stderr).not.toContain(mine);
    expect(await work("framework", round, { [mine]: null, ...DONE })).toMatchObject(CLEAN);
  },
);

test("15: a round published again after its dones does not wait for them again", async () => {
  await announce(15, ["framework", "qa"]);
  for (const team of ["framework", "qa"])
    expect(await work(team, 15, { [`${team}/15.ts`]: "15\n", ...DONE })).toMatchObject(CLEAN);
  await fleet.until(15, "complete framework:replied:done qa:replied:done");
  await announce(15, ["framework", "qa"], "title: published once more");
  const waited = await fleet.ask([
    "wait-for",
    "framework",
    "qa",
    "--round",
    "15",
    "--repo",
    fleet.name,
    "--timeout",
    "20s",
  ]);
  expect(waited).toMatchObject({ code: 0, stdout: "round 15: done: framework, qa\n" });
  const { stdout } = await fleet.ask(["round", "status", "15", "--repo", fleet.name]);
  expect(stdout).toContain("round 15 published once more: complete\n");
});

test("16: a push to main from a team's window is refused, whoever asked for it", async () => {
  await announce(16, ["framework"]);
  const before = await fleet.git("ls-remote", "origin", "refs/heads/main");
  await fleet.commit("framework/round-16", { "framework/sixteen.ts": "16\n", ...DONE });
  for (const login of ["framework", "qa", "operator"]) {
    const { code, stderr } = await fleet.push(login, "refs/heads/framework/round-16:refs/heads/main");
    expect(code).toBe(1);
    expect(stderr).toContain(`✗ trunk-gate: ${login} moves trunk (refs/heads/main), which only an architect may`);
    expect(stderr).toContain("fix: push your own branch; an architect merges it");
  }
  expect(await fleet.git("ls-remote", "origin", "refs/heads/main")).toBe(before);
  expect(await fleet.push("framework", "framework/round-16")).toMatchObject(CLEAN);
});

test("17: a done before its round was declared is refused each time, and counts once the round is there", async () => {
  const branch = "qa/round-17";
  for (const attempt of [1, 2, 3]) {
    await fleet.commits([{ on: branch, from: TRUNK, files: { "qa/17.ts": `${attempt}\n`, ...DONE } }]);
    const { code, stderr } = await fleet.push("qa", branch);
    expect(code).toBe(1);
    expect(stderr).toContain("✗ reply-round REPLY.md: round 17 was not announced to anybody");
    expect(stderr).toContain("fix: ask an architect to announce it");
  }
  await fleet.git("branch", "--quiet", "-D", branch);
  await announce(17, ["qa"]);
  expect(await work("qa", 17, { "qa/17.ts": "17\n", ...DONE })).toMatchObject(CLEAN);
  await fleet.until(17, "complete qa:replied:done");
});

test("18: when everything remembered is gone it is read again from git; with no round left, that is said", async () => {
  await announce(18, ["framework", "qa"]);
  expect(await work("qa", 18, { "qa/18.ts": "18\n", ...DONE })).toMatchObject(CLEAN);
  await fleet.until(18, "open framework:announced qa:replied:done");
  await fleet.server.stop();
  for (const name of readdirSync(fleet.data)) if (name.startsWith("lanekeeper.db")) rmSync(join(fleet.data, name));
  const rebuilt = await lanekeeper(["rebuild", "--data", fleet.data]);
  expect(rebuilt.code).toBe(0);
  fleet.server = await serve(fleet.data);
  await fleet.until(18, "open framework:announced qa:replied:done");
  for (const { round, state } of (await fleet.state()).rounds)
    if (state !== "closed")
      expect((await fleet.ask(["round", "close", `${round}`, "--repo", fleet.name])).code).toBe(0);
  const { code, stdout } = await fleet.ask(["round", "status", "--repo", fleet.name]);
  expect([code, stdout]).toEqual([0, "no active round\n"]);
});
