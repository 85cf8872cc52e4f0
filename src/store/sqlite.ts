// SQLite as a file in the data folder, for one machine. Every transaction is synchronous: none is ever open while somebody waits.
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { types } from "node:util";
import { Incomplete } from "../ports.ts";
import { type Compiled, compile, type Database, type Row, type Tuple, type Values, valuesOf } from "./database.ts";
import { GroupCommit } from "./group-commit.ts";
import { migrate, type Words } from "./schema.ts";
import type { SqliteConnection, SqliteDriver, SqliteStatement } from "./sqlite-driver.ts";
import { sqliteTrouble } from "./sqlite-trouble.ts";

const WORDS: Words = { text: "text", whole: "integer", counting: "integer primary key" };
const BUSY_MS = 5000;

interface Prepared extends Compiled {
  readonly statement: SqliteStatement;
}

export function openSqlite(data: string, driver: SqliteDriver): Database {
  const file = join(data, "lanekeeper.db");
  let connection: SqliteConnection | null = null;
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    // SQLite gives the files beside it the same mode.
    closeSync(openSync(file, "a", 0o600));
    connection = driver.open(file);
    prepare(connection, file);
    return new Sqlite(file, connection);
  } catch (error) {
    connection?.close();
    const told = sqliteTrouble(file, error);
    if (told instanceof Incomplete || !types.isNativeError(error) || !("syscall" in error)) throw told;
    throw new Incomplete(
      `the database ${file} cannot be opened: ${error.message}`,
      "make the folder writable for this user, or name another one in LANEKEEPER_DATA",
      { cause: error },
    );
  }
}

function prepare(connection: SqliteConnection, file: string): void {
  connection.exec(`pragma busy_timeout = ${BUSY_MS}`);
  const [mode] = connection.prepare("pragma journal_mode = wal").all() as Row[];
  if (mode?.journal_mode !== "wal") {
    throw new Incomplete(`the database ${file} is on a file system without write-ahead logging`, "use a local disk");
  }
  connection.exec("pragma synchronous = full; pragma fullfsync = on; pragma journal_size_limit = 67108864");
  connection.exec("begin immediate");
  const steps = migrate(WORDS, file);
  let rows: readonly Row[] = [];
  for (let step = steps.next(rows); !step.done; step = steps.next(rows)) {
    rows = connection.prepare(step.value).all() as Row[];
  }
  connection.exec("commit");
}

class Sqlite implements Database {
  readonly #file: string;
  readonly #connection: SqliteConnection;
  readonly #writing = new Map<string, Prepared>();
  readonly #reading = new Map<string, Prepared>();
  readonly #writer: GroupCommit;
  #closed = false;

  constructor(file: string, connection: SqliteConnection) {
    this.#file = file;
    this.#connection = connection;
    this.#writer = new GroupCommit({
      begin: () => connection.exec("begin immediate"),
      commit: () => connection.exec("commit"),
      rollback: () => {
        try {
          connection.exec("rollback");
        } catch {
          // Where the disk failed, SQLite has rolled back by itself.
        }
      },
    });
  }

  async query(sql: string, values: Values): Promise<readonly Tuple[]> {
    this.#refuseIfClosed();
    try {
      return this.#tuples(sql, values);
    } catch (error) {
      throw sqliteTrouble(this.#file, error);
    }
  }

  write(statements: Parameters<Database["write"]>[0]): ReturnType<Database["write"]> {
    return this.#commit(() => statements.map(({ sql, values }) => this.#all(sql, values)));
  }

  /** With one writer nothing comes in between, so one commit will do. */
  async writeInTurn(statements: Parameters<Database["write"]>[0]): Promise<void> {
    await this.write(statements);
  }

  append(...[repo, expected, cause, at, entries]: Parameters<Database["append"]>): Promise<"ok" | "conflict"> {
    return this.#commit(() => {
      const [row] = this.#all("select max(seq) as last from entries where repo = :repo", { repo });
      if (Number(row?.last ?? 0) !== expected) return "conflict";
      const insert = "insert into entries (repo, seq, at, cause, entry) values (:repo, :seq, :at, :cause, :entry)";
      let seq = expected;
      for (const entry of entries) this.#all(insert, { repo, seq: ++seq, at, cause, entry });
      return "ok";
    });
  }

  /** Several processes on one file are possible and rare: they look for themselves. */
  announce(): void {}

  ping(): Promise<void> {
    return this.#commit(() => {});
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#writer.flush();
    this.#writing.clear();
    this.#reading.clear();
    try {
      // Not every driver lets go of the file before its statements are collected: leave nothing in the log that waits for that.
      this.#connection.exec("pragma busy_timeout = 0; pragma wal_checkpoint(truncate)");
    } catch {
      // What is in the log is safe there too.
    } finally {
      this.#connection.close();
    }
  }

  async #commit<T>(work: () => T): Promise<T> {
    this.#refuseIfClosed();
    try {
      return await this.#writer.add(work);
    } catch (error) {
      throw sqliteTrouble(this.#file, error);
    }
  }

  #all(sql: string, values: Values): Row[] {
    const prepared = this.#prepare(sql, this.#writing);
    return prepared.statement.all(...valuesOf(prepared, values)) as Row[];
  }

  #tuples(sql: string, values: Values): Tuple[] {
    const prepared = this.#prepare(sql, this.#reading);
    prepared.statement.setReturnArrays?.(true);
    const rows = prepared.statement.all(...valuesOf(prepared, values)) as (Tuple | Row)[];
    return rows.map((row) => (Array.isArray(row) ? row : Object.values(row)));
  }

  #prepare(sql: string, kept: Map<string, Prepared>): Prepared {
    let prepared = kept.get(sql);
    if (prepared === undefined) {
      const compiled = compile(sql, () => "?", true);
      prepared = { ...compiled, statement: this.#connection.prepare(compiled.text) };
      kept.set(sql, prepared);
    }
    return prepared;
  }

  #refuseIfClosed(): void {
    if (this.#closed) throw new Incomplete(`the database ${this.#file} is closed`, "open the store again");
  }
}
