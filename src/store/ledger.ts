// The ledger on SQL: append-only and optimistic, read in pages. Never holds more of it in memory than one page.
import type { Entry, Instant, Stamped } from "../core/entry.ts";
import type { RepoKey } from "../core/signal.ts";
import type { Ledger } from "../ports.ts";
import { type Database, holdable } from "./database.ts";

const PAGE_ROWS = 1000;
const PAGE_BYTES = 4 * 1024 * 1024;

/** At most a page of rows, and of these no more than fit, but one at least. */
const PAGE = `
  select seq, at, cause, entry from entries where repo = :repo and seq > :after and seq <= (
    select max(seq) from (
      select seq, sum(size) over (order by seq rows unbounded preceding) - size as before from (
        select seq, octet_length(entry) as size from entries
        where repo = :repo and seq > :after order by seq limit ${PAGE_ROWS}) as sizes) as sums
    where before < ${PAGE_BYTES})
  order by seq`;

export class SqlLedger implements Ledger {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async *read(repo: RepoKey, after: number): AsyncGenerator<Stamped> {
    let last = after;
    for (;;) {
      const rows = await this.#database.query(PAGE, { repo: holdable(repo), after: last });
      let size = 0;
      for (const row of rows) {
        last = Number(row.seq);
        size += (row.entry as string).length;
        const entry = JSON.parse(row.entry as string) as Entry;
        yield { seq: last, at: row.at as Instant, cause: row.cause as string, entry };
      }
      // Nothing was cut off: no UTF-16 unit takes more than three bytes.
      if (rows.length < PAGE_ROWS && 3 * size < PAGE_BYTES) return;
      // A long replay must not keep the rest of the process from its turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async append(
    repo: RepoKey,
    expected: number,
    cause: string,
    at: Instant,
    entries: readonly Entry[],
  ): Promise<"ok" | "conflict"> {
    const lines = entries.map((entry) => JSON.stringify(entry));
    return this.#database.append(holdable(repo), expected, holdable(cause), at, lines);
  }

  async repos(): Promise<readonly RepoKey[]> {
    const rows = await this.#database.query("select repo from entries where seq = 1 order by repo", {});
    return rows.map((row) => row.repo as RepoKey);
  }
}
