// What is true of one repository now: the ledger folded. Readers get it read-only; folding copies before it changes.
import type { Charter } from "./charter.ts";
import { ClaimTable } from "./claims/claims.ts";
import type { Override } from "./claims/entry.ts";
import { foldClaim } from "./claims/fold.ts";
import type { Refusal } from "./commands/ruling.ts";
import type { Entry, Instant, Judged, Stamped, Subject } from "./entry.ts";
import { foldJob } from "./jobs/fold.ts";
import type { Job } from "./jobs/jobs.ts";
import { foldMessage } from "./messages/fold.ts";
import type { Message, Note } from "./messages/messages.ts";
import type { Oid, Ref } from "./model.ts";
import type { SessionId } from "./policy.ts";
import type { Collision, Reply } from "./presence/entry.ts";
import { foldPresence } from "./presence/fold.ts";
import type { Session } from "./presence/presence.ts";
import { end, moved } from "./ref-fold.ts";
import { evolveRounds } from "./rounds/fold.ts";
import type { Rounds } from "./rounds/rounds.ts";

/** One move of a ref, as it was reported. Moves may be reported in any order, so they are edges, not a list in time. */
export interface RefMove {
  readonly before: Oid | null;
  readonly after: Oid;
  readonly by: string | null;
}

/** An open pull request. */
export interface Pull {
  readonly number: number;
  readonly head: Oid;
  readonly branch: string | null;
  readonly base: string;
  readonly author: string | null;
}

export type Ended = Pick<Judged, "head" | "base" | "verdict">;

export interface Shown {
  readonly digest: string;
  readonly id: string | null;
}

export interface State {
  /** The number of the last entry folded. */
  readonly seq: number;
  readonly name: string | null;
  readonly installation: number | null;
  /** The moves of every ref that was not deleted since. */
  readonly moves: ReadonlyMap<Ref, readonly RefMove[]>;
  /** Open pull requests, and when their head was first seen. */
  readonly pulls: ReadonlyMap<number, Pull & { readonly seen: Instant }>;
  readonly verdicts: ReadonlyMap<Subject, Judged>;
  /** The last verdicts of pull requests and merge groups that are over, the newest: trunk asks what it was that was merged. */
  readonly ended: ReadonlyMap<Subject, Ended>;
  /** How often a re-run was asked for, by head. */
  readonly reruns: ReadonlyMap<Oid, number>;
  readonly shown: ReadonlyMap<string, Shown>;
  readonly rounds: Rounds;
  /** What of the policy is remembered; null until a valid one was read. */
  readonly charter: Charter | null;
  readonly claims: Omit<ClaimTable, "put" | "end">;
  /** The number of the newest claim. */
  readonly claimed: number;
  /** Rules that an architect set aside, by branch. */
  readonly overrides: ReadonlyMap<string, readonly Override[]>;
  readonly sessions: ReadonlyMap<SessionId, Session>;
  /** Commands that were carried out (null) or refused, by key. */
  readonly obeyed: ReadonlyMap<string, Refusal | null>;
  /** What was last answered to comments, by thread. */
  readonly replies: ReadonlyMap<number, readonly Reply[]>;
  /** Every open message, and the newest of the finished ones. */
  readonly messages: ReadonlyMap<string, Message>;
  readonly finished: ReadonlySet<string>;
  /** Ids of queue files' blocks whose messages are finished and not kept any more. */
  readonly forgotten: ReadonlySet<string>;
  /** The number of the newest message that the server numbered. */
  readonly numbered: number;
  /** Discoveries and notes, the newest last. */
  readonly feed: readonly Note[];
  /** Every job that runs, and the newest of those that are over. */
  readonly jobs: ReadonlyMap<string, Job>;
  /** Claims that were refused because of others, the newest last. */
  readonly collisions: readonly Collision[];
  /** The last entry after which a reply that was refused may count. */
  readonly lifted: { readonly seq: number; readonly cause: string } | null;
}

/** What the judge asks the ledger for; of rounds nothing is known before git was read once. */
export type Known = Pick<State, "claims" | "overrides"> & { readonly rounds: Rounds | null };

