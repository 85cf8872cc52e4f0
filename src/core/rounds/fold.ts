// Folds the round machine's entries. Entries about what is not known change nothing, so that any beginning of a ledger is a state.
import type { Instant } from "../entry.ts";
import type { RoundAnnounced, RoundEntry } from "./entry.ts";
import type { Round, Rounds, TeamRound } from "./rounds.ts";

/** The state after one entry. */
export function evolveRounds(rounds: Rounds, entry: RoundEntry, at: Instant): Rounds {
  const known = rounds.get(entry.round);
  if (entry.kind === "round-announced") return put(rounds, announced(known, entry, at));
  return known === undefined ? rounds : put(rounds, step(known, entry, at));
}

function step(round: Round, entry: Exclude<RoundEntry, RoundAnnounced>, at: Instant): Round {
  switch (entry.kind) {
    case "round-worked":
      return change(round, entry.team, { state: "working", since: at });
    case "round-replied":
      return replied(round, entry, at);
    case "round-withdrawn": {
      const none = { state: "working", status: null, reply: null, withdrawn: entry.why, since: at } as const;
      return answered(
        change(round, entry.team, none),
        about(entry.team, "complete", "blocked", "declined", "withdrawn"),
      );
    }
    case "round-lost":
      return change(round, entry.team, { gone: true });
    case "round-merged": {
      const status = round.teams.get(entry.team)?.status ?? "done";
      return change(round, entry.team, { state: "merged", status, late: false, withdrawn: null, since: at });
    }
    case "round-late":
      return change(round, entry.team, { late: true });
    case "round-closed":
      return { ...round, closed: { by: entry.by, at } };
    case "round-reopened":
      return answered({ ...round, closed: null, held: true }, ["complete null"]);
    case "round-called": {
      const { why, team } = entry;
      return {
        ...round,
        calls: new Set([...round.calls, callOf(why, team)]),
        called: [...round.called, { why, team }],
      };
    }
    default:
      return entry satisfies never;
  }
}

export const callOf = (why: string, team: string | null): string => `${why} ${team}`;

/** The calls about one team; that of the whole round among them. */
const about = (team: string, ...whys: readonly string[]): string[] =>
  whys.map((why) => callOf(why, why === "complete" ? null : team));

const put = (rounds: Rounds, round: Round): Rounds =>
  new Map(rounds).set(round.round, { ...round, version: round.version + 1 });

function change(round: Round, name: string, made: Partial<TeamRound>): Round {
  const team = round.teams.get(name);
  return team === undefined ? round : { ...round, teams: new Map(round.teams).set(name, { ...team, ...made }) };
}

/** What a call was about changed: it may be made again. */
const answered = (round: Round, calls: readonly string[]): Round => ({
  ...round,
  calls: new Set([...round.calls].filter((each) => !calls.includes(each))),
});

function replied(round: Round, entry: RoundEntry & { kind: "round-replied" }, at: Instant): Round {
  const { oid, path, text, head, status, team } = entry;
  const reply = { oid, path, text, head };
  const next = change(round, team, {
    state: "replied",
    status,
    late: false,
    gone: false,
    withdrawn: null,
    stale: null,
    since: at,
    reply,
  });
  const open = about(team, "blocked", "declined", "withdrawn", "late");
  return answered(next, status === "done" ? open : [...open, "complete null"]);
}

/** Announcing again keeps every done; a raised revision resets the team whose branch carries it. */
function announced(known: Round | undefined, entry: RoundAnnounced, at: Instant): Round {
  const { round, team, branch, oid, title, teams, dependsOn, deadline, revision, text, scope, barrier, advance } =
    entry;
  const before = known?.teams.get(team);
  const resets = before !== undefined && revision > before.revision;
  const announcement = { oid, text, scope };
  const fresh: TeamRound = {
    team,
    branch,
    state: "announced",
    status: null,
    late: false,
    gone: false,
    withdrawn: null,
    since: at,
    revision,
    announcement,
    reply: null,
    stale: resets ? (before.reply?.oid ?? before.stale) : null,
  };
  const next = before === undefined || resets ? fresh : { ...before, branch, revision, announcement, gone: false };
  const all: Round = {
    round,
    version: known?.version ?? 0,
    title: title ?? known?.title ?? null,
    roster: teams ?? known?.roster ?? null,
    dependsOn: dependsOn.length > 0 ? dependsOn : (known?.dependsOn ?? []),
    deadline: deadline ?? known?.deadline ?? null,
    terms: { barrier, advance },
    closed: known?.closed ?? null,
    held: known?.held ?? false,
    teams: new Map(known?.teams).set(team, next),
    calls: known?.calls ?? new Set(),
    called: known?.called ?? [],
  };
  return next === fresh ? answered(all, about(team, "complete", "blocked", "declined", "late", "withdrawn")) : all;
}
