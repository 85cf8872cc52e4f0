// Who set a guarded file, from the moves of a ref: the walk from its tip back to where it began.
import { type Actor, type Change, type Oid, type Path, type Ref, sameEntry, type TreeEntry } from "../core/model.ts";
import { isArchitect, type Policy } from "../core/policy.ts";
import type { RefMove } from "../core/state.ts";
import type { Activity, Git } from "../ports.ts";

/** The moves of one ref, and what the host knows of a login. */
export interface Memory {
  /** The move that led to a tip; the host's own record is asked where ours does not have it, or not by whom. */
  readonly last: (tip: Oid) => Promise<RefMove | null>;
  /** All moves that led to a tip, the last one first; the host's own record is asked where ours does not go back to the beginning. */
  readonly trail: (tip: Oid) => Promise<readonly RefMove[]>;
  /** The same, of our own record alone. */
  readonly recorded: (tip: Oid) => readonly RefMove[];
  readonly actorOf: (login: string | null) => Promise<Actor>;
}

export interface Attribution {
  readonly standing: ReadonlyMap<Path, TreeEntry | null>;
  readonly authors: ReadonlyMap<Path, Actor>;
}

/** Of one ref; `activity` is asked at most once, and only of branches: a host records nothing of other refs. */
export function memoryOf(
  ref: Ref,
  moves: readonly RefMove[],
  activity: (ref: Ref) => Promise<readonly Activity[]>,
  actorOf: Memory["actorOf"],
): Memory {
  const recorded = (tip: Oid) => walk(moves, tip);
  let asked: Promise<readonly RefMove[]> | null = null;
  const more = async (tip: Oid) => {
    if (!ref.startsWith("refs/heads/")) return recorded(tip);
    asked ??= activity(ref);
    return walk([...[...(await asked)].reverse(), ...moves], tip);
  };
  return {
    recorded,
    actorOf,
    last: async (tip) => {
      const known = recorded(tip)[0];
      return known?.by != null ? known : ((await more(tip))[0] ?? null);
    },
    trail: async (tip) => {
      const known = recorded(tip);
      const isWhole = known.at(-1)?.before === null && known.every(({ by }) => by !== null);
      return isWhole ? known : more(tip);
    },
  };
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
  const steps = await memory.trail(tip);
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
  const seen = new Set<Oid>();
  for (let at: Oid | null = tip; at !== null; ) {
    seen.add(at);
    const leading: RefMove[] = [...unused].filter(({ after }) => after === at);
    // Pushed away and back again, a ref went in a ring: the way in is the move that comes from elsewhere.
    const newest = leading.findLast(({ before }) => before === null || !seen.has(before)) ?? leading.at(-1);
    if (newest === undefined) break;
    // An edge told twice, once without a name, is one edge.
    const twins = leading.filter(({ before }) => before === newest.before);
    for (const twin of twins) unused.delete(twin);
    steps.push(twins.findLast(({ by }) => by !== null) ?? newest);
    at = newest.before;
  }
  return steps;
}
