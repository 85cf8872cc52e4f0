// A shortest word that two sequences with stars have in common: once for characters, once for segments.
// It visits each pair of positions at most once per track, so it must never be made recursive.

/** What the two sequences are made of, and which words will do. */
export interface Alphabet<T> {
  isStar(element: T): boolean;
  /** What two elements have in common; null stands for an element that a star takes. */
  both(a: T | null, b: T | null): string | null;
  /** Follows the word from state 0; negative is a dead end, and a word will do in the last state, `goal`. */
  track(state: number, said: string): number;
  readonly goal: number;
}

const UNSEEN = -2;
const START = -1;

export function meet<T>(a: readonly T[], b: readonly T[], alphabet: Alphabet<T>): string[] | null {
  const starsA = a.map(alphabet.isStar);
  const starsB = b.map(alphabet.isStar);
  // A key is two positions and a state in one number: the position in `a` counts rows, that in `b` cells.
  const cell = alphabet.goal + 1;
  const row = (b.length + 1) * cell;
  const from = new Int32Array((a.length + 1) * row).fill(UNSEEN);
  let level: number[] = [];
  let next: number[] = [];
  const visit = (into: number[], key: number, before: number): void => {
    if (from[key] !== UNSEEN) return;
    from[key] = before;
    into.push(key);
  };
  visit(level, 0, START);
  for (; level.length > 0; level = next, next = []) {
    // Skipping a star says nothing, so it stays on the level, which grows under the loop.
    for (const key of level) {
      const state = key % cell;
      const atA = (key - (key % row)) / row;
      const atB = ((key % row) - state) / cell;
      const starA = starsA[atA] === true;
      const starB = starsB[atB] === true;
      if (starA) visit(level, key + row, key);
      if (starB) visit(level, key + cell, key);
      if (atA < a.length && atB < b.length) {
        const said = alphabet.both(starA ? null : a[atA]!, starB ? null : b[atB]!);
        const after = said === null ? -1 : alphabet.track(state, said);
        if (after >= 0) visit(next, key - state + after + (starA ? 0 : row) + (starB ? 0 : cell), key);
      } else if (atA === a.length && atB === b.length && state === alphabet.goal) {
        return word(key);
      }
    }
  }
  return null;

  function word(end: number): string[] {
    const said: string[] = [];
    for (let key = end, before = from[key]!; before !== START; key = before, before = from[key]!) {
      const atA = Math.floor(before / row);
      const atB = Math.floor((before % row) / cell);
      const starA = starsA[atA] === true;
      const starB = starsB[atB] === true;
      const skipped = (starA && key === before + row) || (starB && key === before + cell);
      if (!skipped) said.push(alphabet.both(starA ? null : a[atA]!, starB ? null : b[atB]!)!);
    }
    return said.reverse();
  }
}
