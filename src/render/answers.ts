// Answers to comments, as people read them: what was refused and why, what was asked. One comment per thread, the newest last.

import type { StateDocument } from "../core/document.ts";
import { isOver } from "../core/messages/ack.ts";
import type { Reply } from "../core/presence/entry.ts";
import { COMMENT_BYTES, marker } from "./comment.ts";
import { block, code, markdown, printable } from "./escape.ts";
import { fitText } from "./fit.ts";

/** The topic of the comment that answers a thread's comments. */
export const ANSWERS = "answers";

export const HELP = [
  "/claim PATTERN… [for 2h] [shared] [task #12] [-- reason] · /release [PATTERN… | all | ID]",
  "/tell WHO text · /ask WHO text · /handoff WHO text · /ack ID [seen|claimed|in-progress|done|answered|blocked|declined] [-- text] · /cancel ID",
  "/found text · /note text · /keep key text · /task text",
  "/round [status | close N | reopen N] · /override RULE [on BRANCH] -- reason (architects) · /status",
  "Begin a line with `as sA: ` to say who speaks.",
].join("\n");

export function answersComment(replies: readonly Reply[]): string {
  const parts = replies.map(({ by, lines }) =>
    lines
      .map(({ line, words }) => `${code(line.slice(0, 200))} by ${markdown(by)}:\n${block(words, ANSWER_BYTES)}`)
      .join("\n\n"),
  );
  return fitText(`${marker(ANSWERS)}\n${parts.join("\n\n---\n\n")}`, COMMENT_BYTES);
}

/** Of one answer so much is shown. */
const ANSWER_BYTES = 8_000;

/** Where rounds stand, a line each team. */
function roundsWords({ rounds }: Pick<StateDocument, "rounds">): string {
  const open = rounds.filter(({ state }) => state !== "closed");
  if (open.length === 0) return "no active round";
  return open
    .flatMap(({ round, title, state, teams }) => [
      `round ${round}${title === null ? "" : ` ${printable(title)}`}: ${state}`,
      ...teams.map(({ team, state: stands, status, late }) => {
        return `${team}: ${stands}${status === null ? "" : `, ${status}`}${late ? ", late" : ""}`;
      }),
    ])
    .join("\n");
}

/** How things stand, a line each kind. */
export function statusWords(document: StateDocument): string {
  const { sessions, claims, messages } = document;
  const alive = sessions.filter(({ presence }) => presence !== "gone").map(({ id, presence }) => `${id} ${presence}`);
  const open = messages.filter((each) => !isOver(each));
  const overdue = open.filter(({ overdue: late, dead }) => late || dead);
  return [
    alive.length === 0 ? "no session is alive" : `alive: ${alive.join(", ")}`,
    ...claims.slice(0, 20).map(({ id, holder, paths, until }) => {
      return `${id}: ${holder} holds ${paths.slice(0, 3).map(printable).join(", ")}${paths.length > 3 ? ` and ${paths.length - 3} more` : ""} until ${until.slice(0, 16)}Z`;
    }),
    ...(claims.length > 20 ? [`and ${claims.length - 20} more claims`] : []),
    `${open.length} messages wait, ${overdue.length} of them for too long`,
    roundsWords(document),
  ].join("\n");
}
