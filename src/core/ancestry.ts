// The commits of a push as a graph: what a tip reaches, in which order, and on what it stands. Pure, without recursion.
import type { Commit, Oid } from "./model.ts";

type Known = ReadonlyMap<Oid, Pick<Commit, "parents">>;

/** Where a tip's new commits end: the older commits they stand on; the tip itself where it is not new. */
export function endsOf(commits: Known, tip: Oid): Oid[] {
  if (!commits.has(tip)) return [tip];
  const parents = [...reachable(commits, tip)].flatMap((oid) => commits.get(oid)?.parents ?? []);
  return [...new Set(parents.filter((parent) => !commits.has(parent)))];
}

/** The commits a tip reaches among those that are known, itself included. */
export function reachable(commits: Known, tip: Oid): Set<Oid> {
  const seen = new Set<Oid>();
  const stack = [tip];
  for (let oid = stack.pop(); oid !== undefined; oid = stack.pop()) {
    const commit = commits.get(oid);
    if (commit === undefined || seen.has(oid)) continue;
    seen.add(oid);
    stack.push(...commit.parents);
  }
  return seen;
}

/** The commits reachable from a tip, parents before children. Without recursion: a push may be a line of 100,000. */
export function oldestFirst<C extends Pick<Commit, "parents">>(commits: ReadonlyMap<Oid, C>, tip: Oid): C[] {
  const order: C[] = [];
  const state = new Map<Oid, "open" | "done">();
  const stack = [tip];
  while (stack.length > 0) {
    const oid = stack.at(-1)!;
    const commit = commits.get(oid);
    if (commit === undefined || state.get(oid) === "done") {
      stack.pop();
    } else if (state.get(oid) === "open") {
      state.set(oid, "done");
      order.push(commit);
      stack.pop();
    } else {
      state.set(oid, "open");
      stack.push(...commit.parents.filter((parent) => commits.has(parent) && !state.has(parent)).reverse());
    }
  }
  return order;
}
