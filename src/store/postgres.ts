// PostgreSQL, for several processes that share one store. Never relies on a lock longer than one transaction, nor on one process alone.
import pg from "pg";
import { Incomplete } from "../ports.ts";
import {
  type Compiled,
  compile,
  type Database,
  type Row,
  type Statement,
  type Tuple,
  type Value,
  type Values,
  valuesOf,
} from "./database.ts";
import { PostgresNews } from "./postgres-news.ts";
import { postgresTrouble, shown } from "./postgres-trouble.ts";
import { migrate, type Words } from "./schema.ts";

/** Byte order whatever the database's locale: instants are compared as text. */
const WORDS: Words = {
  text: 'text collate "C"',
  whole: "bigint",
  counting: "bigint generated always as identity primary key",
};
const CONNECTIONS = 8;
const MIGRATION_LOCK = 7263150402;

/** Of several who append after the same number, the primary key lets one through: the others conflict. */
const APPEND = `
  insert into entries (repo, seq, at, cause, entry)
  select $1, $2 + line.at, $3, $4, line.entry from unnest($5::text[]) with ordinality as line(entry, at)
  where (select coalesce(max(seq), 0) from entries where repo = $1) = $2::bigint`;
const UNIQUE_VIOLATION = "23505";

type Queryable = Pick<pg.ClientBase, "query">;

export async function openPostgres(url: string, heard: () => void): Promise<Database> {
  const database = new Postgres(url, heard);
  try {
    await database.prepare();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

class Postgres implements Database {
  readonly #where: string;
  readonly #pool: pg.Pool;
  readonly #news: PostgresNews;
  readonly #compiled = new Map<string, Compiled>();
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  constructor(url: string, heard: () => void) {
    this.#where = shown(url);
    this.#pool = new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      query_timeout: 60_000,
      fallback_application_name: "lanekeeper",
      types: {
        getTypeParser: (oid, format) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)),
      },
    });
    // An idle connection broke; the next query takes another one.
    this.#pool.on("error", ignore);
    this.#news = new PostgresNews(url, (sql, values) => this.#run(() => this.#pool.query(sql, [...values])), heard);
  }

  async prepare(): Promise<void> {
    await this.#transaction(async (client) => {
      await client.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
      const steps = migrate(WORDS, this.#where);
      let rows: readonly Row[] = [];
      for (let step = steps.next(rows); !step.done; step = steps.next(rows))
        rows = (await client.query(step.value)).rows;
    });
    await this.#news.listen();
  }

  query(sql: string, values: Values): Promise<readonly Tuple[]> {
    return this.#run(async () => {
      const compiled = this.#compile(sql);
      const query = { text: compiled.text, values: valuesOf(compiled, values), rowMode: "array" } as const;
      return (await this.#pool.query<Value[]>(query)).rows;
    });
  }

  async write(statements: readonly Statement[]): Promise<readonly (readonly Row[])[]> {
    const [first] = statements;
    if (first === undefined) return [];
    if (statements.length === 1) return this.#run(async () => [await this.#rows(this.#pool, first)]);
    return this.#transaction(async (client) => {
      const results: (readonly Row[])[] = [];
      for (const statement of statements) results.push(await this.#rows(client, statement));
      return results;
    });
  }

  writeInTurn(statements: readonly Statement[]): Promise<void> {
    return this.#run(async () => {
      for (const statement of statements) await this.#rows(this.#pool, statement);
    });
  }

  append(...[repo, expected, cause, at, entries]: Parameters<Database["append"]>): Promise<"ok" | "conflict"> {
    return this.#run(async () => {
      try {
        if (entries.length > 0) {
          const { rowCount } = await this.#pool.query(APPEND, [repo, expected, at, cause, entries]);
          return rowCount === entries.length ? "ok" : "conflict";
        }
        const sql = "select 1 where (select coalesce(max(seq), 0) from entries where repo = :repo) = :expected";
        return (await this.#rows(this.#pool, { sql, values: { repo, expected } })).length === 1 ? "ok" : "conflict";
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION) return "conflict";
        throw error;
      }
    });
  }

  announce(): void {
    this.#news.announce();
  }

  async ping(): Promise<void> {
    const [row] = await this.query("select current_setting('transaction_read_only')", {});
    if (row?.[0] === "off") return;
    throw new Incomplete(`the database ${this.#where} is read-only`, "DATABASE_URL must lead to the primary");
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#running);
    await this.#news.close();
    await this.#pool.end();
  }

  #transaction<T>(work: (client: Queryable) => Promise<T>): Promise<T> {
    return this.#run(async () => {
      const client = await this.#pool.connect();
      // Told by the query as well; unheard it would end the process.
      client.on("error", ignore);
      try {
        await client.query("begin isolation level read committed");
        const result = await work(client);
        await client.query("commit");
        client.removeListener("error", ignore);
        client.release();
        return result;
      } catch (error) {
        // The connection goes, and with it the transaction.
        client.release(true);
        throw error;
      }
    });
  }

  async #rows(on: Queryable, { sql, values }: Statement): Promise<readonly Row[]> {
    const compiled = this.#compile(sql);
    return (await on.query<Row>(compiled.text, valuesOf(compiled, values))).rows;
  }

  #compile(sql: string): Compiled {
    let compiled = this.#compiled.get(sql);
    if (compiled === undefined) {
      compiled = compile(sql, (position) => `$${position}`, false);
      this.#compiled.set(sql, compiled);
    }
    return compiled;
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new Incomplete(`the database ${this.#where} is closed`, "open the store again");
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      throw postgresTrouble(this.#where, error);
    } finally {
      this.#running.delete(running);
    }
  }
}

function ignore(): void {}
