// Histories of every shape: what a merge writes is what it changes itself, and nothing hides behind it.
import { type Files, story, type World } from "./world.ts";

const BRANCH = "framework/work";
const TEXT = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const text = (line: number, word: string): string =>
  `${TEXT.map((each, at) => (at === line ? word : each)).join("\n")}\n`;
const LONG = { files: { "expertdomain/long.md": text(-1, ""), "qa/plan.md": text(-1, ""), "README.md": "readme\n" } };

/** The team commits in its scope, trunk moves on elsewhere. */
async function diverge(
  w: World,
  here: Files = { "expertdomain/new.ts": "new\n" },
  there: Files = { "qa/plan.md": "trunk\n" },
) {
  await w.commit(BRANCH, here);
  await w.land(there);
}

story("a clean merge of trunk passes, whatever trunk brought", {}, async (w) => {
  await diverge(w, undefined, { "qa/plan.md": "trunk\n", "README.md": null, LICENSE: "newer\n", "tools/x.ts": "x\n" });
  await w.merge(BRANCH, ["origin/main"]);
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true, findings: [] });
});

story("a clean merge of trunk passes where both sides changed one file", LONG, async (w) => {
  await diverge(w, { "expertdomain/long.md": text(0, "ours") }, { "expertdomain/long.md": text(8, "theirs") });
  await w.merge(BRANCH, ["origin/main"]);
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true, findings: [] });
});

story("a second push on top of a merge of trunk is judged by what the team wrote", {}, async (w) => {
  await diverge(w);
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true });
  await w.merge(BRANCH, ["origin/main"]);
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true, findings: [] });
  await w.commit(BRANCH, { "qa/plan.md": "ours\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
});

story("an edit made inside a merge commit is refused outside the scope", {}, async (w) => {
  await diverge(w);
  const oid = await w.merge(BRANCH, ["origin/main"], { files: { "README.md": "evil\n" } });
  const pushed = await w.push("grace", BRANCH);
  expect(pushed).toMatchObject({ accepted: false, findings: ["✗ write-scope README.md"] });
  const { findings } = await w.check(["--by", "grace", "--branch", BRANCH, "--head", BRANCH]);
  expect(findings).toContainEqual(expect.objectContaining({ rule: "write-scope", commit: oid }));
});

story("an edit made inside a merge commit is accepted in the scope", {}, async (w) => {
  await diverge(w);
  await w.merge(BRANCH, ["origin/main"], { files: { "expertdomain/core.ts": "mended\n" } });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true, findings: [] });
});

story("a merge that changes what trunk brought is refused", {}, async (w) => {
  await diverge(w);
  await w.merge(BRANCH, ["origin/main"], { files: { "qa/plan.md": "trunk, but worse\n" } });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
});

story("merge -s ours takes trunk's work back and is refused", {}, async (w) => {
  await diverge(w, undefined, { "qa/plan.md": "trunk\n", "qa/new.md": "trunk\n" });
  await w.merge(BRANCH, ["origin/main"], { options: ["-s", "ours"] });
  expect(await w.push("grace", BRANCH)).toMatchObject({
    accepted: false,
    findings: ["✗ write-scope qa/new.md", "✗ write-scope qa/plan.md"],
  });
});

story("merge -X ours in the team's own scope is the team's decision", LONG, async (w) => {
  await diverge(w, { "expertdomain/long.md": text(0, "ours") }, { "expertdomain/long.md": text(0, "theirs") });
  await w.merge(BRANCH, ["origin/main"], { options: ["-X", "ours"] });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true, findings: [] });
});

/** Both sides merge the other's state of before: two merge bases. */
async function crissCross(w: World, here: Files, there: Files, inOurs: Files = {}) {
  await w.commit(BRANCH, here);
  const team = await w.oid(BRANCH);
  const trunk = await w.land(there);
  await w.commit("trunk", {}, { from: [trunk] });
  await w.git("update-ref", "refs/heads/trunk", trunk);
  await w.merge("trunk", [team]);
  await w.setTrunk("trunk");
  await w.merge(BRANCH, [trunk], Object.keys(inOurs).length === 0 ? {} : { files: inOurs as Record<string, string> });
  const bases = await w.git("merge-base", "--all", "origin/main", BRANCH);
  expect(bases.split("\n").length).toBe(2);
}

