// A shortest word that two sequences with stars have in common: once for characters, once for segments.
// It visits each pair of positions at most once per track, so it must never be made recursive.

interface Step {
  readonly a: number;
  readonly b: number;
  readonly track: number;
  readonly from: Step | null;
  readonly said: string | null;
}

/**
 * `both` says what two elements have in common; null stands for an element that a star takes. `track` follows the word
 * from state 0 and ends in a state of at least `goal` where the word will do; a negative state is a dead end.
 */
export function meet<T>(
  a: readonly T[],
  b: readonly T[],
  isStar: (element: T) => boolean,
  both: (a: T | null, b: T | null) => string | null,
  track: (state: number, said: string) => number,
  goal: number,
): string[] | null {
  const seen = new Set<number>();
  let level: Step[] = [];
  let next: Step[] = [];
  const visit = (into: Step[], step: Step): void => {
    const key = (step.a * (b.length + 1) + step.b) * (goal + 1) + step.track;
    if (step.track < 0 || seen.has(key)) return;
    seen.add(key);
    into.push(step);
  };
  visit(level, { a: 0, b: 0, track: 0, from: null, said: null });
  for (; level.length > 0; level = next, next = []) {
    // Skipping a star says nothing, so it stays on the level, which grows under the loop.
    for (const step of level) {
      if (step.a === a.length && step.b === b.length && step.track >= goal) return sayings(step);
      const starA = step.a < a.length && isStar(a[step.a]!);
      const starB = step.b < b.length && isStar(b[step.b]!);
      if (starA) visit(level, { ...step, a: step.a + 1 });
      if (starB) visit(level, { ...step, b: step.b + 1 });
      if (step.a === a.length || step.b === b.length) continue;
      const said = both(starA ? null : a[step.a]!, starB ? null : b[step.b]!);
      if (said === null) continue;
      const [toA, toB] = [step.a + (starA ? 0 : 1), step.b + (starB ? 0 : 1)];
      visit(next, { a: toA, b: toB, track: track(step.track, said), from: step, said });
    }
  }
  return null;
}

function sayings(last: Step): string[] {
  const words: string[] = [];
  for (let step: Step | null = last; step !== null && step.said !== null; step = step.from) words.push(step.said);
  return words.reverse();
}
