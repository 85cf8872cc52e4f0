// What the sender is told when somebody moves a message: an answer, an outcome. Steps on the way are quiet.

import type { State } from "../state.ts";
import { type Roll, resolve } from "./address.ts";
import type { Sent } from "./entry.ts";
import { letter } from "./letter.ts";
import { type AckStatus, type Message, wantsAck } from "./messages.ts";

export interface Outcome {
  readonly as: string;
  readonly by: string | null;
  readonly status: AckStatus;
  readonly text: string | null;
}

/** At most one message; none for what only informs, so that answers are not answered for ever. `after` as in `letter`. */
export function report(
  state: Pick<State, "numbered">,
  roll: Roll,
  { id, type, ref, from, broadcast }: Message,
  { as, by, status, text }: Outcome,
  after = 0,
): readonly Sent[] {
  const isNo = status === "blocked" || status === "declined";
  const isOutcome = isNo || status === "done" || status === "answered";
  const isSaid = isOutcome && (text !== null || isNo) && from !== as;
  if (!isSaid || !wantsAck({ type, broadcast, from })) return [];
  const found = resolve(roll, from, as);
  if (found.kind === "unknown" || found.broadcast) return [];
  const isAnswer = type === "question" && !isNo;
  const outcome = `${id} is ${status}`;
  const said = isAnswer ? text! : text === null ? outcome : `${outcome}: ${text}`;
  const { addressees } = found;
  const kind = isAnswer ? "answer" : "status";
  return [letter(state, { from: as, to: from, addressees, type: kind, ref, text: said, answers: id, by }, after)];
}
