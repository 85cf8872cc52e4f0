// How a message stands, read off its acks: the least advanced of them, who has not heard, whether it waits for too long.
import { isOver } from "./ack.ts";
import { type Ack, isFinished, type Message, type MessageStatus, wantsAck } from "./messages.ts";

/** From the least advanced on. */
const ORDER: readonly MessageStatus[] = [
  "sent",
  "seen",
  "claimed",
  "in-progress",
  "blocked",
  "declined",
  "cancelled",
  "answered",
  "done",
];

/** The least advanced of its acks; `sent` where it reached nobody. */
export function statusOf({ acks }: Pick<Message, "acks">): MessageStatus {
  const ranks = [...acks.values()].map(({ status }) => ORDER.indexOf(status));
  return ORDER[Math.min(...ranks)] ?? "sent";
}

/** Has whoever this ack is of anything to do? What was only told is done with once it was seen. */
export const isPending = (message: Message, { status }: Pick<Ack, "status">): boolean =>
  wantsAck(message) && !isOver({ status }) && (status !== "seen" || TASKS.has(message.type));

const TASKS: ReadonlySet<string> = new Set(["question", "handoff"]);

/** The addressees that have not acknowledged it. */
export const unheard = ({ acks }: Pick<Message, "acks">): readonly string[] =>
  [...acks].filter(([, { status }]) => status === "sent").map(([who]) => who);

/** Reminded of at least once, and still not acknowledged by everybody it is for. */
export const isOverdue = (message: Message): boolean => message.nudges > 0 && isUnheard(message);

/** People were told that nobody acknowledges it. */
export const isEscalated = (message: Message): boolean => message.nudges > 1 && isUnheard(message);

/** A dead letter: it reached nobody, or nobody acknowledged it for three times as long as it should take. */
export const isDead = (message: Message): boolean => message.nudges > 2 && isUnheard(message);

const isUnheard = (message: Message): boolean =>
  !isFinished(message) && (message.acks.size === 0 || unheard(message).length > 0);

/** Since when it waits: a message that was handed back waits anew. */
export const waitsSince = ({ at, acks }: Pick<Message, "at" | "acks">): string =>
  [...acks.values()].reduce((last: string, ack: Ack) => (ack.status === "sent" && ack.at > last ? ack.at : last), at);
