// history: the tip is clean, but a commit on the way there was not.
import { history } from "../../../src/core/rules/history.ts";
import { aPolicy, aPush, complaints, type Sketch, words } from "../a-push.ts";

test.each<[string, Sketch, string[]]>([
  ["what the tip still shows is another rule's business", { diff: "+test/a", commits: ["x | +test/a"] }, []],
  [
    "the one who wrote is blamed, not the one who took it back",
    { commits: ["x | +test/a", "y | -test/a"] },
    ["warning test/a 1"],
  ],
  [
    "everyone who wrote in between is",
    { commits: ["x | +test/a +test/b", "y | ~test/a", "z | -test/a -test/b"] },
    ["warning test/a 1", "warning test/b 1", "warning test/a 2"],
  ],
  ["where only one commit has it, that one is", { commits: ["x | +test/a"] }, ["warning test/a 1"]],
  ["paths in the scope come and go", { commits: ["x | +src/core/a +notes/a", "y | -src/core/a -notes/a"] }, []],
  ["guarded paths are judged by their entry alone", { commits: ["x | ~ci/a ~ANNOUNCEMENT.md"] }, []],
  ["an architect's login widens nothing", { by: "ada", commits: ["x | +test/a"] }, ["warning test/a 1"]],
  ["a branch of no lane has no scope", { branch: "other", commits: ["x | +test/a"] }, []],
  ["trunk is another rule's business", { branch: "main", commits: ["x | +test/a"] }, []],
])("%s", (_, sketch, expected) => {
  expect(complaints(history, aPush(sketch))).toEqual(expected);
});

test.each([
  ["enforce", ["error test/a 1"]],
  ["off", []],
])("with `history: %s` it is %j", (mode, expected) => {
  expect(complaints(history, aPush({ commits: ["x | +test/a"] }), aPolicy(`history: ${mode}`))).toEqual(expected);
});

test("it says which commit, and how to make history forget", () => {
  expect(words(history, aPush({ commits: ["x | +test/a"] }))).toEqual([
    "commit 1111111111 touched test/a, outside the write scope of team fw (.github/lanekeeper.yml:3:16 src/core/), and a later one took it back → squash the two (git rebase -i) so that history does not keep it",
  ]);
});
