// Many sequences with stars as one trie, run side by side over one input: a nondeterministic automaton.
// It must never follow a node that cannot change the answer, so the sets of live nodes stay short.

/** Steps of a sequence that are not symbols. */
export const ANY = -1;
export const STAR = -2;

/** The nodes that are live. */
export type Live = readonly number[];

const NONE = -1;
const FEW = 4;

export class Program {
  readonly start: Live;
  readonly #step: number[] = [];
  readonly #parent: number[] = [];
  readonly #child: number[] = [];
  readonly #sibling: number[] = [];
  readonly #count: number[] = [];
  readonly #any: number[] = [];
  readonly #star: number[] = [];
  /** The first row that ends at a node, and the first that passes it. */
  readonly #ends: number[] = [];
  readonly #least: number[] = [];
  readonly #edges = new Map<number, number>();
  readonly #symbols: number;
  /** Only the first row that matches is asked for: what comes after a row that can no longer fail is dropped. */
  readonly #first: boolean;
  readonly #marks: Int32Array;
  readonly #entered: Int32Array;
  readonly #shadowed: Int32Array;
  #mark = 0;

  constructor(rows: readonly (readonly number[])[], symbols: number, first: boolean) {
    this.#symbols = symbols;
    this.#first = first;
    this.#plant(NONE, NONE, 0);
    rows.forEach((row, at) => {
      let node = 0;
      for (const step of row) node = this.#along(node, step) ?? this.#plant(node, step, at);
      if (this.#ends[node] === NONE) this.#ends[node] = at;
    });
    this.#marks = new Int32Array(symbols);
    this.#entered = new Int32Array(this.#step.length);
    this.#shadowed = new Int32Array(this.#step.length);
    const start: number[] = [];
    this.#mark++;
    this.#enter(start, 0);
    this.start = start;
  }

  /** One input on; `symbols` are those that it is. */
  advance(live: Live, symbols: readonly number[]): Live {
    const mark = ++this.#mark;
    const next: number[] = [];
    for (const symbol of symbols) this.#marks[symbol] = mark;
    for (const node of live) {
      if (this.#step[node] === STAR) this.#enter(next, node);
      this.#enter(next, this.#any[node]!);
      if (this.#count[node]! <= Math.max(FEW, symbols.length)) {
        for (let child = this.#child[node]!; child !== NONE; child = this.#sibling[child]!) {
          if (this.#marks[this.#step[child]!] === mark) this.#enter(next, child);
        }
      } else {
        for (const symbol of symbols) this.#enter(next, this.#edges.get(node * this.#symbols + symbol) ?? NONE);
      }
    }
    return this.#prune(next, mark);
  }

  /** The rows that end here, in order. */
  ended(live: Live): number[] {
    const rows = live.map((node) => this.#ends[node]!);
    return rows.filter((row) => row !== NONE).sort((a, b) => a - b);
  }

  /** The first row that ends here, or -1, and whether nothing can change that any more. */
  verdict(live: Live): { readonly row: number; readonly settled: boolean } {
    const row = this.ended(live)[0] ?? NONE;
    const sure = live.some((node) => this.#step[node] === STAR && this.#ends[node] === row);
    return {
      row,
      settled: live.length === 0 || (row !== NONE && sure && live.every((node) => this.#least[node]! >= row)),
    };
  }

  /**
   * From a star everything can be matched that can be from the nodes that only lead to it, so those are dropped; and
   * where only the first row counts, all that lead to rows after one that can no longer fail.
   */
  #prune(live: number[], mark: number): Live {
    let sure = Number.POSITIVE_INFINITY;
    for (const node of live) {
      if (this.#step[node] !== STAR) continue;
      const row = this.#ends[node]!;
      if (this.#first && row !== NONE && row < sure) sure = row;
      for (let above = this.#parent[node]!; above !== NONE && this.#onlyLeads(above); above = this.#parent[above]!) {
        if (this.#shadowed[above] === mark) break;
        this.#shadowed[above] = mark;
      }
    }
    return live.filter((node) => this.#shadowed[node] !== mark && this.#least[node]! <= sure);
  }

  #onlyLeads(node: number): boolean {
    const ways = this.#count[node]! + (this.#any[node] === NONE ? 0 : 1) + (this.#star[node] === NONE ? 0 : 1);
    return ways === 1 && this.#ends[node] === NONE;
  }

  #enter(into: number[], node: number): void {
    for (let at = node; at !== NONE && this.#entered[at] !== this.#mark; at = this.#star[at]!) {
      this.#entered[at] = this.#mark;
      into.push(at);
    }
  }

  #along(node: number, step: number): number | null {
    const to =
      step === ANY ? this.#any[node] : step === STAR ? this.#star[node] : this.#edges.get(node * this.#symbols + step);
    return to === undefined || to === NONE ? null : to;
  }

  #plant(parent: number, step: number, row: number): number {
    const node = this.#step.push(step) - 1;
    this.#parent.push(parent);
    this.#least.push(row);
    for (const links of [this.#child, this.#any, this.#star, this.#ends]) links.push(NONE);
    this.#count.push(0);
    this.#sibling.push(NONE);
    if (parent === NONE) return node;
    if (step === ANY) this.#any[parent] = node;
    else if (step === STAR) this.#star[parent] = node;
    else {
      this.#edges.set(parent * this.#symbols + step, node);
      this.#sibling[node] = this.#child[parent]!;
      this.#child[parent] = node;
      this.#count[parent]!++;
    }
    return node;
  }
}
