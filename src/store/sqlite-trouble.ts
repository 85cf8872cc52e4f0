// Puts what SQLite complains about into words for people. Never swallows what only our own SQL can cause.
import { types } from "node:util";
import { Incomplete } from "../ports.ts";

/** By SQLite's own words: not every driver passes its numbers on. */
const TROUBLES: readonly (readonly [RegExp, string, string])[] = [
  [/is locked/, "is held by another process", "stop the other process that writes to it, then try again"],
  [/readonly database/, "cannot be written to", "make the file and its folder writable for this user"],
  [/unable to open/, "cannot be opened", "make the file and its folder readable and writable for this user"],
  [/not a database/, "is no SQLite database", "move the file away, or restore it from a backup"],
  [/malformed/, "is damaged", "restore it from a backup"],
  [/is full/, "cannot grow: the disk is full", "free some space"],
  [/disk I\/O error/, "cannot be read or written", "look at the disk and at the kernel's log"],
  [/not open/, "is closed", "open the store again"],
];

export function sqliteTrouble(file: string, error: unknown): unknown {
  if (!types.isNativeError(error) || error instanceof Incomplete) return error;
  const trouble = TROUBLES.find(([pattern]) => pattern.test(error.message));
  if (trouble === undefined) return error;
  return new Incomplete(`the database ${file} ${trouble[1]} (${error.message})`, trouble[2], { cause: error });
}
