// What ledger and inbox need of a database, alike in every dialect. Never a handle: no transaction stays open while somebody waits.
import type { Instant } from "../core/entry.ts";
import type { RepoKey } from "../core/signal.ts";

export type Value = string | number | null;
export type Values = Readonly<Record<string, Value>>;
export type Row = Readonly<Record<string, Value>>;
/** The values of a row in the order of its columns: a replay of a million rows has no time for their names. */
export type Tuple = readonly Value[];

/** SQL with `:name` for values, written once for both dialects. */
export interface Statement {
  readonly sql: string;
  readonly values: Values;
}

export interface Database {
  /** Read only, and only what is committed. */
  query(sql: string, values: Values): Promise<readonly Tuple[]>;
  /** All of them or none, in order; durable when it answers with the rows of each. */
  write(statements: readonly Statement[]): Promise<readonly (readonly Row[])[]>;
  /** In order, each committed before the next one looks; done by others may come in between. */
  writeInTurn(statements: readonly Statement[]): Promise<void>;
  /** Entries after `expected`, all or nothing, if that is still the last number; durable when it answers "ok". */
  append(
    repo: RepoKey,
    expected: number,
    cause: string,
    at: Instant,
    entries: readonly string[],
  ): Promise<"ok" | "conflict">;
  /** Tell other processes that the inbox has something, where that is cheap; nobody may rely on it. */
  announce(): void;
  /** Whether something can be written now; throws Incomplete where it cannot. */
  ping(): Promise<void>;
  /** Finishes what was asked for, then refuses. */
  close(): Promise<void>;
}

/** The dialect's SQL, and which value stands at which place. */
export interface Compiled {
  readonly text: string;
  readonly names: readonly string[];
}

/** Writes each `:name` the dialect's way; `place` gets the position of the name among the different names, from 1. */
export function compile(sql: string, place: (position: number) => string, repeat: boolean): Compiled {
  const names: string[] = [];
  const text = sql.replace(/(?<!:):([a-z]\w*)/gi, (_, name: string) => {
    let position = repeat ? -1 : names.indexOf(name);
    if (position < 0) position = names.push(name) - 1;
    return place(position + 1);
  });
  return { text, names };
}

export function valuesOf(compiled: Compiled, values: Values): Value[] {
  return compiled.names.map((name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for :${name} in ${compiled.text}`);
    return value;
  });
}

/** Text as every database can hold it: PostgreSQL has no U+0000, UTF-8 no lone surrogates. JSON needs none of this, it escapes them. */
export function holdable(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, "\ufffd");
}
