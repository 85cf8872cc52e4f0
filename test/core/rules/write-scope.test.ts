// write-scope: what is outside the lane, whose it is, and which commit put it there.
import { writeScope } from "../../../src/core/rules/write-scope.ts";
import { aPolicy, aPush, complaints, type Sketch, words } from "../a-push.ts";

const DIRECT = aPolicy("trunk: direct");

test.each<[string, Sketch, string[]]>([
  ["a path in the team's scope is fine", { diff: "~src/core/a.ts +src/core/deep/b.ts" }, []],
  ["a shared path is fine", { diff: "+notes/x" }, []],
  ["the reply of a round is fine", { diff: "+REPLY.md" }, []],
  ["a protected path is another rule's business", { diff: "~ci/run ~.github/lanekeeper.yml" }, []],
  ["the announcement is another rule's business", { diff: "~ANNOUNCEMENT.md" }, []],
  ["a name that only begins alike is outside", { diff: "+src/coreutils" }, ["error src/coreutils"]],
  ["a deletion is a write", { diff: "-test/a.ts" }, ["error test/a.ts"]],
  ["a mode change is a write", { diff: "%test/a.ts" }, ["error test/a.ts"]],
  ["both sides of a rename are written", { diff: "-test/a.ts +src/core/a.ts" }, ["error test/a.ts"]],
  ["every offender is listed", { diff: "+b ~src/core/a +a" }, ["error b", "error a"]],
  ["an architect's login widens nothing", { by: "ada", diff: "+test/a" }, ["error test/a"]],
  ["a session in a team has the team's scope", { branch: "session-sQ", diff: "+test/a +docs/a" }, ["error docs/a"]],
  ["a session without a team has its own", { branch: "session-sC", diff: "+test/a +docs/a" }, ["error test/a"]],
  ["a session without a team has no reply", { branch: "session-sC", diff: "+REPLY.md" }, ["error REPLY.md"]],
  [
    "an unlisted session has the shared paths only",
    { branch: "session-sZ", diff: "+docs/a +notes/a" },
    ["error docs/a"],
  ],
  ["an unmatched branch has no lane to leave", { branch: "other", diff: "+test/a" }, []],
  [
    "the newest commit that touched a path is blamed",
    { diff: "+test/a +test/b", commits: ["one | +test/a +test/b", "two | ~test/a", "three | ~src/core/a"] },
    ["error test/a 2", "error test/b 1"],
  ],
  [
    "a path whose base cannot be told is undecided",
    { diff: "+test/a +test/b", uncertain: new Set(["test/a"]) },
    ["error test/a (undecided)", "error test/b"],
  ],
  [
    "a path whose base cannot be told matters only outside",
    { diff: "~src/core/a", uncertain: new Set(["src/core/a"]) },
    [],
  ],
  ["trunk is not a lane", { branch: "main", diff: "+test/a", commits: ["[sA] x | +test/a"] }, []],
])("%s", (_, sketch, expected) => {
  expect(complaints(writeScope, aPush(sketch))).toEqual(expected);
});

describe("on a direct trunk", () => {
  test.each<[string, Sketch, string[]]>([
    ["each commit has the scope of its own session", { commits: ["[sA] x | +src/core/a", "[sQ] y | +test/a"] }, []],
    [
      "a commit outside its session's scope is blamed, though a later one takes it back",
      { commits: ["[sA] x | +test/a +src/core/a", "[sA] y | -test/a"] },
      ["error test/a 1", "error test/a 2"],
    ],
    ["a trailer says the session as well", { commits: ["x | +test/a | sA"] }, ["error test/a 1"]],
    ["what git puts in front is not the session's word", { commits: ['Revert "[sQ] x | +docs/a'] }, ["error docs/a 1"]],
    ["commits without a session are the gate's business", { commits: ["x | +test/a"] }, []],
    ["merges are the gate's business", { commits: ["Merge x | +test/a"] }, []],
    ["a pull request that the forge merged was judged before", { merged: true, commits: ["[sA] x | +test/a"] }, []],
    ["an architect's login widens nothing", { by: "ada", commits: ["[sA] x | +test/a"] }, ["error test/a 1"]],
  ])("%s", (_, sketch, expected) => {
    expect(complaints(writeScope, aPush({ branch: "main", ...sketch }), DIRECT)).toEqual(expected);
  });
});

test("it says whose path it is, which line of the policy leaves it out, and what to do", () => {
  expect(words(writeScope, aPush({ diff: "+test/a -README.md", uncertain: new Set() }))).toEqual([
    "team fw adds test/a, outside the write scope of team fw (.github/lanekeeper.yml:3:16 src/core/); it belongs to team qa → leave test/a to team qa; if it came with a branch stacked on theirs, wait for its merge, or rebase",
    "team fw deletes README.md, outside the write scope of team fw (.github/lanekeeper.yml:3:16 src/core/) → take README.md out of this push, or ask an architect to widen the scope",
  ]);
  expect(words(writeScope, aPush({ branch: "session-sZ", diff: ["%docs/a b"] }))).toEqual([
    "session sZ changes the mode of docs/a b, outside the write scope of session sZ, which has only the shared paths; it belongs to session sC → leave docs/a b to session sC; if it came with a branch stacked on theirs, wait for its merge, or rebase",
  ]);
  expect(words(writeScope, aPush({ diff: "~test/a", uncertain: new Set(["test/a"]) }))).toEqual([
    "test/a has several merge bases that conflict, so what this branch changes in it cannot be told → merge the base branch",
  ]);
});
