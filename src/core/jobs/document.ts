// Jobs as the state document tells them.
import type { Instant } from "../entry.ts";
import type { Job } from "./jobs.ts";

export interface JobDocument {
  readonly id: string;
  /** Whose it is: a session's id, a team's name, `human`. */
  readonly session: string;
  readonly command: string;
  /** The machine it runs on. */
  readonly on: string | null;
  /** Who is told how it ends. */
  readonly tell: string;
  /** `lost`: its supervisor fell silent. */
  readonly state: "running" | "lost" | "ended";
  readonly started: Instant;
  readonly last_seen: Instant;
  readonly ended: Instant | null;
  /** Milliseconds between two beats. */
  readonly beats: number;
  readonly code: number | null;
  readonly signal: string | null;
  /** The message that tells of its end or its silence. */
  readonly report: string | null;
}

export const jobDocument = ({
  id,
  as,
  line,
  on,
  to,
  startedAt,
  seen,
  lostAt,
  ended,
  beats,
  report,
}: Job): JobDocument => ({
  id,
  session: as,
  command: line,
  on,
  tell: to,
  state: ended !== null ? "ended" : lostAt !== null ? "lost" : "running",
  started: startedAt,
  last_seen: seen,
  ended: ended?.at ?? null,
  beats,
  code: ended?.code ?? null,
  signal: ended?.signal ?? null,
  report,
});
