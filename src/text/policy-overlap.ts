// Which of many patterns, each with its owner, can match one and the same path: exactly, with a witness, and within a budget.
import { intersect, literalPrefix } from "../core/glob.ts";
import type { Text } from "./policy-shape.ts";

export interface Owned {
  readonly owner: string;
  readonly pattern: Text;
}

export interface Overlap {
  /** In the order they were given. */
  readonly first: Owned;
  readonly second: Owned;
  readonly witness: string;
}

export interface Overlaps {
  readonly found: readonly Overlap[];
  /** False where the budget ended before every pair was looked at. */
  readonly isComplete: boolean;
}

// What comparing two patterns costs at the least, where a product of their lengths is the measure.
const SMALLEST = 50;

interface Entry extends Owned {
  readonly order: number;
  readonly prefix: string;
}

/** Overlaps between different owners; of those that `once` gives one key only one is looked for. */
export function overlaps(
  owned: readonly Owned[],
  once: (first: Owned, second: Owned) => string,
  budget: number,
): Overlaps {
  const entries = owned.map((each, order): Entry => ({ ...each, order, prefix: literalPrefix(each.pattern.text) }));
  // Patterns meet only where one literal prefix continues the other, and those stand side by side once sorted.
  entries.sort((a, b) => (a.prefix < b.prefix ? -1 : a.prefix > b.prefix ? 1 : a.order - b.order));
  const found = new Map<string, Overlap>();
  let left = budget;
  for (const [index, one] of entries.entries())
    for (let next = index + 1; entries[next]?.prefix.startsWith(one.prefix); next++) {
      const other = entries[next]!;
      const [first, second] = one.order < other.order ? [one, other] : [other, one];
      if (one.owner === other.owner || found.has(once(first, second))) continue;
      left -= SMALLEST + first.pattern.text.length * second.pattern.text.length;
      if (left < 0) return { found: [...found.values()], isComplete: false };
      const witness = intersect(first.pattern.text, second.pattern.text);
      if (witness !== null) found.set(once(first, second), { first, second, witness });
    }
  return { found: [...found.values()], isComplete: true };
}