story("a clean criss-cross merge passes", {}, async (w) => {
  await crissCross(w, { "expertdomain/new.ts": "new\n" }, { "qa/plan.md": "trunk\n", "README.md": null });
  await w.commit(BRANCH, { "expertdomain/more.ts": "more\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true, findings: [] });
});

story(
  "a clean criss-cross merge passes where both sides changed one file outside the scope of nobody",
  LONG,
  async (w) => {
    await crissCross(w, { "expertdomain/long.md": text(0, "ours") }, { "expertdomain/long.md": text(8, "theirs") });
    expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true, findings: [] });
  },
);

story(
  "a clean criss-cross merge passes where git merged the lines of a file outside the scope, with a warning",
  LONG,
  async (w) => {
    // The architect had landed the team's commit, which wrote there, so that both bases have it.
    await crissCross(
      w,
      { "qa/plan.md": text(0, "ours"), "expertdomain/a": "a\n" },
      { "qa/plan.md": text(8, "theirs") },
    );
    expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true, findings: ["! history qa/plan.md"] });
  },
);

story("a criss-cross merge with an edit of its own is refused", {}, async (w) => {
  await crissCross(w, { "expertdomain/new.ts": "new\n" }, { "qa/plan.md": "trunk\n" }, { "README.md": "evil\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope README.md"] });
});

story("a criss-cross merge that changes what trunk brought is refused", {}, async (w) => {
  await crissCross(w, { "expertdomain/new.ts": "new\n" }, { "qa/plan.md": "trunk\n" }, { "qa/plan.md": "evil\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
});

/** The bases themselves conflict outside the scope; each side resolves it in its own way. */
async function conflictingBases(w: World, ours: string, theirs: string) {
  const team = await w.commit(BRANCH, { "qa/plan.md": text(0, "ours") });
  const trunk = await w.land({ "qa/plan.md": text(0, "theirs") });
  await w.git("update-ref", "refs/heads/trunk", trunk);
  await w.merge("trunk", [team], { files: { "qa/plan.md": theirs } });
  await w.setTrunk("trunk");
  await w.merge(BRANCH, [trunk], { files: { "qa/plan.md": ours } });
}

story("bases that conflict outside the scope cannot be judged, and say what to do", LONG, async (w) => {
  await conflictingBases(w, text(0, "mine"), text(0, "yours"));
  const pushed = await w.push("grace", BRANCH);
  expect(pushed).toMatchObject({ accepted: false, findings: ["? write-scope qa/plan.md"] });
  expect(pushed.stderr).toContain("fix: merge the base branch");
});

story("bases that conflict outside the scope are clean where the tip has what trunk has", LONG, async (w) => {
  await conflictingBases(w, text(0, "both"), text(0, "both"));
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true, findings: ["! history qa/plan.md"] });
});

story("an octopus merge of the team's branches and trunk passes", {}, async (w) => {
  await w.commit("framework/one", { "expertdomain/one.ts": "1\n" });
  await w.commit("framework/two", { "src/app/two.ts": "2\n" });
  await diverge(w);
  await w.merge(BRANCH, ["framework/one", "framework/two", "origin/main"]);
  expect((await w.git("rev-list", "--parents", "-1", BRANCH)).split(" ").length).toBe(5);
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: true, findings: [] });
});

story("an octopus merge with an edit of its own is refused", {}, async (w) => {
  await w.commit("framework/one", { "expertdomain/one.ts": "1\n" });
  await w.commit("framework/two", { "src/app/two.ts": "2\n" });
  await diverge(w);
  await w.merge(BRANCH, ["framework/one", "framework/two", "origin/main"], { files: { "README.md": "evil\n" } });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope README.md"] });
});

story("an octopus merge that carries another team's branch is refused", {}, async (w) => {
  await w.commit("qa/one", { "qa/one.md": "1\n" });
  await w.commit("framework/two", { "src/app/two.ts": "2\n" });
  await diverge(w);
  await w.merge(BRANCH, ["qa/one", "framework/two"]);
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/one.md"] });
});

story("an orphan branch writes its whole tree", {}, async (w) => {
  await w.commit(BRANCH, { "expertdomain/new.ts": "new\n", "qa/plan.md": "plan\n" }, { from: [] });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
  await w.commit("framework/other", { "expertdomain/new.ts": "new\n" }, { from: [] });
  expect(await w.push("grace", "framework/other")).toMatchObject({ accepted: true, findings: [] });
});

story("a branch that merges an unrelated history writes all that it brings", {}, async (w) => {
  await w.commit("foreign", { "expertdomain/f.ts": "f\n", "vendor/f.ts": "f\n" }, { from: [] });
  await w.commit(BRANCH, { "expertdomain/new.ts": "new\n" });
  await w.merge(BRANCH, ["foreign"], { options: ["--allow-unrelated-histories"] });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope vendor/f.ts"] });
});
