// The board of a repository as the body of one issue: problems first, then who works on what. Everything anybody wrote is shown as text.
import { printDuration } from "../core/duration.ts";
import type { Message, Note } from "../core/messages/messages.ts";
import { unheard, waitsSince } from "../core/messages/standing.ts";
import type { Board, ClaimRow, Problem, RoundRow, SessionRow } from "../core/show/board.ts";
import { cell, line, minute, some } from "./cells.ts";
import { nameOf } from "./check.ts";
import { COMMENT_BYTES, marker } from "./comment.ts";
import { code, markdown } from "./escape.ts";
import { fitLines, fitText } from "./fit.ts";

/** The topic of the board's issue. */
export const BOARD = "board";
export const BOARD_TITLE = "Lanekeeper board";

/** More rows than these of one kind are counted. */
const ROWS = 100;

export function boardIssue(board: Board): string {
  const { problems, sessions, claims, rounds, messages, feed } = board;
  const gone = sessions.filter(({ presence }) => presence === "gone");
  const lines = [
    marker(BOARD),
    summary(board),
    "",
    ...section(
      "Problems",
      some(problems, ROWS, problemLine, (left) => `- … and ${left} more`),
    ),
    ...section("Sessions", [
      ...table(
        ["session", "team", "presence", "branch", "works on"],
        sessions.filter((each) => each.presence !== "gone"),
        sessionRow,
      ),
      ...(gone.length === 0 ? [] : ["", `Gone: ${some(gone, ROWS, seen, (left) => `and ${left} more`).join(", ")}`]),
    ]),
    ...section("Claims", table(["claim", "holder", "paths", "until", "why"], claims, claimRow)),
    ...section(
      "Rounds",
      some(rounds, ROWS, roundLine, (left) => `- … and ${left} more`),
    ),
    ...section(
      "Messages",
      some(messages, ROWS, messageLine, (left) => `- … and ${left} more`),
    ),
    ...section("Discoveries and notes", feed.map(noteLine)),
    "Times are UTC. A comment `/help` is answered with the commands there are.",
  ];
  return fitLines(lines, COMMENT_BYTES, (left) => `\n… and ${left} more.`);
}

function summary({ problems, sessions, claims, rounds, messages }: Board): string {
  const here = sessions.filter(({ presence }) => presence === "here").length;
  const waiting = messages.filter((each) => unheard(each).length > 0 || each.acks.size === 0).length;
  return [
    problems.length === 0 ? "**no problems**" : `**${many(problems.length, "problem")}**`,
    `${many(here, "session")} here`,
    many(claims.length, "claim"),
    `${many(rounds.length, "round")} under way`,
    `${many(waiting, "message")} not acknowledged`,
  ].join(" · ");
}

const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`### ${title}`, "", ...lines, ""];

function table<T>(heads: readonly string[], rows: readonly T[], row: (one: T) => readonly string[]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.slice(0, ROWS).map((each) => `| ${row(each).join(" | ")} |`);
  const more = rows.length > ROWS ? ["", `… and ${rows.length - ROWS} more`] : [];
  return [`| ${heads.join(" | ")} |`, `| ${heads.map(() => "---").join(" | ")} |`, ...lines, ...more];
}

/** One problem in a line, as the board and the page have it. */
export function problemLine(problem: Problem): string {
  switch (problem.kind) {
    case "message": {
      const { message, dead } = problem;
      const whom = unheard(message);
      const stands =
        whom.length === 0 ? "reached nobody" : `waits for ${names(whom)} since ${minute(waitsSince(message))}`;
      return `- ✗ **${dead ? "dead letter" : "not acknowledged"}**: ${headline(message)}, ${stands}: ${line(message.text)}`;
    }
    case "overlap": {
      const more = problem.more > 0 ? `; and ${problem.more} more` : "";
      const says = problem.says.map((each) => line(each, 400)).join("; ");
      return `- ! **claim-overlap** on ${markdown(nameOf(problem.subject))}: ${says}${more}`;
    }
    case "collision": {
      const who = problem.as ?? problem.by ?? "somebody";
      return `- ! **claim refused** at ${minute(problem.at)}: ${markdown(who)} said ${code(line80(problem.line))}: ${line(problem.why, 400)}`;
    }
    case "silent": {
      const { session, holds } = problem;
      return `- ! **${session.presence}**: ${markdown(session.id)}, last seen ${minute(session.lastSeen)}, holds ${names(holds)}`;
    }
    case "round":
      return `- ! **${problem.why}**: team ${markdown(problem.team)} in round ${problem.round}`;
    default:
      return problem satisfies never;
  }
}

const line80 = (text: string): string => text.replace(/\s+/g, " ").slice(0, 80);

const names = (all: readonly string[]): string =>
  some(
    all,
    20,
    (each) => line(each, 60),
    (left) => `${left} more`,
  ).join(", ");

/** `m3 question from sA to sB on #12`. */
export const headline = ({ id, type, from, to, ref }: Message): string =>
  `${code(fitText(id, 100))} ${line(type, 40)} from ${line(from, 40)} to ${line(to, 60)}${ref === null ? "" : ` on ${line(ref, 60)}`}`;

const seen = ({ id, lastSeen }: SessionRow): string => `${markdown(id)} (${minute(lastSeen)})`;

const sessionRow = ({ id, name, team, branch, task, presence, lastSeen }: SessionRow): readonly string[] => [
  name === null ? markdown(id) : `${markdown(id)} · ${markdown(name)}`,
  team === null ? "" : markdown(team),
  presence === "here" ? "here" : `${presence} since ${minute(lastSeen)}`,
  branch === null ? "" : cell(branch),
  task === null ? "" : line(task),
];

const claimRow = ({ id, holder, paths, mode, until, renews, reason, task }: ClaimRow): readonly string[] => [
  markdown(id),
  markdown(holder),
  `${some(
    paths,
    5,
    (path) => cell(path.slice(0, 200)),
    (left) => `${left} more`,
  ).join(", ")}${mode === "shared" ? " (shared)" : ""}`,
  ending(until, renews),
  [...(task === null ? [] : [line(task, 60)]), ...(reason === null ? [] : [line(reason)])].join(": "),
];

/** When a claim ends, in words that time alone does not make wrong. */
export const ending = (until: string | null, renews: number | null): string =>
  until !== null ? minute(until) : `${printDuration(renews ?? 0)} after its last sign of life`;

const roundLine = ({ round, title, state, done, of, issue }: RoundRow): string =>
  `- round ${round}${title === null ? "" : ` (${line(title, 100)})`}: ${state}, ${done} of ${of} done${issue === null ? "" : ` (#${issue})`}`;

function messageLine(message: Message): string {
  const [acks, whom] = [[...message.acks.values()], unheard(message)];
  const stands =
    acks.length === 0
      ? "reached nobody"
      : whom.length === 0
        ? [...new Set(acks.map(({ status }) => status))].join(", ")
        : acks.length === 1
          ? "sent"
          : `${whom.length} of ${acks.length} have not acknowledged it (${names(whom)})`;
  return `- ${minute(message.at)} ${headline(message)}, ${stands}: ${line(message.text)}`;
}

const noteLine = ({ at, from, type, text }: Note): string =>
  `- ${minute(at)} ${line(from, 40)}, ${type}: ${line(text, 400)}`;
