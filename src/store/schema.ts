// The tables, as numbered steps that only ever go forward. Never change a step that was released: add one.
import { Incomplete } from "../ports.ts";
import type { Row } from "./database.ts";

/** Where the dialects' definitions differ. */
export interface Words {
  /** Text compared byte by byte: instants are ordered as text. */
  readonly text: string;
  readonly whole: string;
  /** A primary key that counts up by itself. */
  readonly counting: string;
}

const STEPS: readonly ((words: Words) => readonly string[])[] = [
  ({ text, whole, counting }) => [
    `create table entries (
       repo ${text} not null, seq ${whole} not null, at ${text} not null, cause ${text} not null, entry ${text} not null,
       primary key (repo, seq))`,
    // A delivery waits until done_at; `lease` is the take that had it last, `held` is 1 until that take gave it back.
    `create table inbox (
       arrival ${counting}, id ${text} not null unique, repo ${text} not null, delivery ${text} not null,
       received_at ${text} not null, due_at ${text} not null, done_at ${text}, attempts ${whole} not null default 0,
       lease ${text}, held ${whole} not null default 0, last_error ${text})`,
    // The oldest of all, and those of one repository in order; all that a take compares stands in them, so it reads no rows.
    "create index inbox_waiting on inbox (arrival, repo, done_at) where done_at is null",
    "create index inbox_lane on inbox (repo, arrival, due_at, done_at) where done_at is null",
    "create index inbox_held on inbox (lease) where held = 1",
    "create index inbox_done on inbox (done_at) where done_at is not null",
    // One row for each repository that somebody holds: the primary key is what makes it one holder in all processes.
    `create table lanes (
       repo ${text} not null primary key, owner ${text} not null, lease ${text} not null, leased_until ${text} not null)`,
    "create index lanes_lease on lanes (lease)",
  ],
];

export const VERSION = STEPS.length;

/** Brings a database up to date: yields SQL, gets its rows; to be run in one transaction that keeps other processes out. */
export function* migrate(words: Words, where: string): Generator<string, void, readonly Row[]> {
  yield `create table if not exists lanekeeper_schema (version ${words.whole} not null)`;
  const rows = yield "select version from lanekeeper_schema";
  const version = Number(rows[0]?.version ?? 0);
  if (version > VERSION) {
    throw new Incomplete(
      `the database ${where} was written by a newer Lanekeeper: its schema is version ${version}, this one knows ${VERSION}`,
      "run the newer Lanekeeper, or restore the backup from before the upgrade",
    );
  }
  if (version === VERSION) return;
  for (const step of STEPS.slice(version)) for (const sql of step(words)) yield sql;
  if (rows.length === 0) yield `insert into lanekeeper_schema (version) values (${VERSION})`;
  else yield `update lanekeeper_schema set version = ${VERSION}`;
}
