// Decisions that build on each other: each is made on the state as the entries before it leave it.
import type { Entry, Instant } from "./entry.ts";
import { evolve, type State } from "./state.ts";

export class Chain {
  readonly #at: Instant;
  readonly #entries: Entry[] = [];
  #state: State;

  constructor(state: State, at: Instant) {
    this.#state = state;
    this.#at = at;
  }

  get state(): State {
    return this.#state;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  add(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const first = this.#state.seq + 1;
    const stamped = entries.map((entry, index) => ({ seq: first + index, at: this.#at, cause: "", entry }));
    this.#state = evolve(this.#state, stamped);
    this.#entries.push(...entries);
  }
}
