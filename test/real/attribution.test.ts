// Whose word a guarded file is: it goes by its entry, not by who carried it along.
import { FILES, story, type World } from "./world.ts";

const BRANCH = "framework/round-1";
const FILE = "ANNOUNCEMENT.md";
const REFUSED = { accepted: false, findings: [`✗ announcement-author ${FILE}`] };
const CLEAN = { accepted: true, findings: [] };

/** The architect announces, the team begins to work on top. */
async function announced(w: World): Promise<void> {
  await w.commit(BRANCH, { [FILE]: "Round 1: build it\n" }, { says: "Announce round 1" });
  expect(await w.push("ada", BRANCH)).toMatchObject(CLEAN);
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
}

story("an architect announces on a team's branch, and the team's later push carries it along", {}, async (w) => {
  await announced(w);
  expect(await w.push("grace", BRANCH)).toMatchObject(CLEAN);
  await w.commit(BRANCH, { "REPLY.md": "done\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject(CLEAN);
});

story("a team announces nothing itself", {}, async (w) => {
  await w.commit(BRANCH, { [FILE]: "Round 1: a holiday\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject(REFUSED);
});

story("a rebase of the team's carries the announcement along", {}, async (w) => {
  await announced(w);
  await w.push("grace", BRANCH);
  await w.land({ "qa/plan.md": "trunk\n" });
  await w.git("checkout", "--quiet", "--force", BRANCH);
  await w.git("rebase", "--quiet", "origin/main");
  expect(await w.push("grace", `+${BRANCH}:refs/heads/${BRANCH}`)).toMatchObject(CLEAN);
});

story("a team squashes the announcement and its own work into one commit of its own", {}, async (w) => {
  await announced(w);
  await w.push("grace", BRANCH);
  const squashed = await w.git("commit-tree", `${BRANCH}^{tree}`, "-p", "origin/main", "-m", "All of it");
  expect(await w.push("grace", `+${squashed}:refs/heads/${BRANCH}`)).toMatchObject(CLEAN);
});

story("a merge of trunk carries the announcement along", {}, async (w) => {
  await announced(w);
  await w.land({ "qa/plan.md": "trunk\n", [`${FILE}.md`]: "other\n" });
  await w.merge(BRANCH, ["origin/main"]);
  expect(await w.push("grace", BRANCH)).toMatchObject(CLEAN);
});

story("a team that changes the announcement is refused", {}, async (w) => {
  await announced(w);
  await w.commit(BRANCH, { [FILE]: "Round 1: build half of it\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject(REFUSED);
});

story("a team that changes nothing but the announcement's mode is refused", {}, async (w) => {
  await announced(w);
  await w.commit(BRANCH, { [FILE]: { exec: "Round 1: build it\n" } });
  expect(await w.push("grace", BRANCH)).toMatchObject(REFUSED);
});

story("a team that changes the announcement inside a merge is refused", {}, async (w) => {
  await announced(w);
  await w.land({ "qa/plan.md": "trunk\n" });
  await w.merge(BRANCH, ["origin/main"], { files: { [FILE]: "Round 1: less\n" } });
  expect(await w.push("grace", BRANCH)).toMatchObject(REFUSED);
});

story("a team that deletes the announcement is refused", {}, async (w) => {
  await announced(w);
  await w.push("grace", BRANCH);
  await w.commit(BRANCH, { [FILE]: null });
  expect(await w.push("grace", BRANCH)).toMatchObject(REFUSED);
});

story("a team whose force push drops the announcement is refused", {}, async (w) => {
  await announced(w);
  await w.push("grace", BRANCH);
  await w.commit("other", { "expertdomain/one.ts": "1\n" }, { from: ["refs/remotes/origin/main"] });
  expect(await w.push("grace", `+other:refs/heads/${BRANCH}`)).toMatchObject(REFUSED);
  expect(await w.push("grace", `+origin/main:refs/heads/${BRANCH}`)).toMatchObject(REFUSED);
  expect(await w.push("ada", `+other:refs/heads/${BRANCH}`)).toMatchObject(CLEAN);
});

story("an architect changes and deletes an announcement", {}, async (w) => {
  await announced(w);
  await w.commit(BRANCH, { [FILE]: "Round 1: build it better\n" });
  expect(await w.push("ada", BRANCH)).toMatchObject(CLEAN);
  await w.commit(BRANCH, { [FILE]: null });
  expect(await w.push("ada", BRANCH)).toMatchObject(CLEAN);
  await w.commit(BRANCH, { "expertdomain/two.ts": "2\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject(CLEAN);
});

story("a team that goes back to an earlier announcement is refused", {}, async (w) => {
  await announced(w);
  await w.commit(BRANCH, { [FILE]: "Round 1: revised\n" });
  await w.push("ada", BRANCH);
  await w.commit(BRANCH, { [FILE]: "Round 1: build it\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject(REFUSED);
});

story("a team that copies the announcement to another branch is refused", {}, async (w) => {
  await announced(w);
  await w.push("grace", BRANCH);
  expect(await w.push("grace", `${BRANCH}:refs/heads/framework/round-2`)).toMatchObject(REFUSED);
  expect(await w.push("ada", `${BRANCH}:refs/heads/framework/round-2`)).toMatchObject(CLEAN);
});

story("an announcement on a branch of another team is refused to that team too", {}, async (w) => {
  await announced(w);
  await w.commit("qa/round-1", { [FILE]: "Round 1: build it\n" });
  expect(await w.push("carol", "qa/round-1")).toMatchObject(REFUSED);
});

story("whose push it is counts, not who the commits say wrote them", {}, async (w) => {
  await w.commit(BRANCH, { [FILE]: "Round 1: a holiday\n" }, { author: "ada <ada@example.com>" });
  expect(await w.push("grace", BRANCH)).toMatchObject(REFUSED);
});

story("an announcement pushed by nobody known cannot be judged", {}, async (w) => {
  await announced(w);
  expect(await w.push(null, BRANCH)).toMatchObject(CLEAN);
  await w.commit(BRANCH, { [FILE]: "Round 1: whoever\n" });
  expect(await w.push(null, BRANCH)).toMatchObject({ accepted: false, findings: [`? announcement-author ${FILE}`] });
});

story("an announcement that reached trunk is trunk's", {}, async (w) => {
  await announced(w);
  await w.push("grace", BRANCH);
  await w.setTrunk(BRANCH);
  await w.commit("framework/next", { "expertdomain/two.ts": "2\n" });
  expect(await w.push("grace", "framework/next")).toMatchObject(CLEAN);
  await w.commit("framework/next", { [FILE]: null });
  expect(await w.push("grace", "framework/next")).toMatchObject(REFUSED);
});

const PROTECTED = { accepted: false, findings: ["✗ protected-paths LICENSE"] };

story("an architect's change of a protected path on a team's branch is carried along", {}, async (w) => {
  await w.commit("framework/work", { LICENSE: "newer\n" });
  expect(await w.push("ada", "framework/work")).toMatchObject(CLEAN);
  await w.commit("framework/work", { "expertdomain/one.ts": "1\n" });
  expect(await w.push("grace", "framework/work")).toMatchObject(CLEAN);
  await w.commit("framework/work", { LICENSE: "other\n" });
  expect(await w.push("grace", "framework/work")).toMatchObject(PROTECTED);
});

story("a team that takes back an architect's change of a protected path is refused", {}, async (w) => {
  await w.commit("framework/work", { LICENSE: "newer\n" });
  await w.push("ada", "framework/work");
  await w.commit("framework/work", { LICENSE: FILES.LICENSE! });
  expect(await w.push("grace", "framework/work")).toMatchObject(PROTECTED);
});

story("a team that merges trunk's newer state of a protected path carries that", {}, async (w) => {
  await w.commit("framework/work", { LICENSE: "on the branch\n" });
  await w.push("ada", "framework/work");
  await w.land({ LICENSE: "on trunk\n" });
  await w.merge("framework/work", ["origin/main"], { files: { LICENSE: "on trunk\n" } });
  expect(await w.push("grace", "framework/work")).toMatchObject(CLEAN);
});

story("an architect's login widens no scope", {}, async (w) => {
  await w.commit(BRANCH, { [FILE]: "Round 1\n", "qa/plan.md": "mine\n" });
  expect(await w.push("ada", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
});
