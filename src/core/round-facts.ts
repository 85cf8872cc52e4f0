// What a branch says of a round, and what becomes true of it: the decisions of the round machine. Asked twice, it answers once.
import type { Instant } from "./entry.ts";
import type { Oid } from "./model.ts";
import {
  type Announcement,
  type Call,
  holds,
  type Reply,
  type Round,
  type RoundEntry,
  type Rounds,
  rosterOf,
  type TeamRound,
  type Terms,
  waitsFor,
} from "./rounds.ts";

/** One branch of a round, read at its head. */
export interface RoundFacts {
  readonly branch: string;
  readonly team: string;
  readonly round: number;
  readonly head: Oid;
  readonly announcement: { readonly oid: Oid; readonly read: Announcement } | null;
  readonly reply: { readonly oid: Oid; readonly read: Reply } | null;
  /** There are commits beyond the announcement. */
  readonly working: boolean;
  /** The head contains the head that the team replied at. */
  readonly continues: boolean;
  /** The head is reachable from trunk. */
  readonly merged: boolean;
  readonly by: string | null;
  readonly terms: Terms & {
    /** Milliseconds from the announcement to the deadline, where it sets none. */ readonly deadline: number | null;
  };
}

/** What a branch's head makes true. */
export function lookAtBranch(
  rounds: Rounds,
  facts: RoundFacts,
  at: Instant,
  instant: (at: Instant, ms: number) => Instant,
): RoundEntry[] {
  const known = rounds.get(facts.round);
  const mine = known?.teams.get(facts.team);
  // A second branch for the same team and round counts for nothing; its gate says so.
  if (mine !== undefined && mine.branch !== facts.branch) return [];
  if (known?.closed != null || mine?.state === "merged") return [];
  const announced = announce(mine, facts, at, instant);
  if (mine === undefined && announced.length === 0) return [];
  const { round, team, head } = facts;
  const resets = announced.length > 0 && mine !== undefined && facts.announcement!.read.revision > mine.revision;
  const state = mine === undefined || resets ? "announced" : mine.state;
  const stale = resets ? (mine.reply?.oid ?? mine.stale) : (mine?.stale ?? null);
  const entries: RoundEntry[] = [...announced];
  if (facts.working && state === "announced") entries.push({ kind: "round-worked", round, team, head, at });
  entries.push(...replied(resets ? undefined : mine, facts, stale, at));
  if (facts.merged && (facts.working || facts.reply !== null)) entries.push({ kind: "round-merged", round, team, at });
  return entries;
}

function announce(
  mine: TeamRound | undefined,
  facts: RoundFacts,
  at: Instant,
  instant: (at: Instant, ms: number) => Instant,
): RoundEntry[] {
  const { announcement, round, team, branch, by, terms } = facts;
  if (announcement === null || announcement.oid === mine?.announcement.oid) return [];
  const { round: _, team: __, scope: ___, ...read } = announcement.read;
  const deadline =
    read.deadline ?? (terms.deadline === null || mine !== undefined ? null : instant(at, terms.deadline));
  return [
    {
      kind: "round-announced",
      round,
      team,
      branch,
      oid: announcement.oid,
      at,
      by,
      ...read,
      deadline,
      barrier: terms.barrier,
      advance: terms.advance,
    },
  ];
}

function replied(mine: TeamRound | undefined, facts: RoundFacts, stale: Oid | null, at: Instant): RoundEntry[] {
  const { reply, round, team, head } = facts;
  if (reply !== null) {
    if (reply.oid === stale || reply.oid === mine?.reply?.oid) return [];
    const { status, path, text } = reply.read;
    return [{ kind: "round-replied", round, team, status, path, oid: reply.oid, head, text, at }];
  }
  if (mine?.state !== "replied") return [];
  // Both files taken away on top of the reply: tidied up for the merge, and done stays.
  if (facts.continues && facts.announcement === null) return [];
  return [
    {
      kind: "round-withdrawn",
      round,
      team,
      why: facts.continues ? "the reply was deleted" : "a force push dropped the reply",
      at,
    },
  ];
}

/** A round's branch is gone. */
export function loseBranch(rounds: Rounds, branch: string, at: Instant): RoundEntry[] {
  return [...rounds.values()].flatMap((round): RoundEntry[] => {
    const team = [...round.teams.values()].find((each) => each.branch === branch);
    if (team === undefined || round.closed !== null || team.state !== "replied") return [];
    return [{ kind: "round-withdrawn", round: round.round, team: team.team, why: "the branch was deleted", at }];
  });
}

/** What time makes true: who has not answered when the deadline passed. */
export function lateTeams(rounds: Rounds, now: Instant): RoundEntry[] {
  return [...rounds.values()].flatMap((round): RoundEntry[] => {
    if (round.closed !== null || round.deadline === null || round.deadline > now || waitsFor(round, rounds).length > 0)
      return [];
    const waiting = rosterOf(round).filter((name) => {
      const team = round.teams.get(name);
      return team !== undefined && !team.late && (team.state === "announced" || team.state === "working");
    });
    return waiting.map((team) => ({ kind: "round-late", round: round.round, team, at: now }));
  });
}

/** Whom a change calls, and the round that closes by itself: to be asked after every other entry. */
export function followUps(rounds: Rounds, at: Instant): RoundEntry[] {
  return [...rounds.values()].flatMap((round) =>
    round.closed === null ? [...calls(round, rounds, at), ...closing(round, rounds, at)] : [],
  );
}

function calls(round: Round, rounds: Rounds, at: Instant): RoundEntry[] {
  const due: [Call, string | null][] = [];
  for (const name of rosterOf(round)) {
    const team = round.teams.get(name);
    if (team?.state === "replied" && (team.status === "blocked" || team.status === "declined"))
      due.push([team.status, name]);
    if (team?.late === true) due.push(["late", name]);
  }
  if (holds(round) && waitsFor(round, rounds).length === 0) due.push(["complete", null]);
  const open = due.filter(([why, team]) => !round.calls.has(`${why} ${team}`));
  return open.map(([why, team]) => ({ kind: "round-called", round: round.round, why, team, at }));
}

/** `advance: auto` needs a roster: without one nobody knows who is still to come. */
function closing(round: Round, rounds: Rounds, at: Instant): RoundEntry[] {
  const closes =
    round.terms.advance === "auto" && round.roster !== null && holds(round) && waitsFor(round, rounds).length === 0;
  return closes ? [{ kind: "round-closed", round: round.round, by: "lanekeeper", at }] : [];
}
