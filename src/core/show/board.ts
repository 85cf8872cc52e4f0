// What the one board of a repository shows, by state and the time it is drawn: problems first. Nothing on it changes by time alone but
// who went silent, and signs of life alone change nothing, so that it is written as seldom as something happens.
import { type Charter, teamIn } from "../charter.ts";
import type { Claim } from "../claims/claims.ts";
import { isSession } from "../commands/command.ts";
import { nameIn } from "../document.ts";
import type { Instant, Subject } from "../entry.ts";
import { msOf } from "../instant.ts";
import type { Message, Note } from "../messages/messages.ts";
import { isDead, isOverdue, isPending, unheard } from "../messages/standing.ts";
import type { Collision } from "../presence/entry.ts";
import { presenceOf, type Session } from "../presence/presence.ts";
import { doneTeams, type Round, type RoundState, rosterOf, stateOf } from "../rounds/rounds.ts";
import type { State } from "../state.ts";

export type Problem =
  | { readonly kind: "message"; readonly message: Message; readonly dead: boolean }
  /** Somebody writes under somebody else's claim: the first findings of a verdict, and how many more there are. */
  | { readonly kind: "overlap"; readonly subject: Subject; readonly says: readonly string[]; readonly more: number }
  | ({ readonly kind: "collision" } & Collision)
  /** A session that is silent and still holds something. */
  | { readonly kind: "silent"; readonly session: SessionRow; readonly holds: readonly string[] }
  | {
      readonly kind: "round";
      readonly round: number;
      readonly team: string;
      readonly why: "blocked" | "declined" | "late" | "withdrawn";
    };

export interface SessionRow {
  readonly id: string;
  readonly name: string | null;
  readonly team: string | null;
  readonly branch: string | null;
  readonly task: string | null;
  /** `here`: active or idle, which changes too often to be written down. */
  readonly presence: "here" | "stale" | "gone";
  readonly lastSeen: Instant;
}

export interface ClaimRow extends Pick<Claim, "id" | "paths" | "holder" | "mode" | "reason" | "task"> {
  /** When it ends; null while its holder renews it. */
  readonly until: Instant | null;
  /** So many milliseconds after its holder's last sign of life, where it is renewed. */
  readonly renews: number | null;
}

export interface RoundRow {
  readonly round: number;
  readonly title: string | null;
  readonly state: RoundState;
  readonly done: number;
  readonly of: number;
  /** The number of its issue, once it has one. */
  readonly issue: string | null;
}

export interface Board {
  readonly problems: readonly Problem[];
  readonly sessions: readonly SessionRow[];
  readonly claims: readonly ClaimRow[];
  readonly rounds: readonly RoundRow[];
  /** Open messages, those that nobody has acknowledged first. */
  readonly messages: readonly Message[];
  /** The newest first. */
  readonly feed: readonly Note[];
}

/** So many findings of one verdict are named. */
const MAX_SAID = 3;
/** So many notes are shown. */
const NEWEST = 10;
/** A claim that was refused is a problem for so long. */
const FRESH_MS = 24 * 3600_000;

/** Is there anything to show? A repository that only has rounds has their issues. */
export const hasBoard = ({ sessions, claims, messages, feed }: State): boolean =>
  sessions.size > 0 || claims.size > 0 || messages.size > 0 || feed.length > 0;