export const EMPTY: State = {
  seq: 0,
  name: null,
  installation: null,
  moves: new Map(),
  pulls: new Map(),
  verdicts: new Map(),
  ended: new Map(),
  reruns: new Map(),
  shown: new Map(),
  rounds: new Map(),
  charter: null,
  claims: new ClaimTable(),
  claimed: 0,
  overrides: new Map(),
  sessions: new Map(),
  obeyed: new Map(),
  replies: new Map(),
  messages: new Map(),
  finished: new Set(),
  forgotten: new Set(),
  numbered: 0,
  feed: [],
  jobs: new Map(),
  collisions: [],
  lifted: null,
};

/** What takes a reason to refuse a reply away. */
const LIFTS: ReadonlySet<Entry["kind"]> = new Set([
  "round-announced",
  "round-lost",
  "round-closed",
  "round-reopened",
] satisfies readonly Entry["kind"][]);

/** A state with its maps open for change; it never leaves this file. */
type Draft = {
  -readonly [Key in keyof State]: Key extends "rounds" | "lifted"
    ? State[Key]
    : Key extends "claims"
      ? ClaimTable
      : State[Key] extends ReadonlyMap<infer K, infer V>
        ? Map<K, V>
        : State[Key] extends ReadonlySet<infer V>
          ? Set<V>
          : State[Key];
};

/** The state after these entries. One copy for all of them, so that a million fold in seconds. */
export function evolve(state: State, entries: Iterable<Stamped>): State {
  const draft: Draft = {
    ...state,
    moves: new Map(state.moves),
    pulls: new Map(state.pulls),
    verdicts: new Map(state.verdicts),
    ended: new Map(state.ended),
    reruns: new Map(state.reruns),
    shown: new Map(state.shown),
    claims: (state.claims as ClaimTable).copy(),
    overrides: new Map(state.overrides),
    sessions: new Map(state.sessions),
    obeyed: new Map(state.obeyed),
    replies: new Map(state.replies),
    messages: new Map(state.messages),
    finished: new Set(state.finished),
    forgotten: new Set(state.forgotten),
    jobs: new Map(state.jobs),
  };
  for (const { seq, at, cause, entry } of entries) {
    draft.seq = seq;
    if (LIFTS.has(entry.kind)) draft.lifted = { seq, cause };
    apply(draft, entry, at);
  }
  return draft;
}

function apply(draft: Draft, entry: Entry, at: Instant): void {
  switch (entry.kind) {
    case "ref-moved":
      moved(draft, entry);
      return;
    case "judged":
      draft.verdicts.set(entry.subject, entry);
      return;
    case "pull-seen": {
      const { kind: _, ...pull } = entry;
      const known = draft.pulls.get(pull.number);
      draft.pulls.set(pull.number, { ...pull, seen: known?.head === pull.head ? known.seen : at });
      return;
    }
    case "pull-closed":
      draft.pulls.delete(entry.number);
      end(draft, `pull:${entry.number}`);
      return;
    case "rerun-asked":
      draft.reruns.set(entry.head, (draft.reruns.get(entry.head) ?? 0) + 1);
      return;
    case "shown":
      draft.shown.set(entry.screen, { digest: entry.digest, id: entry.id });
      return;
    case "repository-named":
      draft.name = entry.name;
      draft.installation = entry.installation;
      return;
    case "repository-left":
      draft.installation = null;
      return;
    case "chartered":
      draft.charter = entry.charter;
      return;
    case "claimed":
    case "claim-ended":
    case "overridden":
      foldClaim(draft, entry, at);
      return;
    case "sent":
    case "acked":
    case "cancelled":
    case "handed-back":
    case "block-read":
    case "nudged":
    case "posted":
      foldMessage(draft, entry, at);
      return;
    case "active":
    case "task-set":
    case "kept":
    case "reaped":
    case "revived":
    case "obeyed":
    case "answered":
      foldPresence(draft, entry, at);
      return;
    case "job-started":
    case "job-beat":
    case "job-ended":
    case "job-lost":
      foldJob(draft, entry, at);
      return;
    default:
      draft.rounds = evolveRounds(draft.rounds, entry, at);
  }
}

/** The heads that have a verdict or an open pull request now. */
export function heads(state: State): Set<Oid> {
  return new Set([
    ...[...state.verdicts.values()].map(({ head }) => head),
    ...[...state.pulls.values()].map(({ head }) => head),
  ]);
}
