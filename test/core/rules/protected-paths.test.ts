// protected-paths: an architect's word on every branch, attributed by entry and not by commit.
import { protectedPaths } from "../../../src/core/rules/protected-paths.ts";
import { aPush, blob, complaints, type Sketch, words } from "../a-push.ts";

const YML = ".github/lanekeeper.yml";

test.each<[string, Sketch, string[]]>([
  ["other paths are anybody's", { diff: "~src/core/a +b" }, []],
  ["somebody else's change is refused", { diff: "~ci/run" }, ["error ci/run"]],
  ["the policy file is always protected", { diff: `~${YML}` }, [`error ${YML}`]],
  ["adding and deleting are changes too", { diff: "+ci/a -ci/b %ci/c" }, ["error ci/a", "error ci/b", "error ci/c"]],
  ["an architect may", { by: "ada", diff: "~ci/run" }, []],
  ["it holds on branches of no lane", { branch: "other", diff: "~ci/run" }, ["error ci/run"]],
  ["it holds on trunk", { branch: "main", diff: "~ci/run" }, ["error ci/run"]],
  ["a pull request that the forge merged was judged before", { merged: true, branch: "main", diff: "~ci/run" }, []],
  ["carrying along what an architect set is fine", { diff: "~ci/run", standing: { "ci/run": blob("new") } }, []],
  [
    "changing what an architect set is not",
    { diff: "~ci/run", standing: { "ci/run": blob("older") } },
    ["error ci/run"],
  ],
  ["a mode is part of the entry", { diff: "~ci/run", standing: { "ci/run": blob("new", "100755") } }, ["error ci/run"]],
  ["carrying along a deletion is fine", { diff: "-ci/run", standing: { "ci/run": null } }, []],
  ["who is not known may not, undecided", { by: null, diff: "~ci/run" }, ["error ci/run (undecided)"]],
  ["who is not known may carry along", { by: null, diff: "~ci/run", standing: { "ci/run": blob("new") } }, []],
  [
    "a path whose base cannot be told is undecided",
    { diff: "~ci/run ~ci/b", uncertain: new Set(["ci/run"]) },
    ["error ci/run (undecided)", "error ci/b"],
  ],
  [
    "the newest commit that touched it is blamed",
    { diff: "~ci/run", commits: ["one | ~ci/run", "two | ~ci/run", "three | ~src/core/a"] },
    ["error ci/run 2"],
  ],
])("%s", (_, sketch, expected) => {
  expect(complaints(protectedPaths, aPush(sketch))).toEqual(expected);
});

test("it says who did what, and which line protects it", () => {
  const fix = "take the change back and ask an architect to make it";
  expect(words(protectedPaths, aPush({ diff: `+ci/run ~${YML}` }))).toEqual([
    `grace adds ci/run, which is protected (${YML}:7:13 ci/): architects only → ${fix}`,
    `grace changes ${YML}, which is protected (${YML}, by default): architects only → ${fix}`,
  ]);
  expect(words(protectedPaths, aPush({ by: null, diff: "-ci/run" }))).toEqual([
    `somebody unknown deletes ci/run, which is protected (${YML}:7:13 ci/): architects only, and it is not known who pushed it → ${fix}`,
  ]);
});

test("where it is known who set the entry, that is who counts", () => {
  const set = (login: string | null) => ({ diff: "~ci/run", authors: { "ci/run": login } });
  expect(complaints(protectedPaths, aPush({ ...set("ada"), by: "grace" }))).toEqual([]);
  expect(complaints(protectedPaths, aPush({ ...set("grace"), by: "ada" }))).toEqual(["error ci/run"]);
  expect(complaints(protectedPaths, aPush({ ...set(null), by: "ada" }))).toEqual(["error ci/run (undecided)"]);
});
