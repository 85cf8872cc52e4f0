// trunk-gate: who moves trunk, under both settings of `trunk`.
import { trunkGate } from "../../../src/core/rules/trunk-gate.ts";
import { aPolicy, aPush, complaints, type Sketch, words } from "../a-push.ts";

const DIRECT = aPolicy("trunk: direct");

test.each<[string, Sketch, string[]]>([
  ["an architect may move it", { by: "ada" }, []],
  ["nobody else may", {}, ["error"]],
  ["who is not known may not, undecided", { by: null }, ["error (undecided)"]],
  ["a pull request that the forge merged may", { merged: true }, []],
  ["asking to be merged moves nothing", { kind: "pull" }, []],
  ["an architect may delete it", { by: "ada", after: null }, []],
  ["nobody else may delete it", { after: null }, ["error"]],
  ["other branches are not trunk", { branch: "main/x" }, []],
  ["a tag of its name is not trunk", { ref: "refs/tags/main" }, []],
])("by default: %s", (_, sketch, expected) => {
  expect(complaints(trunkGate, aPush({ branch: "main", ...sketch }))).toEqual(expected);
});

test.each<[string, Sketch, string[]]>([
  ["commits that name their session may land", { commits: ["[sA] x", "y |  | sQ", "fixup! [sA] x"] }, []],
  ["each that names none is listed", { commits: ["x", "[sA] y", "[sa] z"] }, ["error 1", "error 3"]],
  ["where it is not known who pushes them, undecided", { by: null, commits: ["x", "[sA] y"] }, ["error 1 (undecided)"]],
  ["an architect's need name none", { by: "ada", commits: ["x", "Merge x | ~a"] }, []],
  ["what a pull request brought was judged before", { merged: true, commits: ["x", "Merge x | ~a"] }, []],
  ["a merge without a change of its own is fine", { commits: ["Merge x"] }, []],
  ["one with changes of its own is not", { commits: ["[sA] x", "Merge x | ~a +b"] }, ["error a 2", "error b 2"]],
  ["nobody else drops commits", { forced: true, commits: ["[sA] x"] }, ["error"]],
  ["nor deletes it", { after: null }, ["error"]],
])("with a direct trunk: %s", (_, sketch, expected) => {
  expect(complaints(trunkGate, aPush({ branch: "main", ...sketch }), DIRECT)).toEqual(expected);
});

test("it says who did what and what to do instead", () => {
  const fix = "push your own branch; an architect merges it";
  const trunk = { branch: "main" };
  expect(words(trunkGate, aPush(trunk))).toEqual([
    `grace moves trunk (refs/heads/main), which only an architect may → ${fix}`,
  ]);
  expect(words(trunkGate, aPush({ ...trunk, after: null, by: null }))).toEqual([
    `somebody unknown deletes trunk (refs/heads/main), which only an architect may → ${fix}`,
  ]);
  expect(words(trunkGate, aPush({ ...trunk, forced: true }), DIRECT)).toEqual([
    `grace drops commits from trunk (refs/heads/main), which only an architect may → ${fix}`,
  ]);
  expect(words(trunkGate, aPush({ ...trunk, commits: ["x", "Merge x | ~a"] }), DIRECT)).toEqual([
    "commit 1111111111 on trunk names no session, so only an architect may push it → begin its subject with your session's prefix, such as `[sA] `",
    "merge 2222222222 on trunk changes a in a way that none of its parents has → rebase instead of merging, or resolve the conflict in a commit of its own",
  ]);
});
