// The ledger on SQL: append-only and optimistic. Never changes what was appended, never holds the whole of it in memory.
import type { Entry, Instant, Stamped } from "../core/entry.ts";
import type { RepoKey } from "../core/signal.ts";
import type { Ledger } from "../ports.ts";
import { type Database, holdable } from "./database.ts";
import { Pages } from "./pages.ts";

export class SqlLedger implements Ledger {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  read(repo: RepoKey, after: number): AsyncIterable<Stamped> {
    return new Pages(this.#database, holdable(repo), after);
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
    return rows.map(([repo]) => repo as RepoKey);
  }
}
