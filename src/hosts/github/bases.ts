// Several merge bases as one: merged entry by entry, for GitHub merges nothing for us. Where both sides changed a path, it conflicts.
import { compose } from "../../core/changes.ts";
import { type Change, type Oid, type Path, sameEntry, type TreeEntry } from "../../core/model.ts";
import { type Git, Incomplete } from "../../ports.ts";

export interface Merged {
  /** What the merge differs in, read towards the first base. */
  readonly toFirst: readonly Change[];
  readonly conflicts: ReadonlySet<Path>;
}

type Reading = Pick<Git, "mergeBases" | "changes">;

/** How often bases may have several bases themselves. */
const MAX_DEPTH = 4;

const FIX = "merge the base branch";

export async function mergeOfBases(git: Reading, bases: readonly Oid[], depth = 0): Promise<Merged> {
  const [first, ...others] = bases;
  if (first === undefined || depth > MAX_DEPTH)
    throw new Incomplete("this branch and its base branch merged each other too often to tell what it changed", FIX);
  if (others.length === 0) return { toFirst: [], conflicts: new Set() };
  const root = await commonRoot(git, bases, depth);
  const sides = await Promise.all(
    bases.map(async (base) => bySide(compose([root.toFirst, await git.changes(root.oid, base)]))),
  );
  return combine(sides, root.conflicts);
}

interface Root extends Merged {
  readonly oid: Oid | null;
}

/** What all of them began from: one commit, or the merge of several. */
async function commonRoot(git: Reading, bases: readonly Oid[], depth: number): Promise<Root> {
  const [first, second, ...more] = bases;
  const roots = await git.mergeBases(first!, second!);
  for (const next of more) {
    const theirs = await Promise.all([first!, second!].map((each) => git.mergeBases(each, next)));
    if (roots.length !== 1 || theirs.some((each) => each.length !== 1 || each[0] !== roots[0]))
      throw new Incomplete(
        `this branch has ${bases.length} merge bases with its base branch, of different origin`,
        FIX,
      );
  }
  return { oid: roots[0] ?? null, ...(roots.length < 2 ? NO_DIFFERENCE : await mergeOfBases(git, roots, depth + 1)) };
}

const NO_DIFFERENCE: Merged = { toFirst: [], conflicts: new Set() };

const bySide = (changes: readonly Change[]): ReadonlyMap<Path, Change> =>
  new Map(changes.map((change) => [change.path, change]));

/** A path that one side changed is as that side has it, and so where all that changed it agree; else nobody can tell. */
function combine(sides: readonly ReadonlyMap<Path, Change>[], before: ReadonlySet<Path>): Merged {
  const toFirst: Change[] = [];
  const conflicts = new Set<Path>();
  for (const path of new Set(sides.flatMap((side) => [...side.keys()]))) {
    const made = sides.flatMap((side) => side.get(path) ?? []);
    const root = made[0]!.before;
    const entries = sides.map((side) => entryOf(side, path, root));
    const [first, ...others] = entries;
    const agreed = made.every(({ after }) => sameEntry(after, made[0]!.after));
    if (agreed && (!before.has(path) || others.every((each) => sameEntry(each, first!)))) {
      if (!sameEntry(first!, made[0]!.after)) toFirst.push({ path, before: made[0]!.after, after: first! });
      continue;
    }
    conflicts.add(path);
    // Whatever the merge would be, it is not what the first has.
    toFirst.push({ path, before: others.find((each) => !sameEntry(each, first!)) ?? root, after: first! });
  }
  return { toFirst, conflicts };
}

const entryOf = (side: ReadonlyMap<Path, Change>, path: Path, root: TreeEntry | null): TreeEntry | null => {
  const change = side.get(path);
  return change === undefined ? root : change.after;
};
