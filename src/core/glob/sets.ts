// Numbers distinct sets of live positions, for the lazy automata. It counts what it holds, so that they can stop.
import type { Live } from "./program.ts";

const POSITIONS = 1 << 20;

export class LiveSets {
  #sets: Live[] = [];
  #byHash = new Map<number, number[]>();
  #positions = 0;

  get size(): number {
    return this.#sets.length;
  }

  get full(): boolean {
    return this.#positions > POSITIONS;
  }

  at(index: number): Live {
    return this.#sets[index]!;
  }

  /** The number of a set, or -1. */
  find(live: Live): number {
    return this.#byHash.get(hash(live))?.find((index) => equal(this.#sets[index]!, live)) ?? -1;
  }

  add(live: Live): number {
    const index = this.#sets.push(live) - 1;
    const code = hash(live);
    const bucket = this.#byHash.get(code);
    if (bucket === undefined) this.#byHash.set(code, [index]);
    else bucket.push(index);
    this.#positions += live.length;
    return index;
  }

  clear(): void {
    this.#sets = [];
    this.#byHash = new Map();
    this.#positions = 0;
  }
}

function hash(live: Live): number {
  let code = 0x811c9dc5;
  for (const position of live) code = Math.imul(code ^ position, 0x01000193);
  return code;
}

const equal = (a: Live, b: Live): boolean => a.length === b.length && a.every((position, at) => position === b[at]);
