// `lanekeeper doctor`: each thing that can be missing is a row, and only problems end with exit code 1.
import { appendFileSync, chmodSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRecord } from "../../src/cli/doctor/logins.ts";
import { isOlder } from "../../src/cli/doctor/machine.ts";
import { writeCommits } from "../real/history.ts";
import { lanekeeper, need, ROOT } from "../real/shell.ts";

afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

const POLICY = "architects: [ada]\nteams:\n  qa: {write: [qa/], sessions: [sB]}\n";

interface Row {
  readonly check: string;
  readonly level: string;
  readonly what: string;
  readonly fix: string | null;
}

async function doctor(...args: string[]): Promise<{ code: number; rows: Row[] }> {
  const { code, stdout } = await lanekeeper(["doctor", ...args, "--json"]);
  const { ok, checks } = JSON.parse(stdout.toString("utf8"));
  expect(ok).toBe(code === 0);
  for (const row of checks) expect(row.fix === null).toBe(row.level === "ok");
  return { code, rows: checks };
}

const bad = (rows: readonly Row[]) =>
  rows.flatMap(({ check, level, what }) => (level === "ok" ? [] : [`${level} ${check}: ${what}`]));

let count = 0;
async function bare(policy: string | null = POLICY): Promise<string> {
  const path = join(ROOT, `bare-${++count}.git`);
  await need("git", ["init", "--quiet", "--bare", "-b", "main", path]);
  if (policy !== null)
    await writeCommits(path, [{ on: "main", from: [], says: "Begin", files: { ".github/lanekeeper.yml": policy } }]);
  return path;
}

async function installed(policy: string | null = POLICY, ...more: string[]): Promise<string> {
  const path = await bare(policy);
  const { code, stderr } = await lanekeeper(["install", path, "--data", join(ROOT, "data"), ...more]);
  if (code !== 0) throw new Error(stderr);
  return path;
}

it("finds nothing wrong after an install but a server that is down", async () => {
  const { code, rows } = await doctor(await installed());
  expect(bad(rows)).toEqual([expect.stringMatching(/^warning server: the server does not answer/)]);
  expect(code).toBe(0);
});

it("says that Lanekeeper is not installed", async () => {
  const { code, rows } = await doctor(await bare());
  expect([code, bad(rows)]).toEqual([1, ["problem hooks: Lanekeeper is not installed here"]]);
});

it.each<[string, (repository: string) => void, string]>([
  [
    "a hook that is gone",
    (at) => rmSync(join(at, "hooks/pre-receive")),
    "problem hooks-pre-receive: the pre-receive hook is not installed",
  ],
  [
    "a hook git skips",
    (at) => chmodSync(join(at, "hooks/pre-receive"), 0o644),
    "problem hooks-pre-receive: the pre-receive hook is not executable",
  ],
  [
    "a hook that was changed",
    (at) => appendFileSync(join(at, "hooks/post-receive"), "#\n"),
    "warning hooks-post-receive: the post-receive hook is of another version",
  ],
  [
    "somebody else's hook",
    (at) => writeFileSync(join(at, "hooks/pre-receive"), "#!/bin/sh\n"),
    "problem hooks-pre-receive: the pre-receive hook is not Lanekeeper's",
  ],
  ["a judge that is gone", (at) => rmSync(join(at, "lanekeeper/judge.cjs")), "problem judge: "],
  ["an old judge", (at) => appendFileSync(join(at, "lanekeeper/judge.cjs"), "\n"), "warning judge: "],
  [
    "settings that are gone",
    (at) => rmSync(join(at, "lanekeeper/settings")),
    "problem hooks: the hooks' settings are gone",
  ],
  ["a record that is gone", (at) => rmSync(join(at, "lanekeeper/pushes")), "problem record: "],
  ["a record nobody may write", (at) => chmodSync(join(at, "lanekeeper/pushes"), 0o444), "problem record: "],
  [
    "settings anybody may write",
    (at) => chmodSync(join(at, "lanekeeper/settings"), 0o666),
    "problem record: anybody may write",
  ],
])("finds %s", async (_, spoil, row) => {
  const repository = await installed();
  spoil(repository);
  const { code, rows } = await doctor(repository);
  expect(bad(rows)).toContainEqual(expect.stringContaining(row));
  expect(code).toBe(row.startsWith("problem") ? 1 : 0);
});

it("finds hooks that git looks for elsewhere, a Node that is gone, a trunk that is none", async () => {
  const repository = await installed();
  await need("git", ["-C", repository, "config", "core.hooksPath", "/elsewhere"]);
  const settings = join(repository, "lanekeeper", "settings");
  writeFileSync(
    settings,
    "trunk='refs/heads/gone'\nidentity='os'\nsocket='/nowhere/judge.sock'\nnode='/nowhere/node'\n",
  );
  const { code, rows } = await doctor(repository);
  expect(code).toBe(1);
  expect(bad(rows)).toEqual([
    expect.stringContaining("problem hooks-path: core.hooksPath is /elsewhere"),
    "problem hook-node: the Node that hooks start (/nowhere/node) does not run",
    "problem server: the data folder /nowhere is gone",
    "warning trunk: trunk (refs/heads/gone) does not exist, so nothing is judged",
    "warning policy: trunk has no .github/lanekeeper.yml, so everything is taken",
  ]);
});

