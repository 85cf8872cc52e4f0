// Rounds as people read them: a check's title, the issue with its roster, the one comment that calls an architect. Texts of a branch
// are quoted as code; the only mentions ever written are those of the policy's architects.
import {
  type Call,
  doneTeams,
  isReset,
  type Round,
  type RoundState,
  rosterOf,
  type TeamRound,
} from "../core/rounds/rounds.ts";
import { cell, mentions, minute } from "./cells.ts";
import type { CheckText } from "./check.ts";
import { COMMENT_BYTES, marker } from "./comment.ts";
import { block, markdown, printable } from "./escape.ts";
import { bytes, fitText } from "./fit.ts";

/** A team's row in words. */
export const standOf = (team: TeamRound | undefined): string =>
  team === undefined
    ? "not announced"
    : [
        team.state === "replied" ? `replied: ${team.status}` : team.state,
        ...(isReset(team) ? [`reset by revision ${team.revision}`] : []),
        ...(team.late ? ["late"] : []),
        ...(team.withdrawn !== null ? [`reply withdrawn: ${team.withdrawn}`] : []),
        ...(team.gone ? ["branch deleted"] : []),
      ].join(", ");

export function roundCheck(round: Round, team: TeamRound): CheckText {
  const said = standOf(team);
  const waits = team.state === "announced" || team.state === "working" ? "; push a reply when the work is done" : "";
  return {
    title: `round ${round.round}: ${said}`,
    summary: `Round ${round.round}${round.title === null ? "" : ` (${markdown(round.title)})`}, team ${markdown(team.team)}: ${markdown(said)}${waits}.`,
    annotations: [],
  };
}

export const roundTopic = (round: Round): string => `round-${round.round}`;

export const roundTitle = ({ round, title }: Round): string =>
  fitText(`Round ${round}${title === null ? "" : `: ${printable(title)}`}`, 200);

export function roundIssue(round: Round, state: RoundState, waits: readonly number[]): string {
  const roster = rosterOf(round);
  const done = doneTeams(round).length;
  const reset = [...round.teams.values()].filter(isReset).map(({ team }) => team);
  const facts = [
    `**${state}**, ${done} of ${roster.length} done`,
    ...(waits.length > 0 ? [`waits for round ${waits.join(", ")}`] : []),
    ...(reset.length === 0 ? [] : [`reset by a raised revision: ${reset.map(markdown).join(", ")}`]),
    ...(round.deadline === null ? [] : [`deadline ${minute(round.deadline)}`]),
    ...(round.closed === null ? [] : [`closed by ${markdown(round.closed.by)} at ${minute(round.closed.at)}`]),
  ];
  const rows = roster.map((name) => row(name, round.teams.get(name)));
  const others = [...round.teams.keys()].filter((name) => !roster.includes(name));
  const head = [
    marker(roundTopic(round)),
    facts.join(" · "),
    "",
    "| team | state | since | branch | reply |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    ...(others.length > 0 ? ["", `Not on the roster: ${others.map(markdown).join(", ")}`] : []),
    "",
  ].join("\n");
  const texts = [...round.teams.values()].flatMap((team) => [
    { of: `Announcement to ${team.team}, revision ${team.revision}`, text: team.announcement.text },
    ...(team.reply === null ? [] : [{ of: `Reply of ${team.team}`, text: team.reply.text }]),
  ]);
  const room = Math.floor((COMMENT_BYTES - bytes(head)) / Math.max(1, texts.length)) - 200;
  const archive =
    room < 100
      ? ["The texts are in the branches; here is no room for them."]
      : texts.map((each) => quote(each.of, each.text, room));
  return fitText([head, ...archive].join("\n"), COMMENT_BYTES + 2000);
}

function row(name: string, team: TeamRound | undefined): string {
  if (team === undefined) return `| ${markdown(name)} | not announced | | | |`;
  const branch = `[${cell(team.branch)}](../tree/${encodeURI(team.branch).replace(/[()|]/g, encodeURIComponent)})`;
  const reply =
    team.reply === null
      ? ""
      : `[${cell(team.reply.path)}](../blob/${team.reply.head}/${encodeURI(team.reply.path).replace(/[()|]/g, encodeURIComponent)})`;
  return `| ${markdown(name)} | ${markdown(standOf(team))} | ${minute(team.since)} | ${branch} | ${reply} |`;
}

const quote = (of: string, text: string, room: number): string =>
  `<details><summary>${markdown(of)}</summary>\n\n${block(text, room)}\n\n</details>\n`;

const CALLS: Readonly<Record<Call, (round: Round, team: string) => string>> = {
  complete: (round) => `round ${round.round} is complete: ${doneTeams(round).join(", ")} done`,
  blocked: (round, team) => `team ${team} is blocked in round ${round.round}`,
  declined: (round, team) => `team ${team} declined round ${round.round}`,
  late: (round, team) => `team ${team} has not answered round ${round.round}, and its deadline has passed`,
  withdrawn: (round, team) => `team ${team} has no reply to round ${round.round} any more`,
};

/** A call in plain words, without an end. */
export const callWords = (round: Round, why: Call, team: string | null): string => CALLS[why](round, team ?? "");

export function callComment(
  topic: string,
  architects: readonly string[],
  round: Round,
  why: Call,
  team: string | null,
): string {
  const mine = team === null ? undefined : round.teams.get(team);
  const more = mine?.withdrawn ? `: ${markdown(mine.withdrawn)}` : "";
  return `${marker(topic)}\n${mentions(architects)}: ${markdown(callWords(round, why, team))}${more}.`;
}
