// The state of a repository as its API tells it: one document, stable names.
import type { Charter } from "./charter.ts";
import type { Claim } from "./claims/claims.ts";
import type { Instant } from "./entry.ts";
import { msOf } from "./instant.ts";
import { type JobDocument, jobDocument } from "./jobs/document.ts";
import {
  isFinished,
  type Message,
  type MessageStatus,
  type MessageType,
  type Note,
  wantsAck,
} from "./messages/messages.ts";
import { isDead, isOverdue, statusOf, unheard, waitsSince } from "./messages/standing.ts";
import { isUtf8, quotePath } from "./path.ts";
import type { Collision } from "./presence/entry.ts";
import { type Presence, presenceOf, type Session } from "./presence/presence.ts";
import { isReset, type Round, type Rounds, rosterOf, stateOf, type TeamRound } from "./rounds/rounds.ts";
import type { State } from "./state.ts";
import { type VerdictDocument, verdictsOf } from "./verdict-document.ts";

export interface SessionDocument {
  readonly id: string;
  /** As people call it; null where the policy gives it no name. */
  readonly name: string | null;
  readonly team: string | null;
  readonly branch: string | null;
  readonly task: string | null;
  readonly presence: Presence;
  readonly last_seen: Instant;
  /** What it touched last; a path that is not UTF-8 as git quotes it. */
  readonly paths: readonly string[];
  /** What it kept, by key. */
  readonly keeps: Readonly<Record<string, string>>;
}

export interface ClaimDocument extends Pick<Claim, "id" | "paths" | "holder" | "mode" | "reason" | "task" | "branch"> {
  readonly until: Instant;
  /** Any activity of its holder renews it for so many milliseconds; null: its end is fixed. */
  readonly renews: number | null;
}

export interface RoundDocument {
  readonly round: number;
  readonly title: string | null;
  readonly state: string;
  readonly deadline: string | null;
  readonly depends_on: readonly number[];
  readonly closed: { readonly by: string; readonly at: string } | null;
  readonly teams: readonly TeamDocument[];
}

export interface TeamDocument {
  readonly team: string;
  /** `unannounced`: on the roster, and nothing was sent to it yet. */
  readonly state: "unannounced" | TeamRound["state"];
  readonly status: string | null;
  readonly branch: string | null;
  readonly late: boolean;
  readonly since: string | null;
  readonly revision: number | null;
  /** It had replied, and a raised revision took that back. */
  readonly reset: boolean;
}

export interface MessageDocument {
  readonly id: string;
  readonly at: Instant;
  readonly from: string;
  readonly to: string;
  readonly type: MessageType;
  readonly ref: string | null;
  readonly text: string;
  /** Of several acks the least advanced. */
  readonly status: MessageStatus;
  /** Everybody it waits or waited for, and how far each is. */
  readonly addressees: Readonly<Record<string, MessageStatus>>;
  /** Of a message to `all`: by session. */
  readonly acks?: Readonly<Record<string, MessageStatus>>;
  /** The message it answers. */
  readonly answers: string | null;
  /** What was said with the last ack: an answer, a reason. */
  readonly said: string | null;
  readonly overdue: boolean;
  readonly dead: boolean;
}

export interface StateDocument {
  readonly seq: number;
  readonly sessions: readonly SessionDocument[];
  readonly claims: readonly ClaimDocument[];
  readonly rounds: readonly RoundDocument[];
  readonly messages: readonly MessageDocument[];
  /** Discoveries, notes and warnings, the newest last. */
  readonly feed: readonly Note[];
  /** Those that run, and the newest of those that are over. */
  readonly jobs: readonly JobDocument[];
  /** Claims that were refused because of others, the newest last. */
  readonly collisions: readonly Collision[];
  /** Of the branch that was asked about, and only then. */
  readonly verdicts?: readonly VerdictDocument[];
}

/** What of it is asked for besides, and what may be left out. */
export interface View {
  /** Its verdicts too. */
  readonly branch?: string | null;
  /** Without messages that everybody is through with, and without closed rounds. */
  readonly open?: boolean;
}

