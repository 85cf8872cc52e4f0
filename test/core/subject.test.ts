// Subjects: whose commit it says it is, behind what git puts in front.
import fc from "fast-check";
import { sessionOfCommit } from "../../src/core/attribution.ts";
import { bare, isUndo, prefixOf, withoutAutosquash } from "../../src/core/subject.ts";

test.each([
  ["[sA] x", "sA"],
  ["[sAB] x", "sAB"],
  ["[sA1] x", "sA1"],
  ["[sA]  x", null],
  ["[sA]x", null],
  ["[sA] ", null],
  ["[sA]", null],
  [" [sA] x", null],
  ["[sa] x", null],
  ["[s1] x", null],
  ["[sA12] x", null],
  ["[S] x", null],
  ["sA: x", null],
  ["x [sA] y", null],
  ["\n[sA] x", null],
  ["", null],
])("%j names %j", (subject, session) => {
  expect(prefixOf(subject)).toBe(session);
});

test.each([
  ['Revert "x"', true],
  ['Reapply "x"', true],
  ["Revert x", false],
  ['revert "x"', false],
  ['x Revert "', false],
])("%j is git's undoing: %j", (subject, expected) => {
  expect(isUndo(subject)).toBe(expected);
});

test.each([
  ["fixup! squash! amend! [sA] x", "[sA] x", "[sA] x"],
  ['Revert "Reapply "[sA] x""', 'Revert "Reapply "[sA] x""', '[sA] x""'],
  ['fixup! Revert "fixup! [sA] x"', 'Revert "fixup! [sA] x"', '[sA] x"'],
  ["fixup!x", "fixup!x", "fixup!x"],
  ["fixup! ", "", ""],
])("%j is %j without autosquash and %j bare", (subject, unsquashed, rest) => {
  expect(withoutAutosquash(subject)).toBe(unsquashed);
  expect(bare(subject)).toBe(rest);
});

test("what is stripped once has nothing left to strip", () => {
  const words = fc.array(fc.constantFrom("fixup! ", "squash! ", 'Revert "', "[sA] ", "x")).map((each) => each.join(""));
  fc.assert(fc.property(words, (subject) => expect(bare(bare(subject))).toBe(bare(subject))));
});

test.each([
  ["[sA] x", "sB", "sA"],
  ["x", "sB", "sB"],
  ['Revert "[sA] x"', null, "sA"],
  ["x", "sA,sB", null],
  ["x", "sA\nsB", null],
  ["x", null, null],
])("a commit %j with the trailer %j is by %j", (subject, session, expected) => {
  const commit = { oid: "1", parents: [], subject, session, trailers: [], at: null, authoredAt: null, own: [] };
  expect(sessionOfCommit(commit)).toBe(expected);
});
