// What is true of one repository now: the ledger folded. Readers get it read-only; folding copies before it changes.
import type { Entry, Instant, Judged, Stamped, Subject } from "./entry.ts";
import type { Oid, Ref } from "./model.ts";
import { subjectOf } from "./queue.ts";
import { evolveRounds } from "./round-fold.ts";
import type { Rounds } from "./rounds.ts";

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

/** More are not kept: whatever was merged before them was judged on trunk long ago. */
const MAX_ENDED = 1000;

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
  readonly pulls: ReadonlyMap<number, Pull>;
  readonly verdicts: ReadonlyMap<Subject, Judged>;
  /** The last verdicts of pull requests and merge groups that are over, the newest: trunk asks what it was that was merged. */
  readonly ended: ReadonlyMap<Subject, Ended>;
  /** How often a re-run was asked for, by head. */
  readonly reruns: ReadonlyMap<Oid, number>;
  readonly shown: ReadonlyMap<string, Shown>;
  readonly rounds: Rounds;
  /** The last entry after which a reply that was refused may count. */
  readonly lifted: { readonly seq: number; readonly cause: string } | null;
}

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
    : State[Key] extends ReadonlyMap<infer K, infer V>
      ? Map<K, V>
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
      draft.pulls.set(pull.number, pull);
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
    default:
      draft.rounds = evolveRounds(draft.rounds, entry, at);
  }
}

function moved(draft: Draft, { ref, before, after, by }: Entry & { kind: "ref-moved" }): void {
  if (after === null) {
    draft.moves.delete(ref);
    end(draft, subjectOf(ref));
    return;
  }
  draft.moves.set(ref, [...(draft.moves.get(ref) ?? []), { before, after, by }]);
}

/** It is over; of what may have been merged the last verdict is kept. */
function end(draft: Draft, subject: Subject): void {
  const last = draft.verdicts.get(subject);
  if (last === undefined) return;
  draft.verdicts.delete(subject);
  if (subject.startsWith("branch:")) return;
  draft.ended.delete(subject);
  draft.ended.set(subject, { head: last.head, base: last.base, verdict: last.verdict });
  if (draft.ended.size > MAX_ENDED) draft.ended.delete(draft.ended.keys().next().value!);
}

/** The heads that have a verdict or an open pull request now. */
export function heads(state: State): Set<Oid> {
  return new Set([
    ...[...state.verdicts.values()].map(({ head }) => head),
    ...[...state.pulls.values()].map(({ head }) => head),
  ]);
}
