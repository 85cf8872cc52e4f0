// Differences as values: one after another, and seen from the other end.
import fc from "fast-check";
import { compose } from "../../src/core/changes.ts";
import type { Change, TreeEntry } from "../../src/core/model.ts";
import { sameEntry } from "../../src/core/model.ts";
import { aDiff, blob } from "./a-push.ts";

/** The same difference seen from its other end. */
const invert = (changes: readonly Change[]): Change[] =>
  changes.map(({ path, before, after }) => ({ path, before: after, after: before }));

/** A small tree, and the difference between two of them. */
type Tree = Readonly<Record<string, TreeEntry | undefined>>;
const entry = fc.record({ mode: fc.constantFrom("100644", "100755"), oid: fc.constantFrom("1", "2") });
const tree: fc.Arbitrary<Tree> = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), entry);
const between = (from: Tree, to: Tree): Change[] =>
  [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .map((path) => ({ path, before: from[path] ?? null, after: to[path] ?? null }))
    .filter(({ before, after }) => !sameEntry(before, after));
const sorted = (changes: readonly Change[]) => [...changes].sort((a, b) => (a.path < b.path ? -1 : 1));

test("steps from tree to tree add up to the difference between the ends", () => {
  fc.assert(
    fc.property(fc.array(tree, { minLength: 1, maxLength: 5 }), (trees) => {
      const steps = trees.slice(1).map((each, index) => between(trees[index]!, each));
      expect(sorted(compose(steps))).toEqual(sorted(between(trees[0]!, trees.at(-1)!)));
    }),
  );
});

test("a difference and its inverse come to nothing", () => {
  fc.assert(
    fc.property(tree, tree, (from, to) => {
      expect(compose([between(from, to), invert(between(from, to))])).toEqual([]);
      expect(sorted(invert(between(from, to)))).toEqual(sorted(between(to, from)));
    }),
  );
});

test.each([
  ["added and deleted", "+a", "-a", []],
  ["added and changed", "+a", "~a", [{ path: "a", before: null, after: blob("new") }]],
  ["deleted and added as it was", "-a", "+a", [{ path: "a", before: blob("old"), after: blob("new") }]],
  ["changed, and only its mode", "~a", "%a", [{ path: "a", before: blob("old"), after: blob("new") }]],
])("%s", (_, one, two, expected) => {
  expect(compose([aDiff(one), aDiff(two)])).toEqual(expected);
});
