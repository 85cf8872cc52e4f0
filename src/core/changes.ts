// Differences between trees as values: put one after another. Pure.
import { type Change, type Path, sameEntry } from "./model.ts";

/** What differs from the start of the first difference to the end of the last one; a path that came back to what it was is left out. */
export function compose(steps: Iterable<readonly Change[]>): Change[] {
  const all = new Map<Path, Change>();
  for (const step of steps)
    for (const change of step) {
      const earlier = all.get(change.path);
      all.set(change.path, earlier === undefined ? change : { ...change, before: earlier.before });
    }
  return [...all.values()].filter((change) => !sameEntry(change.before, change.after));
}
