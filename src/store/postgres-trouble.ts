// Puts what PostgreSQL complains about into words for people. Never shows a password, never swallows what our own SQL caused.
import { types } from "node:util";
import { Incomplete } from "../ports.ts";

/** The database as people may see it: host, port and name. */
export function shown(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  return `postgres://${host || (searchParams.get("host") ?? "")}${pathname}`;
}

/** SQLSTATE classes of what only our own statements can cause. */
const OURS = /^(0A|21|22|23|42)/;

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^28/, "check user and password in DATABASE_URL, and pg_hba.conf"],
  [/^3D/, "create the database, or name another one in DATABASE_URL"],
  [/^42501/, "grant this user CREATE and USAGE on the schema, or make it the owner of the database"],
  [/^25006/, "DATABASE_URL must lead to the primary, not to a standby"],
  [/^53/, "give the server more room: connections, memory or disk"],
  [
    /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|ENOENT)/,
    "check that the server runs and that DATABASE_URL leads to it",
  ],
];

export function postgresTrouble(where: string, error: unknown): unknown {
  if (!types.isNativeError(error) || error instanceof Incomplete) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (OURS.test(code) && code !== "42501") return error;
  const fix = ADVICE.find(([pattern]) => pattern.test(code))?.[1] ?? null;
  // Where several addresses were tried, the error has no message of its own.
  const says = error.message || code;
  return new Incomplete(`the database ${where} does not answer as it should: ${says}`, fix, { cause: error });
}
