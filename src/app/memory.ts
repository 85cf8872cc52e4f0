// Who set a guarded file, from the recorded moves of a ref: the walk from its tip back to where it began.
import { type Actor, type Change, type Oid, type Path, sameEntry, type TreeEntry } from "../core/model.ts";
import { isArchitect, type Policy } from "../core/policy.ts";
import type { RefMove } from "../core/state.ts";
import type { Git } from "../ports.ts";

/** The recorded moves of one ref, and what the host knows of a login. */
export interface Memory {
  readonly moves: readonly RefMove[];
  readonly actorOf: (login: string | null) => Promise<Actor>;
}

export interface Attribution {
  readonly standing: ReadonlyMap<Path, TreeEntry | null>;
  readonly authors: ReadonlyMap<Path, Actor>;
}

/** Files that go by entry (PROTOCOL §3). */
export const isGuarded = (policy: Policy, path: Path): boolean =>
  path === policy.rounds.announcement || policy.protected.set.has(path);

/** For each guarded path: who set the entry that the tip has, and the entry an architect's push set last. */
export async function recall(
  git: Git,
  policy: Policy,
  memory: Memory,
  tip: Oid,
  guarded: readonly Change[],
): Promise<Attribution> {
  const standing = new Map<Path, TreeEntry | null>();
  const authors = new Map<Path, Actor>();
  if (guarded.length === 0) return { standing, authors };
  const steps = walk(memory.moves, tip);
  for (const { path, before } of guarded) {
    let author: Actor | null = null;
    for (const move of steps) {
      const [old, set] = await Promise.all([
        move.before === null ? before : git.entry(move.before, path),
        git.entry(move.after, path),
      ]);
      if (sameEntry(old, set)) continue;
      const actor = await memory.actorOf(move.by);
      author ??= actor;
      if (!isArchitect(policy, actor)) continue;
      standing.set(path, set);
      break;
    }
    // No recorded move set it: nobody knows who did.
    authors.set(path, author ?? (await memory.actorOf(null)));
  }
  return { standing, authors };
}

/** The moves that led to a tip, the last one first; where the record has a gap, it ends. */
export function walk(moves: readonly RefMove[], tip: Oid): RefMove[] {
  const steps: RefMove[] = [];
  const unused = new Set(moves);
  for (let at: Oid | null = tip; at !== null; ) {
    const move: RefMove | undefined = [...unused].findLast(({ after }) => after === at);
    if (move === undefined) break;
    unused.delete(move);
    // An edge told twice, once without a name, is one edge.
    for (const twin of unused) if (twin.before === move.before && twin.after === move.after) unused.delete(twin);
    steps.push(move);
    at = move.before;
  }
  return steps;
}
