// Rounds: announcements out, replies back (PROTOCOL §4). What a branch carries goes in, entries come out; state is folded from them,
// and where a round stands is read off its teams, never stored beside them.
import type { Instant } from "./entry.ts";
import type { Oid, Path } from "./model.ts";
import type { Pattern } from "./policy.ts";

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
  readonly status: ReplyStatus;
  readonly text: string;
}

/** What the policy says of rounds, as it was when the round was announced last. */
export interface Terms {
  readonly barrier: "all" | "any" | number;
  readonly advance: "architect" | "auto";
}

export type RoundEntry =
  | ({
      readonly kind: "round-announced";
      readonly round: number;
      readonly team: string;
      readonly branch: string;
      /** The announcement's blob. */
      readonly oid: Oid;
      readonly at: Instant;
      readonly by: string | null;
    } & Omit<Announcement, "round" | "team" | "scope"> &
      Terms)
  | {
      readonly kind: "round-worked";
      readonly round: number;
      readonly team: string;
      readonly head: Oid;
      readonly at: Instant;
    }
  | {
      readonly kind: "round-replied";
      readonly round: number;
      readonly team: string;
      readonly status: ReplyStatus;
      readonly path: Path;
      readonly oid: Oid;
      readonly head: Oid;
      readonly text: string;
      readonly at: Instant;
    }
  /** A reply that counted is gone: force push, deletion, or taken back. */
  | {
      readonly kind: "round-withdrawn";
      readonly round: number;
      readonly team: string;
      readonly why: string;
      readonly at: Instant;
    }
  | { readonly kind: "round-merged"; readonly round: number; readonly team: string; readonly at: Instant }
  | { readonly kind: "round-late"; readonly round: number; readonly team: string; readonly at: Instant }
  | { readonly kind: "round-closed"; readonly round: number; readonly by: string; readonly at: Instant }
  | { readonly kind: "round-reopened"; readonly round: number; readonly by: string; readonly at: Instant }
  /** An architect is called; each call once. */
  | {
      readonly kind: "round-called";
      readonly round: number;
      readonly why: Call;
      readonly team: string | null;
      readonly at: Instant;
    };

export type Call = "complete" | "blocked" | "declined" | "late" | "withdrawn";

export interface TeamRound {
  readonly team: string;
  readonly branch: string;
  readonly state: "announced" | "working" | "replied" | "merged";
  readonly status: ReplyStatus | null;
  readonly late: boolean;
  /** Since when it is in this state. */
  readonly since: Instant;
  readonly revision: number;
  readonly announcement: { readonly oid: Oid; readonly text: string };
  readonly reply: { readonly oid: Oid; readonly path: Path; readonly text: string; readonly head: Oid } | null;
  /** A reply that an older revision had: it counts again once it changes. */
  readonly stale: Oid | null;
}

export interface Round {
  readonly round: number;
  readonly title: string | null;
  /** Null: every team with an announcement for this round. */
  readonly roster: readonly string[] | null;
  readonly dependsOn: readonly number[];
  readonly deadline: Instant | null;
  readonly terms: Terms;
  readonly closed: { readonly by: string; readonly at: Instant } | null;
  readonly teams: ReadonlyMap<string, TeamRound>;
  /** Calls made and not yet answered by a change of what they were about. */
  readonly calls: ReadonlySet<string>;
}

export type Rounds = ReadonlyMap<number, Round>;

/** announced → open → complete → closed. */
export type RoundState = "announced" | "open" | "complete" | "closed";

/** The teams that a round waits for. */
export const rosterOf = (round: Round): readonly string[] => round.roster ?? [...round.teams.keys()];

const isDone = (team: TeamRound | undefined): boolean =>
  team !== undefined && (team.state === "replied" || team.state === "merged") && team.status === "done";

/** Does the barrier hold, over done alone? */
export function holds(round: Round): boolean {
  const roster = rosterOf(round);
  const done = roster.filter((team) => isDone(round.teams.get(team))).length;
  const { barrier } = round.terms;
  return done >= (barrier === "all" ? Math.max(1, roster.length) : barrier === "any" ? 1 : barrier);
}

/** Where a round stands now. */
export function stateOf(round: Round, rounds: Rounds): RoundState {
  if (round.closed !== null) return "closed";
  const waits = round.dependsOn.some((each) => rounds.get(each)?.closed == null);
  if (waits) return "announced";
  if (holds(round)) return "complete";
  return rosterOf(round).some((team) => (round.teams.get(team)?.state ?? "announced") !== "announced")
    ? "open"
    : "announced";
}

