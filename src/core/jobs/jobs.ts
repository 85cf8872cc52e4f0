// Jobs: what a session runs under supervision. The server holds them, so that they outlive whoever started them.
import type { Instant } from "../entry.ts";
import { msOf } from "../instant.ts";

export interface Job {
  readonly id: string;
  /** Whose it is: a session's id, a team's name, `human`. */
  readonly as: string;
  /** The command line, on one line. */
  readonly line: string;
  /** The machine it runs on, as its supervisor calls it. */
  readonly on: string | null;
  /** Milliseconds between two beats. */
  readonly beats: number;
  /** Who is told how it ends, an address as it was written. */
  readonly to: string;
  readonly startedAt: Instant;
  /** The last beat on record. */
  readonly seen: Instant;
  /** Its supervisor fell silent: since when that is known. */
  readonly lostAt: Instant | null;
  readonly ended: {
    readonly at: Instant;
    /** Null where a signal ended it. */
    readonly code: number | null;
    readonly signal: string | null;
  } | null;
  /** The message that told of its end, or of its silence. */
  readonly report: string | null;
}

/** After so many beats that did not come a job is lost; beats closer together than half of one are not written down. */
const MISSED = 2.5;
export const QUIET = 0.5;

/** Silent for too long. `since`: from when on the server has heard what is said; its own absence is nobody's silence. */
export function isSilent({ seen, beats }: Job, now: Instant, since: Instant | null): boolean {
  const from = since !== null && since > seen ? since : seen;
  return msOf(now) - msOf(from) >= MISSED * beats;
}

export const isOver = ({ ended, lostAt }: Job): boolean => ended !== null || lostAt !== null;
