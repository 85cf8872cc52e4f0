// What of the state concerns one session now, from one answer of the server: the selection behind `prime` and the hooks.

import type { ClaimDocument, MessageDocument, StateDocument } from "../core/document.ts";
import { literalPrefix, patternProblem } from "../core/glob.ts";
import { isOver } from "../core/messages/ack.ts";
import type { Outlook } from "../render/prime.ts";
import type { Bound } from "./here/bound.ts";
import { partsOf, type Reader, waitingFor } from "./waiting.ts";

/** For whom: what the clone says of them, null where nobody can tell. */
export interface Asker extends Bound {
  readonly repo: string;
  readonly branch: string | null;
}

export function outlookOf(state: StateDocument, { repo, who, team: told, branch, scope }: Asker): Outlook {
  const { seq, sessions, claims, rounds, messages, feed, verdicts = [] } = state;
  const self = sessions.find(({ id }) => id === who) ?? null;
  const team = told ?? self?.team ?? null;
  const reader: Reader | null = who === null ? null : { who, team };
  const waiting = reader === null ? [] : waitingFor(messages, reader);
  const urgent = messages.filter((message) => reader !== null && isUrgent(message, reader));
  const mine = claims.filter(({ holder }) => holder === who || holder === team);
  const theirs = claims.filter((claim) => !mine.includes(claim));
  const folders = new Set([
    ...[...scope, ...mine.flatMap(({ paths }) => paths)].map(folderOf),
    // What lies at the root is near itself, not near everything.
    ...(self?.paths ?? []).map((path) => path.replace(/(?<=.)\/[^/]*$/, "")),
  ]);
  const near = theirs.filter((claim) => isNear(claim, [...folders]));
  return {
    ...{ repo, seq, me: { who, name: self?.name ?? null, team, branch } },
    urgent,
    waiting: waiting.filter((message) => !urgent.includes(message)),
    verdicts,
    mine,
    near,
    elsewhere: theirs.length - near.length,
    rounds: rounds
      .filter((round) => round.state !== "closed")
      .map((round) => ({ round, mine: round.teams.find((each) => each.team === (team ?? who)) ?? null }))
      .sort((a, b) => Number(a.mine === null) - Number(b.mine === null) || b.round.round - a.round.round),
    task: self?.task ?? null,
    keeps: self?.keeps ?? {},
    others: sessions
      .filter(({ id }) => id !== who)
      .sort((a, b) => (a.last_seen < b.last_seen ? 1 : a.last_seen > b.last_seen ? -1 : 0)),
    feed: [...feed].reverse(),
  };
}

/** For the reader, and late; or from them, and nobody answers, or somebody says no. */
function isUrgent(message: MessageDocument, reader: Reader): boolean {
  const { from, status, overdue, dead, addressees } = message;
  const isMine = partsOf(message, reader).some((part) => !isOver({ status: part }));
  if (isMine) return overdue || dead || status === "blocked";
  const isFrom = from === reader.who || from === reader.team;
  return isFrom && (dead || Object.values(addressees).includes("blocked"));
}

/** The folder that everything a pattern matches lies in, as far as its names are plain; "" is the root. */
const folderOf = (pattern: string): string => (patternProblem(pattern) === null ? literalPrefix(pattern) : "");

/** In the same folder, above or below it, on whole names; somebody who claims from the root on is near everybody. */
const isNear = ({ paths }: ClaimDocument, folders: readonly string[]): boolean =>
  paths.some((path) => {
    const theirs = folderOf(path);
    return folders.some((ours) => isWithin(ours, theirs) || isWithin(theirs, ours));
  });

const isWithin = (inner: string, outer: string): boolean =>
  outer === "" || inner === outer || inner.startsWith(`${outer}/`);
