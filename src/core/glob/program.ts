// Many sequences with stars, run side by side over one input: a nondeterministic automaton in two flat arrays.
// A set of positions must stay sorted by row and, in a row, from the last position to the first; see `advance`.

/** Elements that are not symbols. */
export const ANY = -1;
export const STAR = -2;
const END = -3;

/** The positions that are live, in order. */
export type Live = readonly number[];

export class Program {
  readonly start: Live;
  readonly #elements: number[] = [];
  readonly #rows: number[] = [];
  /** Only the first row that matches is asked for: what comes after a row that can no longer fail is dropped. */
  readonly #first: boolean;

  constructor(rows: readonly (readonly number[])[], first: boolean) {
    this.#first = first;
    const start: number[] = [];
    rows.forEach((row, at) => {
      this.#enter(start, this.#elements.push(...row, END) - row.length - 1);
      while (this.#rows.length < this.#elements.length) this.#rows.push(at);
    });
    this.start = start;
  }

  /** What a position waits for: a symbol from 0 up, or less than 0. */
  element(position: number): number {
    return this.#elements[position]!;
  }

  /**
   * One symbol on. `marks[element] === mark` says which elements the symbol satisfies. From the highest star a row has
   * reached everything can be matched that can be from its earlier positions, so those are dropped: sets stay short.
   */
  advance(live: Live, marks: Int32Array, mark: number): Live {
    const next: number[] = [];
    let done = -1;
    for (const position of live) {
      const row = this.#rows[position]!;
      if (row === done) continue;
      const element = this.#elements[position]!;
      if (element === END || (element >= 0 && marks[element] !== mark)) continue;
      const to = element === STAR ? position : position + 1;
      if (!this.#enter(next, to)) continue;
      done = row;
      if (this.#first && this.#elements[to + 1] === END) break;
    }
    return next;
  }

  /** The rows that end here, in order. */
  ended(live: Live): number[] {
    return live.filter((position) => this.#elements[position] === END).map((position) => this.#rows[position]!);
  }

  /** Is the first live row one that cannot fail any more? */
  settled(live: Live): boolean {
    return this.#first && live.length > 1 && this.#elements[live[0]!] === END && this.#elements[live[1]!] === STAR;
  }

  #enter(into: number[], position: number): boolean {
    const star = this.#elements[position] === STAR;
    if (star) into.push(position + 1);
    into.push(position);
    return star;
  }
}