/** What holds at an instant: who is how far away, which claims have not ended. Sessions that were never seen are not in it. */
export function documentOf(state: State, now: Instant, { branch = null, open = false }: View = {}): StateDocument {
  const { seq, sessions, claims, rounds, messages, charter, feed, jobs, collisions } = state;
  return {
    seq,
    sessions: [...sessions.values()].sort(byId).map((session) => sessionDocument(session, charter, now)),
    claims: [...claims.values()].filter(({ until }) => msOf(until) > msOf(now)).map(claimDocument),
    rounds: [...rounds.values()]
      .filter((round) => !open || stateOf(round, rounds) !== "closed")
      .sort((a, b) => a.round - b.round)
      .map((round) => roundDocument(round, rounds)),
    messages: [...messages.values()]
      .filter((message) => !open || !isFinished(message))
      .map((message) => messageDocument(message, charter, now)),
    feed,
    jobs: [...jobs.values()].map(jobDocument),
    collisions,
    ...(branch === null ? {} : { verdicts: verdictsOf(state, branch) }),
  };
}

const byId = (a: Session, b: Session): number => (a.id < b.id ? -1 : 1);

function sessionDocument(session: Session, charter: Charter | null, now: Instant): SessionDocument {
  const { id, branch, task, lastSeen, paths, keeps } = session;
  return {
    id,
    name: (charter === null ? null : nameIn(charter, id)) ?? null,
    team: charter?.teams.find(({ sessions }) => sessions.includes(id))?.name ?? null,
    branch,
    task,
    // Sessions are known by policy only: without one nobody was ever seen.
    presence: charter === null ? "gone" : presenceOf(lastSeen, now, charter.presence),
    last_seen: lastSeen,
    paths: paths.map((path) => (isUtf8(path) ? path : quotePath(path))),
    keeps: Object.fromEntries(keeps),
  };
}

/** The display name of a session, if it has one. */
export const nameIn = ({ names }: Charter, session: string): string | null =>
  Object.hasOwn(names, session) ? names[session]! : null;

const claimDocument = ({ id, paths, holder, mode, until, renews, reason, task, branch }: Claim): ClaimDocument => ({
  id,
  paths,
  holder,
  mode,
  until,
  renews,
  reason,
  task,
  branch,
});

function roundDocument(round: Round, rounds: Rounds): RoundDocument {
  const names = [...new Set([...rosterOf(round), ...round.teams.keys()])];
  return {
    round: round.round,
    title: round.title,
    state: stateOf(round, rounds),
    deadline: round.deadline,
    depends_on: round.dependsOn,
    closed: round.closed,
    teams: names.map((name) => teamDocument(name, round.teams.get(name))),
  };
}

const teamDocument = (name: string, team: TeamRound | undefined): TeamDocument => ({
  team: name,
  state: team?.state ?? "unannounced",
  status: team?.status ?? null,
  branch: team?.branch ?? null,
  late: team?.late ?? false,
  since: team?.since ?? null,
  revision: team?.revision ?? null,
  reset: team !== undefined && isReset(team),
});

function messageDocument(message: Message, charter: Charter | null, now: Instant): MessageDocument {
  const { id, at, from, to, type, ref, text, answers, broadcast, acks } = message;
  // What time has made of it, although no tick was taken since.
  const waits = charter !== null && wantsAck(message) && unheard(message).length > 0;
  const terms = waits ? (msOf(now) - msOf(waitsSince(message))) / charter.ackWithin : 0;
  const each = Object.fromEntries([...acks].map(([who, { status }]) => [who, status]));
  const last = [...acks.values()].sort((a, b) => (a.at < b.at ? 1 : -1)).find((ack) => ack.text !== null);
  return {
    ...{ id, at, from, to, type, ref, text },
    status: statusOf(message),
    addressees: each,
    ...(broadcast ? { acks: each } : {}),
    answers,
    said: last?.text ?? null,
    overdue: isOverdue(message) || terms >= 1,
    dead: isDead(message) || terms >= 3,
  };
}
