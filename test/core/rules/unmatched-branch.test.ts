// unmatched-branch: anybody may push one, not anybody's is merged.
import { unmatchedBranch } from "../../../src/core/rules/unmatched-branch.ts";
import { aPolicy, aPush, complaints, type Sketch, words } from "../a-push.ts";

const FREE = 'free: ["dependabot[bot]"]';
const pull = (...pushers: (string | null)[]): Sketch => ({ kind: "pull", branch: "other", pushers });

test.each<[string, Sketch, string[]]>([
  ["it may be pushed, and is told", { branch: "other" }, ["notice"]],
  ["it may be deleted", { branch: "other", after: null }, []],
  ["a bound branch is not unmatched", {}, []],
  ["trunk is not unmatched", { branch: "main" }, []],
  ["a tag is not a branch", { ref: "refs/tags/x" }, []],
  ["what only architects and free logins pushed may be merged", pull("ada", "dependabot[bot]"), []],
  ["what somebody else pushed once may not", pull("ada", "grace"), ["error"]],
  ["where one of those who pushed is not known, it is undecided", pull("ada", null), ["error (undecided)"]],
  ["but not where another is known", pull(null, "grace"), ["error"]],
  ["where it is not known who pushed, it is undecided", { kind: "pull", branch: "other" }, ["error (undecided)"]],
  ["a head in another repository is bound by no name", { ...pull("grace"), ref: "refs/pull/7/head" }, ["error"]],
])("%s", (_, sketch, expected) => {
  expect(complaints(unmatchedBranch, aPush(sketch), aPolicy(FREE))).toEqual(expected);
});

test("with `unmatched: allow` it may be merged, whoever pushed", () => {
  expect(complaints(unmatchedBranch, aPush(pull("grace")), aPolicy("unmatched: allow"))).toEqual([]);
  expect(complaints(unmatchedBranch, aPush({ branch: "other" }), aPolicy("unmatched: allow"))).toEqual([]);
});

test("it names those who stand in the way once each", () => {
  const fix = "rename it to one of your team's patterns, or let an architect push it";
  expect(words(unmatchedBranch, aPush(pull("grace", "ada", "linus", "grace", null)))).toEqual([
    `branch other is bound to no team or session and was pushed by grace, linus, somebody unknown → ${fix}`,
  ]);
  expect(words(unmatchedBranch, aPush({ kind: "pull", branch: "other" }))).toEqual([
    `branch other is bound to no team or session, and who pushed it is not known → ${fix}`,
  ]);
});
