// What happens to a branch as a whole: forced, deleted, pushed with others, stacked, merged and continued.
import { story } from "./world.ts";

const BRANCH = "framework/work";

story("a force push that drops the team's own commits is the team's right", {}, async (w) => {
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
  const kept = await w.oid(BRANCH);
  await w.commit(BRANCH, { "expertdomain/two.ts": "2\n" });
  await w.push("grace", BRANCH);
  expect(await w.push("grace", `+${kept}:refs/heads/${BRANCH}`)).toMatchObject({ accepted: true, findings: [] });
});

story("a force push is judged from trunk, not from what it replaces", {}, async (w) => {
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
  await w.push("grace", BRANCH);
  await w.commit(
    "other",
    { "expertdomain/two.ts": "2\n", "qa/plan.md": "evil\n" },
    { from: ["refs/remotes/origin/main"] },
  );
  const forced = await w.push("grace", `+other:refs/heads/${BRANCH}`);
  expect(forced).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
});

story(
  "a force push may go back to an older trunk, and may not pass off what trunk had there as its own",
  {},
  async (w) => {
    const old = await w.oid("origin/main");
    await w.land({ "qa/plan.md": "newer\n" });
    await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
    await w.push("grace", BRANCH);
    await w.commit("other", { "expertdomain/two.ts": "2\n" }, { from: [old] });
    expect(await w.push("grace", `+other:refs/heads/${BRANCH}`)).toMatchObject({ accepted: true, findings: [] });
    // The same tree on the newer trunk takes trunk's work back.
    const tree = await w.oid("other^{tree}");
    const taken = await w.git("commit-tree", tree, "-p", "origin/main", "-m", "Take back");
    const pushed = await w.push("grace", `+${taken}:refs/heads/${BRANCH}`);
    expect(pushed).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
  },
);

story(
  "nobody but a member or an architect force-pushes or deletes the branch of a team with members",
  {},
  async (w) => {
    await w.commit("tools/x", { "tools/x.ts": "x\n" });
    expect(await w.push("tom", "tools/x")).toMatchObject({ accepted: true });
    await w.commit("other", { "tools/y.ts": "y\n" }, { from: ["refs/remotes/origin/main"] });
    const forced = await w.push("grace", "+other:refs/heads/tools/x");
    expect(forced).toMatchObject({ accepted: false, findings: ["✗ who-may-push"] });
    expect(forced.stderr).toContain("may not force-push");
    const deleted = await w.push("grace", ":refs/heads/tools/x");
    expect(deleted).toMatchObject({ accepted: false, findings: ["✗ who-may-push"] });
    expect(deleted.stderr).toContain("may not delete");
    expect(await w.push("tom", "+other:refs/heads/tools/x")).toMatchObject({ accepted: true });
    expect(await w.push("ada", ":refs/heads/tools/x")).toMatchObject({ accepted: true });
  },
);

story("a team deletes its own branch, and nobody but an architect deletes trunk", {}, async (w) => {
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
  await w.push("grace", BRANCH);
  expect(await w.push("grace", `:refs/heads/${BRANCH}`)).toMatchObject({ accepted: true, findings: [] });
  await w.admin("config", "receive.denyDeleteCurrent", "ignore");
  expect(await w.push("grace", ":refs/heads/main")).toMatchObject({ accepted: false, findings: ["✗ trunk-gate"] });
  expect(await w.push("ada", ":refs/heads/main")).toMatchObject({ accepted: true });
});

for (const [mode, level] of [
  ["warn", "!"],
  ["enforce", "✗"],
  ["off", null],
] as const)
  story(
    `under history: ${mode}, a change outside the scope that was taken back is ${level ?? "nothing"}`,
    historyOf(mode),
    async (w) => {
      await w.commit(BRANCH, { "qa/plan.md": "oops\n", "expertdomain/one.ts": "1\n" });
      await w.commit(BRANCH, { "qa/plan.md": "plan\n" });
      const pushed = await w.push("grace", BRANCH);
      expect(pushed.findings).toEqual(level === null ? [] : [`${level} history qa/plan.md`]);
      expect(pushed.accepted).toBe(mode !== "enforce");
    },
  );

function historyOf(mode: string) {
  return { policy: `architects: [ada]\nteams:\n  framework: {write: ["expertdomain/"]}\nhistory: ${mode}\n` };
}

story("a warning is printed on a push that is accepted", {}, async (w) => {
  await w.commit(BRANCH, { "qa/plan.md": "oops\n" });
  await w.commit(BRANCH, { "qa/plan.md": "plan\n" });
  const pushed = await w.push("grace", BRANCH);
  expect(pushed.accepted).toBe(true);
  expect(pushed.said).toContain(`lanekeeper: refs/heads/${BRANCH}: accepted, 1 warning`);
});

story("a branch that was merged and goes on is judged by what is new", {}, async (w) => {
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
  await w.push("grace", BRANCH);
  await w.git("update-ref", "refs/heads/trunk", await w.land({ "qa/plan.md": "trunk\n" }));
  await w.merge("trunk", [BRANCH]);
  await w.setTrunk("trunk");
  await w.commit(BRANCH, { "expertdomain/two.ts": "2\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true, findings: [] });
  await w.commit(BRANCH, { "qa/plan.md": "evil\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
});

story("a branch stacked on another team's unmerged work writes it too, until that is merged", {}, async (w) => {
  await w.commit("qa/work", { "qa/new.md": "new\n" });
  await w.push("carol", "qa/work");
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" }, { from: ["refs/heads/qa/work"] });
  const pushed = await w.push("grace", BRANCH);
  expect(pushed).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/new.md"] });
  expect(pushed.stderr).toContain("wait for its merge, or rebase");
  await w.setTrunk("qa/work");
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true, findings: [] });
});

story("of several refs at once all are taken or none", {}, async (w) => {
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
  await w.commit("qa/work", { "qa/one.md": "1\n" });
  await w.commit("framework/bad", { "qa/two.md": "2\n" });
  const refused = await w.push("grace", [BRANCH, "framework/bad", "qa/work"]);
  expect(refused).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/two.md"] });
  expect(refused.after).toEqual(refused.before);
  const taken = await w.push("grace", [BRANCH, "qa/work"]);
  expect(taken).toMatchObject({ accepted: true, findings: [] });
  expect(Object.keys(taken.after)).toEqual(expect.arrayContaining([`refs/heads/${BRANCH}`, "refs/heads/qa/work"]));
});

story("every bad ref of a push is named", {}, async (w) => {
  await w.commit(BRANCH, { "qa/one.md": "1\n" });
  await w.commit("qa/work", { "expertdomain/two.ts": "2\n" });
  const { findings, said } = await w.push("grace", [BRANCH, "qa/work"]);
  expect(findings).toEqual(["✗ write-scope qa/one.md", "✗ write-scope expertdomain/two.ts"]);
  expect(said).toContain(`lanekeeper: refs/heads/${BRANCH}: refused, 1 error`);
  expect(said).toContain("lanekeeper: refs/heads/qa/work: refused, 1 error");
});

story("the tip of trunk pushed under a team's name is nothing new", {}, async (w) => {
  expect(await w.push("grace", `origin/main:refs/heads/${BRANCH}`)).toMatchObject({ accepted: true, findings: [] });
});

story("trunk in branch mode is moved by architects only", {}, async (w) => {
  await w.commit("main", { "expertdomain/one.ts": "1\n" });
  expect(await w.push("grace", "main")).toMatchObject({ accepted: false, findings: ["✗ trunk-gate"] });
  expect(await w.push("ada", "main")).toMatchObject({ accepted: true, findings: [] });
});
