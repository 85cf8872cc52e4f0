// The ack machine (PROTOCOL §7): which status may follow which. What is not in this table is no move.
import type { Ack, MessageStatus, MessageType } from "./messages.ts";

const NEXT: Readonly<Record<MessageStatus, readonly MessageStatus[]>> = {
  sent: ["seen", "claimed", "in-progress", "done", "answered", "blocked", "declined", "cancelled"],
  seen: ["claimed", "in-progress", "done", "answered", "blocked", "declined", "cancelled"],
  claimed: ["in-progress", "done", "answered", "blocked", "declined", "cancelled", "sent"],
  "in-progress": ["done", "blocked", "declined", "cancelled", "sent"],
  blocked: ["in-progress", "declined", "cancelled", "sent"],
  done: [],
  answered: [],
  declined: [],
  cancelled: [],
};

/** What may follow, for a message of this type: only a question is answered. */
export const nextOf = (status: MessageStatus, type: MessageType): readonly MessageStatus[] =>
  NEXT[status].filter((each) => each !== "answered" || type === "question");

/** Terminal: nothing moves it any more. */
export const isOver = ({ status }: Pick<Ack, "status">): boolean => NEXT[status].length === 0;

/** Somebody works on it, or wants to: only they move it, and it can be handed back. */
export const isTaken = ({ status }: Pick<Ack, "status">): boolean => NEXT[status].includes("sent");

const CHAIN: readonly MessageStatus[] = ["sent", "seen", "claimed", "in-progress", "done"];

/** Has it been there, or past it? A copy of a message that still says so is an old one. */
export function wasAt({ status: now, past }: Pick<Ack, "status" | "past">, status: MessageStatus): boolean {
  // Whatever was answered may have been claimed before.
  const been = [...past, now, ...(now === "answered" ? (["claimed"] as const) : [])];
  const furthest = Math.max(...been.map((each) => CHAIN.indexOf(each)));
  return been.includes(status) || (CHAIN.includes(status) && CHAIN.indexOf(status) <= furthest);
}
