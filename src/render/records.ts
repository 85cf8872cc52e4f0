// Claims and messages as records on a head and on a pull request: two checks, a comment, and the one comment that calls people.

import type { Claim } from "../core/claims/claims.ts";
import { printDuration } from "../core/duration.ts";
import type { Finding } from "../core/finding.ts";
import type { Message } from "../core/messages/messages.ts";
import { isDead, unheard, waitsSince } from "../core/messages/standing.ts";
import type { MessageCall } from "../core/show/overdue.ts";
import { isLate, type Waiting } from "../core/show/records.ts";
import { headline } from "./board.ts";
import { line, mentions, minute, some } from "./cells.ts";
import type { CheckText } from "./check.ts";
import { LIMITS } from "./check.ts";
import { COMMENT_BYTES, marker } from "./comment.ts";
import { block, code, markdown, printable } from "./escape.ts";
import { fitLines, fitText } from "./fit.ts";

/** The topics of the two comments. */
export const MESSAGES = "messages";
export const OVERDUE = "overdue";

const ROWS = 200;
const more = (left: number): string => `- … and ${left} more`;
const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** What the holder of a branch holds, and whom its push overlaps. Renewals alone change nothing but the instants. */
export function claimsCheck(held: readonly Claim[], overlaps: readonly Finding[]): CheckText {
  const title =
    overlaps.length > 0
      ? `writes under somebody else's claim in ${many(overlaps.length, "place")}`
      : held.length === 0
        ? "nothing is claimed"
        : `holds ${many(held.length, "claim")}`;
  const lines = [
    ...(overlaps.length === 0 ? [] : ["### Overlaps", "", ...some(overlaps, ROWS, overlapLine, more), ""]),
    ...(held.length === 0 ? ["Nothing is claimed here."] : ["### Held", "", ...some(held, ROWS, claimLine, more)]),
  ];
  const summary = fitLines(lines, LIMITS.summary, (left) => `\n… and ${left} more.`);
  return { title: fitText(title, LIMITS.title), summary, annotations: [] };
}

const overlapLine = ({ level, message, fix }: Finding): string =>
  `- ${level === "error" ? "✗" : "!"} ${line(message, 1000)}${fix === null ? "" : `\n  fix: ${line(fix, 400)}`}`;

function claimLine({ id, holder, paths, mode, until, renews, reason, task }: Claim): string {
  const what = some(
    paths,
    10,
    (path) => code(path.slice(0, 300)),
    (left) => `${left} more`,
  ).join(", ");
  const ends = renews === null ? "" : ` at the earliest, ${printDuration(renews)} after its last sign of life`;
  const why = [...(task === null ? [] : [line(task, 60)]), ...(reason === null ? [] : [line(reason)])].join(": ");
  return `- ${code(id)} ${markdown(holder)}, ${mode}: ${what} until ${minute(until)}${ends}${why === "" ? "" : `: ${why}`}`;
}

/** What waits for whoever a branch is of, and what they can say. */
export function acksCheck(waiting: readonly Waiting[]): CheckText {
  const late = waiting.filter(isLate).length;
  const fresh = waiting.filter(isUnheard).length;
  const title =
    waiting.length === 0
      ? "nothing waits"
      : late > 0
        ? `${many(late, "message")} not acknowledged for too long`
        : fresh > 0
          ? `${many(fresh, "message")} not acknowledged`
          : `${many(waiting.length, "message")} under way`;
  const lines = waiting.length === 0 ? ["Every message is done with."] : list(waiting);
  const summary = fitLines(lines, LIMITS.summary, (left) => `\n… and ${left} more.`);
  return { title: fitText(title, LIMITS.title), summary, annotations: [] };
}

/** The same on a pull request, where it can be answered. */
export function messagesComment(waiting: readonly Waiting[]): string {
  const said =
    waiting.length === 0
      ? ["Nothing waits here any more."]
      : [`**${many(waiting.length, "message")}** for whoever works here:`, "", ...list(waiting)];
  return fitLines([marker(MESSAGES), ...said], COMMENT_BYTES, (left) => `\n… and ${left} more.`);
}

const isUnheard = ({ message, addressee }: Waiting): boolean => message.acks.get(addressee)?.status === "sent";

/** Unacknowledged ones first. */
const list = (waiting: readonly Waiting[]): string[] =>
  some([...waiting.filter(isUnheard), ...waiting.filter((each) => !isUnheard(each))], ROWS, waitingLines, more);

function waitingLines(each: Waiting): string {
  const { message, addressee } = each;
  const status = message.acks.get(addressee)?.status ?? "sent";
  const mark = isLate(each) ? "✗" : isUnheard(each) ? "!" : "·";
  return [
    `- ${mark} ${headline(message)}, ${minute(message.at)}, ${status}`,
    quote(message.text),
    `  answer: ${code(answerTo(message, status))}`,
  ].join("\n");
}

/** The command that is next. */
const answerTo = ({ id, type }: Message, status: string): string => {
  const ack = `/ack ${fitText(id, 100)}`;
  return type === "question" ? `${ack} answered -- …` : status === "sent" ? ack : `${ack} done`;
};

/** Somebody's words, as a block inside a list. */
const quote = (text: string): string => `  ${block(text, 2000).replaceAll("\n", "\n  ")}`;

/** The one comment on the board that calls people; nobody is mentioned when nothing is overdue. */
export function overdueComment(people: readonly string[], overdue: readonly Message[]): string {
  if (overdue.length === 0) return `${marker(OVERDUE)}\nNothing is overdue any more.`;
  const head = [
    marker(OVERDUE),
    `${mentions(people)}: nobody acknowledges ${many(overdue.length, "message")}.`,
    "Whoever it is for says `/ack ID`; whoever sent it may take it back with `/cancel ID`.",
    "",
  ];
  const lines = [...head, ...some(overdue, ROWS, (each) => `- ✗ ${overdueLine(each)}`, more)];
  return fitLines(lines, COMMENT_BYTES, (left) => `\n… and ${left} more.`);
}

function overdueLine(message: Message): string {
  const whom = unheard(message);
  const since = whom.length === 0 ? "reached nobody" : `not acknowledged since ${minute(waitsSince(message))}`;
  return `${isDead(message) ? "**dead letter** " : ""}${headline(message)}, ${since}: ${line(message.text)}`;
}

/** One call in plain words, for whatever reads the URLs of the policy. */
export function messageCallWords({ why, message }: MessageCall): string {
  const { id, from, to, type } = message;
  const stands = why === "dead" ? "is a dead letter" : "is not acknowledged";
  return printable(`message ${id}, ${type} from ${from} to ${to}, ${stands}`);
}
