// Rounds: announcements out, replies back (PROTOCOL §4). What is known of each; where one stands is read off its teams, never stored
// beside them.
import type { Instant } from "../entry.ts";
import type { Complaint, Place } from "../finding.ts";
import type { Oid, Path } from "../model.ts";
import type { Pattern } from "../policy.ts";

export const REPLY_STATUS = ["done", "partial", "blocked", "declined"] as const;
export type ReplyStatus = (typeof REPLY_STATUS)[number];

/** ANNOUNCEMENT.md as it was read; what it leaves out the branch says. */
export interface Announcement {
  readonly round: number | null;
  readonly team: string | null;
  readonly title: string | null;
  /** Narrows the team's write scope; a path must match both. */
  readonly scope: readonly Pattern[] | null;
  readonly teams: readonly string[] | null;
  readonly dependsOn: readonly number[];
  readonly deadline: Instant | null;
  readonly revision: number;
  readonly text: string;
}

export interface Reply {
  readonly path: Path;
  readonly round: number | null;
  readonly team: string | null;
  readonly status: ReplyStatus;
  readonly text: string;
}

/** A file that was read: what it says, unless something in it is refused, what there is to complain about, and where keys stand. */
export interface Reading<T> {
  readonly value: T | null;
  readonly complaints: readonly Complaint[];
  readonly places: ReadonlyMap<string, Place>;
}

/** What the policy says of rounds, as it was when the round was announced last. */
export interface Terms {
  readonly barrier: "all" | "any" | number;
  readonly advance: "architect" | "auto";
}

export type Call = "complete" | "blocked" | "declined" | "late" | "withdrawn";

export interface TeamRound {
  readonly team: string;
  readonly branch: string;
  readonly state: "announced" | "working" | "replied" | "merged";
  readonly status: ReplyStatus | null;
  readonly late: boolean;
  /** Its branch was deleted: another may be announced. */
  readonly gone: boolean;
  /** A reply that counted is gone, and why. */
  readonly withdrawn: string | null;
  /** Since when it is in this state. */
  readonly since: Instant;
  readonly revision: number;
  readonly announcement: { readonly oid: Oid; readonly text: string; readonly scope: readonly string[] | null };
  readonly reply: { readonly oid: Oid; readonly path: Path; readonly text: string; readonly head: Oid } | null;
  /** A reply that an older revision had: it counts again once it changes. */
  readonly stale: Oid | null;
}

export interface Round {
  readonly round: number;
  /** How often it changed. */
  readonly version: number;
  readonly title: string | null;
  /** Null: every team with an announcement for this round. */
  readonly roster: readonly string[] | null;
  readonly dependsOn: readonly number[];
  readonly deadline: Instant | null;
  readonly terms: Terms;
  readonly closed: { readonly by: string; readonly at: Instant } | null;
  /** An architect opened it again: it does not close by itself any more. */
  readonly held: boolean;
  readonly teams: ReadonlyMap<string, TeamRound>;
  /** Calls made and not yet answered by a change of what they were about. */
  readonly calls: ReadonlySet<string>;
  /** Every call ever made, in order: what was told, and about whom. */
  readonly called: readonly { readonly why: Call; readonly team: string | null }[];
}

export type Rounds = ReadonlyMap<number, Round>;

/** announced → open → complete → closed. */
export type RoundState = "announced" | "open" | "complete" | "closed";

/** The teams that a round waits for. */
export const rosterOf = (round: Round): readonly string[] => round.roster ?? [...round.teams.keys()];

const isDone = (team: TeamRound | undefined): boolean =>
  team !== undefined && (team.state === "replied" || team.state === "merged") && team.status === "done";

/** The teams of the roster that are done. */
export const doneTeams = (round: Round): readonly string[] =>
  rosterOf(round).filter((team) => isDone(round.teams.get(team)));

/** Does the barrier hold, over done alone? More than the whole roster is never asked for. */
export function holds(round: Round): boolean {
  const { barrier } = round.terms;
  const all = Math.max(1, rosterOf(round).length);
  const wanted =
    barrier === "all" ? all : barrier === "any" ? 1 : round.roster === null ? barrier : Math.min(barrier, all);
  return doneTeams(round).length >= wanted;
}

/** It had replied, and a raised revision took that back: since then it has not replied anew. */
export const isReset = ({ stale }: TeamRound): boolean => stale !== null;

/** The rounds a round waits for that are not closed. */
export const waitsFor = (round: Pick<Round, "dependsOn">, rounds: Rounds): readonly number[] =>
  round.dependsOn.filter((each) => rounds.get(each)?.closed == null);

/** Where a round stands now. */
export function stateOf(round: Round, rounds: Rounds): RoundState {
  if (round.closed !== null) return "closed";
  if (waitsFor(round, rounds).length > 0) return "announced";
  if (holds(round)) return "complete";
  return rosterOf(round).some((team) => (round.teams.get(team)?.state ?? "announced") !== "announced")
    ? "open"
    : "announced";
}

/** The round that a branch is a team's branch of, the newest first. */
export function onBranch(rounds: Rounds, branch: string): { readonly round: Round; readonly team: TeamRound } | null {
  for (const round of [...rounds.values()].sort((a, b) => b.round - a.round))
    for (const team of round.teams.values()) if (team.branch === branch) return { round, team };
  return null;
}