it("finds a server that must answer and does not, and a repository that was moved", async () => {
  const strict = await installed(POLICY, "--require-server");
  expect(bad((await doctor(strict)).rows)).toEqual([
    expect.stringContaining("problem server: the server does not answer, so every push is refused"),
  ]);
  const moved = await installed();
  renameSync(moved, `${moved}.moved`);
  expect(bad((await doctor(`${moved}.moved`)).rows)).toEqual([expect.stringContaining("was it moved?")]);
});

it("finds a policy that is broken, or that names teams this server cannot know", async () => {
  const broken = await doctor(await installed("architects: [ada]\ntaems: {}\n"));
  expect(broken.code).toBe(1);
  expect(bad(broken.rows)).toContainEqual(expect.stringContaining(".github/lanekeeper.yml:2:1"));
  const foreign = await doctor(await installed('architects: [ada, "@acme/leads"]\n'));
  expect(bad(foreign.rows)).toContainEqual(
    expect.stringMatching(/^warning policy: .*@acme\/leads is a team of a forge/),
  );
});

it("warns of an architect's login that is a team's as well, by the policy or by the record", async () => {
  const member = await doctor(await installed("architects: [ada]\nteams: {qa: {write: [qa/], members: [ada, bob]}}\n"));
  expect(bad(member.rows)).toContainEqual("warning architect-logins: ada is an architect and a member of team qa");
  const repository = await installed();
  const line = `${"0".repeat(40)} ${"1".repeat(40)}`;
  const push = (login: string, ref: string) => `push 2026-05-31T18:00:00Z ${login}\n${line} ${ref}\n\n`;
  const record = [
    push("ada", "refs/heads/qa/a"),
    push("bob", "refs/heads/qa/a"),
    push("ada", "refs/heads/session-sB"),
    push("ada", "refs/heads/main"),
  ];
  writeFileSync(join(repository, "lanekeeper", "pushes"), record.join(""));
  const { code, rows } = await doctor(repository);
  expect(bad(rows)).toContainEqual(expect.stringContaining("the architect ada pushed branches of team qa 2 times"));
  expect(code).toBe(0);
});

it("reads the record of pushes back, a login with spaces or none at all included", () => {
  expect(
    readRecord("push T a b\n1 2 refs/heads/x\n1 2 refs/heads/y\n\npush T \n1 2 refs/heads/z\n\n\ngarbage\n\n"),
  ).toEqual([
    { login: "a b", refs: ["refs/heads/x", "refs/heads/y"] },
    { login: "", refs: ["refs/heads/z"] },
  ]);
});

it("looks at every repository of a data folder where none is named", async () => {
  const data = join(ROOT, "data-of-two");
  for (const path of [await bare(), await bare()]) await lanekeeper(["install", path, "--data", data]);
  const { rows } = await doctor("--data", data);
  expect(rows.filter(({ check }) => check === "judge")).toHaveLength(2);
});

describe("in a clone", () => {
  it.each([
    ["qa/work", "ok", "branch qa/work is team qa"],
    ["session-sB", "ok", "branch session-sB is session sB of team qa"],
    ["session-sZ", "warning", "session sZ is not listed in the policy"],
    ["elsewhere", "warning", "branch elsewhere is bound to no team or session"],
  ])("on branch %s: %s", async (branch, level, what) => {
    const clone = join(ROOT, `clone-${++count}`);
    await need("git", ["clone", "--quiet", await bare(), clone]);
    await need("git", ["-C", clone, "switch", "--quiet", "-c", branch]);
    const { code, rows } = await doctor("--repo", clone);
    expect(rows.find(({ check }) => check === "branch")).toMatchObject({ level, what: expect.stringContaining(what) });
    expect(rows.find(({ check }) => check === "origin-head")?.level).toBe("ok");
    expect(code).toBe(0);
  });

  it("says how to make trunk known", async () => {
    const clone = join(ROOT, `clone-${++count}`);
    await need("git", ["clone", "--quiet", await bare(), clone]);
    await need("git", ["-C", clone, "remote", "set-head", "origin", "--delete"]);
    const { rows } = await doctor("--repo", clone);
    expect(rows.find(({ check }) => check === "origin-head")).toMatchObject({
      level: "warning",
      fix: "git remote set-head origin --auto",
    });
  });
});

it.each([
  ["2.29.9", true],
  ["2.30.0", false],
  ["2.39.5", false],
  ["3.0", false],
  ["1.99", true],
  ["unknown", true],
])("takes git %s for too old: %s", (version, old) => {
  expect(isOlder(version, [2, 30])).toBe(old);
});
