// What can be said (PROTOCOL §6): one vocabulary whatever carried it, a comment, a commit's trailer, the command line or HTTP.
import type { Instant } from "../entry.ts";
import type { AckStatus, MessageType } from "../messages/messages.ts";
import type { Policy, SessionId } from "../policy.ts";

export type Command =
  | {
      readonly kind: "claim";
      readonly paths: readonly string[];
      readonly mode: "exclusive" | "shared";
      /** Milliseconds from now, renewed by activity; null: the policy's ttl. */
      readonly lasts: number | null;
      /** A fixed end, not renewed; it wins over `lasts`. */
      readonly until: Instant | null;
      readonly task: string | null;
      readonly reason: string | null;
    }
  /** What to let go of: patterns as they were claimed, claims by id, messages by id; `all`: every claim. */
  | { readonly kind: "release"; readonly what: "all" | readonly string[]; readonly reason: string | null }
  | { readonly kind: "ack"; readonly message: string; readonly status: AckStatus; readonly text: string | null }
  | {
      readonly kind: "send";
      readonly type: MessageType;
      readonly to: string;
      readonly ref: string | null;
      readonly text: string;
    }
  /** Everybody's feed. */
  | { readonly kind: "post"; readonly type: "discovery" | "note" | "warning"; readonly text: string }
  | { readonly kind: "keep"; readonly key: string; readonly text: string }
  | { readonly kind: "task"; readonly text: string }
  | { readonly kind: "cancel"; readonly message: string }
  | { readonly kind: "heartbeat" }
  /** A command that runs under supervision; `beats`: milliseconds between two signs that it does. */
  | {
      readonly kind: "job";
      readonly verb: "start";
      readonly id: string;
      readonly beats: number;
      readonly on: string | null;
      /** Who is told how it ends; null: whoever speaks. */
      readonly to: string | null;
      readonly line: string;
    }
  | { readonly kind: "job"; readonly verb: "beat"; readonly id: string }
  /** Of `code` and `signal` one is null. `text`: the last it said on stderr. */
  | {
      readonly kind: "job";
      readonly verb: "end";
      readonly id: string;
      readonly code: number | null;
      readonly signal: string | null;
      readonly text: string | null;
    }
  | { readonly kind: "round"; readonly verb: "close" | "reopen"; readonly round: number }
  | {
      readonly kind: "override";
      readonly rule: string;
      /** Null: the branch it was said on. */
      readonly branch: string | null;
      readonly reason: string;
    }
  /** Answered with words, and nothing becomes of it. */
  | { readonly kind: "ask-state"; readonly about: "status" | "rounds" | "help" };

/** What was meant for us and cannot be understood. */
export interface Unread {
  readonly kind: "unread";
  readonly why: string;
  readonly fix: string | null;
}

export type Via = "comment" | "trailer" | "command";

/** A command with everything that decides what becomes of it. */
export interface Saying {
  /** The same wherever and however often it is carried: what was obeyed once is not obeyed again. */
  readonly key: string;
  /** When it is obeyed; claims are measured against this. */
  readonly at: Instant;
  readonly via: Via;
  /** The line as it was said, for the record. */
  readonly line: string;
  readonly command: Command | Unread;
  /** Who speaks: a session id, a team's name, `human`; null where nobody could tell. */
  readonly as: string | null;
  /** Why nobody could tell who speaks, for the answer. */
  readonly unclear: string | null;
  /** The authenticated login. */
  readonly by: string | null;
  readonly architect: boolean;
  /** The branch it was said on: the pull request's, the commit's; null elsewhere. */
  readonly branch: string | null;
  readonly policy: Policy;
}

/** Session ids have a capital letter and names of teams have none, so one word says which it is. */
export const isSession = (name: string): name is SessionId => /^s[A-Z][A-Z0-9]?$/.test(name);
