// The state of a repository as its API tells it: one document, stable names.
import { type Round, type Rounds, rosterOf, stateOf, type TeamRound } from "./rounds.ts";
import type { State } from "./state.ts";

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
}

export interface StateDocument {
  readonly seq: number;
  readonly sessions: readonly never[];
  readonly claims: readonly never[];
  readonly rounds: readonly RoundDocument[];
  readonly messages: readonly never[];
}

export const documentOf = ({ seq, rounds }: State): StateDocument => ({
  seq,
  sessions: [],
  claims: [],
  rounds: [...rounds.values()].sort((a, b) => a.round - b.round).map((round) => roundDocument(round, rounds)),
  messages: [],
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
});