export function boardOf(state: State, now: Instant): Board {
  const sessions = [...state.sessions.values()]
    .map((each) => sessionRow(each, state.charter, now))
    .sort((a, b) => ORDER.indexOf(a.presence) - ORDER.indexOf(b.presence) || (a.id < b.id ? -1 : 1));
  const silent = new Set(sessions.filter(({ presence }) => presence !== "here").map(({ id }) => id));
  const open = [...state.messages.values()].filter(isListed).sort(byWaiting);
  return {
    problems: [
      ...open.filter(isOverdue).map((message): Problem => ({ kind: "message", message, dead: isDead(message) })),
      ...overlaps(state),
      ...state.collisions
        .filter(({ at }) => msOf(now) - msOf(at) < FRESH_MS)
        .map((each): Problem => ({ kind: "collision", ...each }))
        .reverse(),
      ...sessions.flatMap((session) => silence(state, session)),
      ...[...state.rounds.values()].flatMap(roundProblems),
    ],
    sessions,
    claims: [...state.claims.values()].map((claim) => claimRow(claim, silent)),
    rounds: [...state.rounds.values()]
      .filter(({ closed }) => closed === null)
      .sort((a, b) => a.round - b.round)
      .map((round) => roundRow(state, round)),
    messages: open,
    feed: state.feed.slice(-NEWEST).reverse(),
  };
}

/** Somebody has something to do about it, or it reached nobody. */
const isListed = (message: Message): boolean =>
  isDead(message) || [...message.acks.values()].some((ack) => isPending(message, ack));

const ORDER = ["here", "stale", "gone"];

const byWaiting = (a: Message, b: Message): number =>
  Number(unheard(b).length > 0) - Number(unheard(a).length > 0) || (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);

function sessionRow({ id, branch, task, lastSeen }: Session, charter: Charter | null, now: Instant): SessionRow {
  const presence = charter === null ? "gone" : presenceOf(lastSeen, now, charter.presence);
  return {
    id,
    name: charter === null ? null : nameIn(charter, id),
    team: charter === null ? null : teamIn(charter, id),
    branch,
    task,
    presence: presence === "stale" || presence === "gone" ? presence : "here",
    lastSeen,
  };
}

/** Who is silent renews nothing, and neither does a fixed end move: only then an instant stays what it is. */
function claimRow({ id, paths, holder, mode, reason, task, until, renews }: Claim, silent: Set<string>): ClaimRow {
  const isFixed = renews === null || (isSession(holder) && silent.has(holder));
  return { id, paths, holder, mode, reason, task, until: isFixed ? until : null, renews };
}

function roundRow({ rounds, shown }: State, round: Round): RoundRow {
  return {
    round: round.round,
    title: round.title,
    state: stateOf(round, rounds),
    done: doneTeams(round).length,
    of: rosterOf(round).length,
    issue: shown.get(`issue:round:${round.round}`)?.id ?? null,
  };
}

function overlaps({ verdicts }: State): Problem[] {
  return [...verdicts.values()].flatMap(({ subject, head, findings }): Problem[] => {
    const found = findings.filter(isOverlap);
    // A pull request of a branch says the same again.
    const isTold =
      !subject.startsWith("branch:") &&
      [...verdicts.values()].some((each) => each.subject.startsWith("branch:") && each.head === head);
    if (found.length === 0 || isTold) return [];
    const says = found.slice(0, MAX_SAID).map(({ message }) => message);
    return [{ kind: "overlap", subject, says, more: found.length - says.length }];
  });
}

/** Is it about a push under somebody else's claim? */
export const isOverlap = ({ rule }: { readonly rule: string }): boolean => rule === "claim-overlap";

function silence({ claims, messages }: State, session: SessionRow): Problem[] {
  if (session.presence === "here") return [];
  const taken = [...messages.values()].filter(({ acks }) => {
    const status = acks.get(session.id)?.status;
    return status === "claimed" || status === "in-progress";
  });
  const holds = [...claims.of(session.id), ...taken].map(({ id }) => id);
  return holds.length === 0 ? [] : [{ kind: "silent", session, holds }];
}

function roundProblems({ round, closed, teams }: Round): Problem[] {
  if (closed !== null) return [];
  return [...teams.values()].flatMap(({ team, state, status, late, withdrawn }): Problem[] => {
    if (state === "replied" && (status === "blocked" || status === "declined"))
      return [{ kind: "round", round, team, why: status }];
    if (withdrawn !== null) return [{ kind: "round", round, team, why: "withdrawn" }];
    return late && state !== "replied" && state !== "merged" ? [{ kind: "round", round, team, why: "late" }] : [];
  });
}
