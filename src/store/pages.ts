// Reads one repository's entries page by page. Never holds more than a page, however large single entries are.
import type { Entry, Instant, Stamped } from "../core/entry.ts";
import type { RepoKey } from "../core/signal.ts";
import type { Database, Tuple } from "./database.ts";

const MOST_ROWS = 1000;
const PAGE_BYTES = 4 * 1024 * 1024;

const NEXT = "from entries where repo = :repo and seq > :last order by seq limit :limit";
const SIZE = `select sum(octet_length(entry)) from (select entry ${NEXT}) as page`;
const PAGE = `select seq, at, cause, entry ${NEXT}`;

/** By hand rather than as a generator: a million entries take a third less. */
export class Pages implements AsyncIterableIterator<Stamped> {
  readonly #database: Database;
  readonly #repo: RepoKey;
  #last: number;
  #rows: readonly Tuple[] = [];
  #at = 0;
  #ended = false;

  constructor(database: Database, repo: RepoKey, after: number) {
    this.#database = database;
    this.#repo = repo;
    this.#last = after;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Stamped>> {
    const row = this.#rows[this.#at++];
    if (row !== undefined) return Promise.resolve({ done: false, value: stamped(row) });
    return this.#ended ? Promise.resolve({ done: true, value: undefined }) : this.#turn();
  }

  async return(): Promise<IteratorResult<Stamped>> {
    this.#rows = [];
    this.#ended = true;
    return { done: true, value: undefined };
  }

  async #turn(): Promise<IteratorResult<Stamped>> {
    // A long replay must not keep the rest of the process from its turn.
    if (this.#at > 1) await new Promise((resolve) => setImmediate(resolve));
    let limit = MOST_ROWS;
    // The size is looked up without reading the entries; what is too much is asked for in smaller portions.
    for (let size = await this.#size(limit); limit > 1 && size > PAGE_BYTES; size = await this.#size(limit)) {
      limit = Math.max(1, Math.floor(limit / 8));
    }
    this.#rows = await this.#database.query(PAGE, { repo: this.#repo, last: this.#last, limit });
    this.#at = 0;
    this.#last = Number(this.#rows.at(-1)?.[0] ?? this.#last);
    this.#ended = this.#rows.length < limit;
    return this.next();
  }

  async #size(limit: number): Promise<number> {
    const [row] = await this.#database.query(SIZE, { repo: this.#repo, last: this.#last, limit });
    return Number(row?.[0] ?? 0);
  }
}

function stamped([seq, at, cause, entry]: Tuple): Stamped {
  return {
    seq: Number(seq),
    at: at as Instant,
    cause: cause as string,
    entry: JSON.parse(entry as string) as Entry,
  };
}
