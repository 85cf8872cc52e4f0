// What has become true of sessions: signs of life, what they said of themselves, reaping; and which commands were obeyed.
import type { Claim } from "../claims/claims.ts";
import type { Via } from "../commands/command.ts";
import type { Refusal } from "../commands/ruling.ts";
import type { Instant } from "../entry.ts";
import type { Oid, Path } from "../model.ts";
import type { SessionId } from "../policy.ts";

export type PresenceEntry =
  /** A sign of life of a session, of a team, or of both: renews their claims. */
  | {
      readonly kind: "active";
      readonly session: SessionId | null;
      readonly team: string | null;
      /** When it was; the ledger may hear of it later. */
      readonly seen: Instant;
      readonly via: Via | "push" | "heartbeat" | "scoreboard";
      /** Where it pushed, and what differs there. */
      readonly work: { readonly branch: string; readonly head: Oid; readonly paths: readonly Path[] } | null;
    }
  | { readonly kind: "task-set"; readonly session: SessionId; readonly text: string | null }
  /** An empty text forgets the key. */
  | { readonly kind: "kept"; readonly session: SessionId; readonly key: string; readonly text: string }
  | {
      readonly kind: "reaped";
      readonly session: SessionId;
      readonly claims: readonly Claim[];
      /** Ids. */
      readonly messages: readonly string[];
    }
  | { readonly kind: "revived"; readonly session: SessionId }
  /** A command was carried out, or refused with this reason: neither happens again. */
  | {
      readonly kind: "obeyed";
      readonly key: string;
      readonly line: string;
      readonly as: string | null;
      readonly by: string | null;
      readonly refused: Refusal | null;
    }
  /** Words for people under a comment of theirs. */
  | ({ readonly kind: "answered"; readonly thread: number } & Reply);

/** A claim that was refused because somebody else holds what it asks for. */
export interface Collision {
  readonly at: Instant;
  readonly line: string;
  readonly as: string | null;
  readonly by: string | null;
  readonly why: string;
}

/** What was said to one comment: each line of it that was refused or asks something, and the words. */
export interface Reply {
  /** Null: the thread's own text. */
  readonly comment: number | null;
  readonly by: string;
  readonly lines: readonly { readonly line: string; readonly words: string }[];
}
