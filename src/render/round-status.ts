// The answer to `/round status` in a comment: a row for every round that is not closed, and whom it waits for.
import { doneTeams, type Round, type Rounds, rosterOf, stateOf } from "../core/rounds/rounds.ts";
import { COMMENT_BYTES, marker } from "./comment.ts";
import { markdown } from "./escape.ts";
import { fitText } from "./fit.ts";
import { standOf } from "./round.ts";

export const STATUS_TOPIC = "round-status";

/** Where rounds stand (Protocol, section 4), as the body of one comment within the host's limit. */
export function roundStatus(rounds: Rounds): string {
  const active = [...rounds.values()].filter((round) => round.closed === null).sort((a, b) => a.round - b.round);
  const table =
    active.length === 0
      ? ["No active round."]
      : [
          "| round | state | done | not done |",
          "| --- | --- | --- | --- |",
          ...active.map((each) => row(each, rounds)),
        ];
  return fitText([marker(STATUS_TOPIC), ...table].join("\n"), COMMENT_BYTES);
}

function row(round: Round, rounds: Rounds): string {
  const roster = rosterOf(round);
  const done = new Set(doneTeams(round));
  const others = roster.filter((team) => !done.has(team)).map((team) => `${team} (${standOf(round.teams.get(team))})`);
  const name = `${round.round}${round.title === null ? "" : `: ${round.title}`}`;
  const stands = stateOf(round, rounds);
  return `| ${markdown(name)} | ${stands} | ${done.size} of ${roster.length} | ${markdown(others.join(", "))} |`;
}
