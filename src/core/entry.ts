// What has become true, in the past tense and for ever: the ledger's entries. State is folded from them and from nothing else.
import type { Charter } from "./charter.ts";
import type { ClaimEntry } from "./claims/entry.ts";
import type { Finding } from "./finding.ts";
import type { JobEntry } from "./jobs/entry.ts";
import type { MessageEntry } from "./messages/entry.ts";
import type { Oid, Ref } from "./model.ts";
import type { SessionId } from "./policy.ts";
import type { PresenceEntry } from "./presence/entry.ts";
import type { RoundEntry } from "./rounds/entry.ts";

/** UTC, `YYYY-MM-DDTHH:MM:SS.sssZ`. */
export type Instant = string;

/** What a verdict is about: `branch:<name>`, `pull:<number>` or `group:<ref>`. */
export type Subject = string;

/** A session's lane, a team's, or a session's among its team's branches. */
export interface Lane {
  readonly session: SessionId | null;
  readonly team: string | null;
}

export interface Judged {
  readonly kind: "judged";
  readonly subject: Subject;
  readonly head: Oid;
  /** The tip it was measured against, null where there was none. */
  readonly base: Oid | null;
  /** The policy's blob, null where trunk had none. */
  readonly policy: Oid | null;
  readonly verdict: "pass" | "fail" | "unjudged";
  /** The policy wants a passing pull request approved (`github: {approve: true}`). */
  readonly approve: boolean;
  /** Whose lane the branch is in; not there where it is nobody's, and of what is no branch. */
  readonly lane?: Lane;
  /** At most MAX_KEPT of them, the worst first. */
  readonly findings: readonly Finding[];
  /** How many there were, by level. */
  readonly counts: { readonly error: number; readonly warning: number; readonly notice: number };
}

export type Entry =
  /** Who moved which ref from what to what; kept for heads that were superseded too: attribution needs it. */
  | {
      readonly kind: "ref-moved";
      readonly ref: Ref;
      readonly before: Oid | null;
      readonly after: Oid | null;
      readonly by: string | null;
    }
  | Judged
  | {
      readonly kind: "pull-seen";
      readonly number: number;
      readonly head: Oid;
      /** The branch in this repository, null where the head is in a fork. */
      readonly branch: string | null;
      readonly base: string;
      readonly author: string | null;
    }
  | { readonly kind: "pull-closed"; readonly number: number; readonly merged: boolean }
  /** A re-run was asked for: the next showing writes a new run even if nothing changed. */
  | { readonly kind: "rerun-asked"; readonly head: Oid }
  /** A screen was drawn: what it shows, by a digest, and the host's id of it. */
  | { readonly kind: "shown"; readonly screen: string; readonly digest: string; readonly id: string | null }
  /** The repository's name and installation, when they changed. */
  | { readonly kind: "repository-named"; readonly name: string; readonly installation: number | null }
  | { readonly kind: "repository-left" }
  /** What the policy says of who there is and how long things last, when it changed. */
  | { readonly kind: "chartered"; readonly charter: Charter }
  | RoundEntry
  | SessionEntry;

/** What sessions say and do: claims, messages, signs of life, jobs. */
export type SessionEntry = ClaimEntry | MessageEntry | PresenceEntry | JobEntry;

/** How many findings of one verdict are kept: as many as GitHub takes annotations for. */
export const MAX_KEPT = 1000;

/** An entry as the ledger has it. `cause` is the delivery, command or tick it came from. */
export interface Stamped {
  readonly seq: number;
  readonly at: Instant;
  readonly cause: string;
  readonly entry: Entry;
}
