// Presence (PROTOCOL §8): which sessions are alive, read off the last sign of life of each. What is known of each.
import type { Claim } from "../claims/claims.ts";
import type { Instant } from "../entry.ts";
import { msOf } from "../instant.ts";
import type { Oid, Path } from "../model.ts";
import type { Policy, SessionId } from "../policy.ts";

export type Presence = "active" | "idle" | "stale" | "gone";

export interface Session {
  readonly id: SessionId;
  readonly lastSeen: Instant;
  /** Its own words on what it works on now. */
  readonly task: string | null;
  /** The branch it pushed last, its tip, and the paths it touched there last. */
  readonly branch: string | null;
  readonly head: Oid | null;
  readonly paths: readonly Path[];
  /** When that was pushed; null until it pushed anything. */
  readonly workedAt: Instant | null;
  /** The branches it pushed lately, that one included. */
  readonly branches: readonly string[];
  /** What it kept, by key. */
  readonly keeps: ReadonlyMap<string, string>;
  /** Reaped: since when, and what was taken from it, to be given back at a sign of life. */
  readonly reaped: {
    readonly at: Instant;
    readonly claims: readonly Claim[];
    /** Ids. */
    readonly messages: readonly string[];
  } | null;
}

/** A row of the scoreboard, as it was read: import only. */
export interface Row {
  readonly session: SessionId;
  readonly name: string | null;
  readonly task: string | null;
  /** Patterns that its scope cell names. */
  readonly paths: readonly string[];
  readonly claimedAt: Instant | null;
  readonly seenAt: Instant | null;
}

/** Half-open bounds: below `idle` active, below `stale` idle, below `gone` stale. */
export function presenceOf(lastSeen: Instant, now: Instant, { idle, stale, gone }: Policy["presence"]): Presence {
  const silent = msOf(now) - msOf(lastSeen);
  return silent < idle ? "active" : silent < stale ? "idle" : silent < gone ? "stale" : "gone";
}
