// What the world should display of rounds, by state alone: one issue per round, a check on each team's head, one comment per call.
import type { Oid } from "../model.ts";
import { type Call, type Round, type RoundState, stateOf, type TeamRound, waitsFor } from "../rounds/rounds.ts";
import type { State } from "../state.ts";

/** A record, not a gate: in progress until the team replied. */
export const ROUND_CHECK = "lanekeeper/round";

export type RoundEffect =
  | {
      readonly kind: "round-check";
      readonly screen: string;
      readonly on: Oid;
      readonly conclusion: "success" | "failure" | null;
      readonly round: Round;
      readonly team: TeamRound;
    }
  | {
      readonly kind: "round-issue";
      readonly screen: string;
      readonly round: Round;
      readonly state: RoundState;
      readonly waits: readonly number[];
      /** What it shows, told apart without drawing it. */
      readonly digest: string;
    }
  | RoundCall;

export interface RoundCall {
  readonly kind: "round-call";
  readonly screen: string;
  readonly issue: string;
  /** The same call, told again after everything was forgotten, is known by it. */
  readonly topic: string;
  readonly round: Round;
  readonly why: Call;
  readonly team: string | null;
}

/** What is not drawn yet; `verify`: also what the books say is drawn, of every round that is not closed. */
export function showRounds(state: State, verify: boolean): readonly RoundEffect[] {
  return [...state.rounds.values()].flatMap((round): RoundEffect[] => {
    const stands = stateOf(round, state.rounds);
    const screen = issueOf(round);
    const digest = `${round.version} ${stands}`;
    const isDrawn = state.shown.get(screen)?.digest === digest;
    if (isDrawn && !(verify && stands !== "closed")) return calls(state, round);
    const waits = waitsFor(round, state.rounds);
    return [
      { kind: "round-issue", screen, round, state: stands, waits, digest },
      ...checks(state, round),
      ...calls(state, round),
    ];
  });
}

const issueOf = ({ round }: Round): string => `issue:round:${round}`;

/** A team's own head has changed: its check belongs there. */
export function showRoundsAt(state: State, heads: ReadonlySet<Oid>): readonly RoundEffect[] {
  return [...state.rounds.values()].flatMap((round) => checks(state, round).filter(({ on }) => heads.has(on)));
}

function checks(state: State, round: Round): (RoundEffect & { kind: "round-check" })[] {
  return [...round.teams.values()].flatMap((team) => {
    const head = state.verdicts.get(`branch:${team.branch}`)?.head;
    if (head === undefined) return [];
    const conclusion = concludes(round, team);
    const screen = `check:${head}:${ROUND_CHECK}`;
    return [{ kind: "round-check" as const, screen, on: head, conclusion, round, team }];
  });
}

function concludes({ closed }: Round, { state, status }: TeamRound): "success" | "failure" | null {
  if (state === "replied") return status === "blocked" || status === "declined" ? "failure" : "success";
  return state === "merged" || closed !== null ? "success" : null;
}

/** Calls that nobody was told of. */
export function calls(state: State, round: Round): RoundCall[] {
  return round.called.flatMap(({ why, team }, index): RoundCall[] => {
    const screen = `call:${round.round}:${index}`;
    if (state.shown.has(screen)) return [];
    const nth = round.called.slice(0, index).filter((each) => each.why === why && each.team === team).length;
    const topic = `round-${round.round}-${why}-${team ?? "all"}-${nth}`;
    return [{ kind: "round-call", screen, issue: issueOf(round), topic, round, why, team }];
  });
}
