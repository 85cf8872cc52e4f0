// Finds a driver with the `node:sqlite` API: the built-in one, or the package with its own binaries. Never decides by version number.
import type { Value } from "./database.ts";

export interface SqliteStatement {
  all(...values: readonly Value[]): unknown[];
  /** Missing in the first versions of the built-in driver. */
  setReturnArrays?(enabled: boolean): void;
}

export interface SqliteConnection {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

export interface SqliteDriver {
  readonly name: "node:sqlite" | "@photostructure/sqlite";
  open(file: string): SqliteConnection;
}

interface SqliteModule {
  readonly DatabaseSync: new (file: string) => SqliteConnection;
}

export async function sqliteDriver(): Promise<SqliteDriver> {
  return builtIn() ?? (await packaged());
}

/** Null where Node has none or wants a flag for it. */
export function builtIn(): SqliteDriver | null {
  const found = quietly(() => process.getBuiltinModule?.("node:sqlite") as SqliteModule | undefined);
  return found === undefined ? null : { name: "node:sqlite", open: (file) => new found.DatabaseSync(file) };
}

export async function packaged(): Promise<SqliteDriver> {
  const { DatabaseSync } = (await import("@photostructure/sqlite")) as unknown as SqliteModule;
  return { name: "@photostructure/sqlite", open: (file) => new DatabaseSync(file) };
}

/** The built-in one calls itself experimental on stderr; which driver it is was tested, so nobody needs to read that. */
function quietly<T>(load: () => T): T {
  const warn = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = warn;
  }
}
