// How a message stands, read off its acks: the least advanced of them, who has not heard, whether it waits for too long.
import { isOver } from "./ack.ts";
import type { Ack, Message, MessageStatus } from "./messages.ts";

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

/** Somebody is not through with it, or it reached nobody. */
export const isOpen = ({ acks }: Pick<Message, "acks">): boolean =>
  ![...acks.values()].every(isOver) || acks.size === 0;

/** The addressees that have not acknowledged it. */
export const unheard = ({ acks }: Pick<Message, "acks">): readonly string[] =>
  [...acks].filter(([, { status }]) => status === "sent").map(([who]) => who);

/** Reminded of at least once, and still not acknowledged by everybody it is for. */
export const isOverdue = (message: Pick<Message, "acks" | "nudges">): boolean =>
  message.nudges > 0 && isUnheard(message);

/** People were told that nobody acknowledges it. */
export const isEscalated = (message: Pick<Message, "acks" | "nudges">): boolean =>
  message.nudges > 1 && isUnheard(message);

/** A dead letter: it reached nobody, or nobody acknowledged it for three times as long as it should take. */
export const isDead = (message: Pick<Message, "acks" | "nudges">): boolean => message.nudges > 2 && isUnheard(message);

const isUnheard = (message: Pick<Message, "acks">): boolean => message.acks.size === 0 || unheard(message).length > 0;

/** Since when it waits: a message that was handed back waits anew. */
export const waitsSince = ({ at, acks }: Pick<Message, "at" | "acks">): string =>
  [...acks.values()].reduce((last: string, ack: Ack) => (ack.status === "sent" && ack.at > last ? ack.at : last), at);
