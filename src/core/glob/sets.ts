// Numbers distinct sets of live nodes, for the lazy automata. It counts what it holds, so that they can stop in time.
import type { Live } from "./program.ts";

const NODES = 1 << 20;

export class LiveSets {
  readonly #sets: Live[] = [];
  readonly #byHash = new Map<number, number[]>();
  #nodes = 0;

  get size(): number {
    return this.#sets.length;
  }

  get full(): boolean {
    return this.#nodes > NODES;
  }

  at(index: number): Live {
    return this.#sets[index]!;
  }

  /** The number of a set; the next one, where it is new. */
  number(live: Live): number {
    const sorted = live.toSorted((a, b) => a - b);
    let code = 0x811c9dc5;
    for (const node of sorted) code = Math.imul(code ^ node, 0x01000193);
    const bucket = this.#byHash.get(code) ?? [];
    const known = bucket.find((index) => equal(this.#sets[index]!, sorted));
    if (known !== undefined) return known;
    const index = this.#sets.push(sorted) - 1;
    bucket.push(index);
    this.#byHash.set(code, bucket);
    this.#nodes += sorted.length;
    return index;
  }
}

const equal = (a: Live, b: Live): boolean => a.length === b.length && a.every((node, at) => node === b[at]);