/** The rounds a round waits for that are not closed. */
export const waitsFor = (round: Round, rounds: Rounds): readonly number[] =>
  round.dependsOn.filter((each) => rounds.get(each)?.closed == null);

/** The state after one entry. */
export function evolveRounds(rounds: Rounds, entry: RoundEntry): Rounds {
  const known = rounds.get(entry.round);
  if (entry.kind === "round-announced") return put(rounds, announced(known, entry));
  if (known === undefined) return rounds;
  switch (entry.kind) {
    case "round-worked":
      return put(
        rounds,
        change(known, entry.team, (team) => ({ ...team, state: "working", since: entry.at })),
      );
    case "round-replied": {
      const { oid, path, text, head, status, at } = entry;
      const replied = change(known, entry.team, (team) => ({
        ...team,
        state: "replied",
        status,
        late: false,
        since: at,
        stale: null,
        reply: { oid, path, text, head },
      }));
      return put(
        rounds,
        answered(replied, [
          `blocked ${entry.team}`,
          `declined ${entry.team}`,
          `withdrawn ${entry.team}`,
          `late ${entry.team}`,
          ...(status === "done" ? [] : ["complete null"]),
        ]),
      );
    }
    case "round-withdrawn":
      return put(
        rounds,
        answered(
          change(known, entry.team, (team) => ({
            ...team,
            state: "working",
            status: null,
            reply: null,
            since: entry.at,
          })),
          ["complete null", `blocked ${entry.team}`, `declined ${entry.team}`],
        ),
      );
    case "round-merged":
      return put(
        rounds,
        change(known, entry.team, (team) => ({
          ...team,
          state: "merged",
          status: team.status ?? "done",
          late: false,
          since: entry.at,
        })),
      );
    case "round-late":
      return put(
        rounds,
        change(known, entry.team, (team) => ({ ...team, late: true })),
      );
    case "round-closed":
      return put(rounds, { ...known, closed: { by: entry.by, at: entry.at } });
    case "round-reopened":
      return put(rounds, answered({ ...known, closed: null }, ["complete null"]));
    case "round-called":
      return put(rounds, { ...known, calls: new Set([...known.calls, `${entry.why} ${entry.team}`]) });
    default:
      return entry satisfies never;
  }
}

const put = (rounds: Rounds, round: Round): Rounds => new Map(rounds).set(round.round, round);

function change(round: Round, name: string, step: (team: TeamRound) => TeamRound): Round {
  const team = round.teams.get(name);
  return team === undefined ? round : { ...round, teams: new Map(round.teams).set(name, step(team)) };
}

/** What a call was about changed: it may be made again. */
const answered = (round: Round, calls: readonly string[]): Round => ({
  ...round,
  calls: new Set([...round.calls].filter((each) => !calls.includes(each))),
});

/** Announcing again keeps every done; a raised revision resets the team whose branch carries it. */
function announced(known: Round | undefined, entry: RoundEntry & { kind: "round-announced" }): Round {
  const { round, team, branch, oid, at, title, teams, dependsOn, deadline, revision, text, barrier, advance } = entry;
  const before = known?.teams.get(team);
  const resets = before !== undefined && revision > before.revision;
  const fresh = {
    team,
    branch,
    state: "announced",
    status: null,
    late: false,
    since: at,
    reply: null,
    stale: null,
  } as const;
  const base = before === undefined ? fresh : resets ? { ...fresh, stale: before.reply?.oid ?? before.stale } : before;
  const next: TeamRound = { ...base, branch, revision, announcement: { oid, text } };
  const all = new Map(known?.teams ?? []).set(team, next);
  const round_: Round = {
    round,
    title: title ?? known?.title ?? null,
    roster: teams ?? known?.roster ?? null,
    dependsOn: dependsOn.length > 0 ? dependsOn : (known?.dependsOn ?? []),
    deadline: deadline ?? known?.deadline ?? null,
    terms: { barrier, advance },
    closed: known?.closed ?? null,
    teams: all,
    calls: known?.calls ?? new Set(),
  };
  return resets || before === undefined
    ? answered(round_, ["complete null", `blocked ${team}`, `declined ${team}`, `late ${team}`])
    : round_;
}
