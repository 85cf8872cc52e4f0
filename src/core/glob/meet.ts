// A shortest word that two sequences with stars have in common: once for characters, once for segments.
// It visits each pair of positions at most once per track, so it must never be made recursive.

/** What the two sequences are made of, and which words will do. */
export interface Alphabet<T> {
  isStar(element: T): boolean;
  /** What two elements have in common; null stands for an element that a star takes. */
  both(a: T | null, b: T | null): string | null;
  /** Follows the word from state 0; negative is a dead end, and a word will do from state `goal` on. */
  track(state: number, said: string): number;
  readonly goal: number;
}

const UNSEEN = -2;
const START = -1;

export function meet<T>(a: readonly T[], b: readonly T[], alphabet: Alphabet<T>): string[] | null {
  const { goal } = alphabet;
  const row = (b.length + 1) * (goal + 1);
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
      const [atA, atB, state] = [Math.floor(key / row), Math.floor((key % row) / (goal + 1)), key % (goal + 1)];
      if (atA === a.length && atB === b.length && state >= goal) return read(a, b, alphabet, from, key);
      const [starA, starB] = [isStarAt(a, atA, alphabet), isStarAt(b, atB, alphabet)];
      if (starA) visit(level, key + row, key);
      if (starB) visit(level, key + goal + 1, key);
      if (atA === a.length || atB === b.length) continue;
      const said = alphabet.both(starA ? null : a[atA]!, starB ? null : b[atB]!);
      const after = said === null ? -1 : alphabet.track(state, said);
      if (after >= 0) visit(next, key - state + after + (starA ? 0 : row) + (starB ? 0 : goal + 1), key);
    }
  }
  return null;
}

const isStarAt = <T>(list: readonly T[], at: number, alphabet: Alphabet<T>): boolean =>
  at < list.length && alphabet.isStar(list[at]!);

/** The word on the way to the end, from the last element to the first. */
function read<T>(a: readonly T[], b: readonly T[], alphabet: Alphabet<T>, from: Int32Array, end: number): string[] {
  const { goal } = alphabet;
  const row = (b.length + 1) * (goal + 1);
  const word: string[] = [];
  for (let key = end, before = from[key]!; before !== START; key = before, before = from[key]!) {
    const [atA, atB] = [Math.floor(before / row), Math.floor((before % row) / (goal + 1))];
    const [starA, starB] = [isStarAt(a, atA, alphabet), isStarAt(b, atB, alphabet)];
    const skipped = (starA && key === before + row) || (starB && key === before + goal + 1);
    if (!skipped) word.push(alphabet.both(starA ? null : a[atA]!, starB ? null : b[atB]!)!);
  }
  return word.reverse();
}
