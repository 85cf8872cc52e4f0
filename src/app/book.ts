// The books of all repositories: state folded from the ledger, kept warm, and the one way to add to it.
import { decide } from "../core/decide.ts";
import type { Entry, Instant } from "../core/entry.ts";
import type { HostEvent } from "../core/event.ts";
import type { RepoKey } from "../core/signal.ts";
import { EMPTY, evolve, type State } from "../core/state.ts";
import { Incomplete, type Ledger } from "../ports.ts";

const PAGE = 10_000;
const TRIES = 50;

export class Book {
  readonly #ledger: Ledger;
  readonly #states = new Map<RepoKey, State>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** The state with everything any process has appended. */
  async read(repo: RepoKey): Promise<State> {
    let state = this.#states.get(repo) ?? EMPTY;
    let page = [];
    for await (const stamped of this.#ledger.read(repo, state.seq)) {
      page.push(stamped);
      if (page.length < PAGE) continue;
      state = evolve(state, page);
      page = [];
    }
    if (page.length > 0) state = evolve(state, page);
    this.#states.set(repo, state);
    return state;
  }

  /** Decide about events one after another and append what has become true; on a conflict read on and decide again. */
  async record(repo: RepoKey, cause: string, at: Instant, events: readonly HostEvent[]): Promise<State> {
    return (await this.settle(repo, cause, at, events)).state;
  }

  /** The same, and what has become true: it is durable when this answers. */
  async settle(
    repo: RepoKey,
    cause: string,
    at: Instant,
    events: readonly HostEvent[],
  ): Promise<{ readonly state: State; readonly entries: readonly Entry[] }> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const state = await this.read(repo);
      const { after, entries } = decideAll(state, cause, at, events);
      if (entries.length === 0) return { state, entries };
      if ((await this.#ledger.append(repo, state.seq, cause, at, entries)) === "ok") {
        this.#states.set(repo, after);
        return { state: after, entries };
      }
    }
    throw new Incomplete(`${repo} is written by too many at once`);
  }

  /** Append what was drawn on a screen: not decided, but seen to be so. */
  async note(repo: RepoKey, cause: string, at: Instant, entry: Entry): Promise<State> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const state = await this.read(repo);
      if ((await this.#ledger.append(repo, state.seq, cause, at, [entry])) !== "ok") continue;
      const after = evolve(state, [{ seq: state.seq + 1, at, cause, entry }]);
      this.#states.set(repo, after);
      return after;
    }
    throw new Incomplete(`${repo} is written by too many at once`);
  }
}

function decideAll(
  state: State,
  cause: string,
  at: Instant,
  events: readonly HostEvent[],
): { after: State; entries: Entry[] } {
  const entries: Entry[] = [];
  let after = state;
  for (const event of events) {
    const more = decide(after, event);
    if (more.length === 0) continue;
    after = evolve(
      after,
      more.map((entry, index) => ({ seq: after.seq + index + 1, at, cause, entry })),
    );
    entries.push(...more);
  }
  return { after, entries };
}
