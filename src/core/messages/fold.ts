// Folds messages and everybody's feed. Legal or not was decided before; what is about no known message changes nothing.

import type { Instant } from "../entry.ts";
import { isOver } from "./ack.ts";
import type { MessageEntry, Sent } from "./entry.ts";
import { type Ack, isFinished, type Message, type Note } from "./messages.ts";

/** Finished messages beyond these are forgotten, the oldest first: the ledger has them. */
export const MAX_FINISHED = 2_000;
/** More forgotten blocks of queue files than these are taken for new where they are still there. */
const MAX_FORGOTTEN = 20_000;
/** More branches with a copy of one block are not told apart. */
const MAX_COPIES = 100;
const MAX_NOTES = 200;

export interface MessageDraft {
  messages: Map<string, Message>;
  /** How many messages the server itself numbered. */
  numbered: number;
  /** Finished messages, the oldest first. */
  finished: Set<string>;
  /** Ids of blocks whose messages are forgotten: they may still stand in their files. */
  forgotten: Set<string>;
  feed: readonly Note[];
}

export function foldMessage(draft: MessageDraft, entry: MessageEntry, at: Instant): void {
  if (entry.kind === "posted") {
    const { kind: _, by: __, ...note } = entry;
    draft.feed = [...draft.feed.slice(1 - MAX_NOTES), { ...note, at }];
    return;
  }
  if (entry.kind === "sent") {
    sent(draft, entry, at);
    return;
  }
  const message = draft.messages.get(entry.id);
  if (message === undefined) return;
  const next = step(message, entry, at);
  draft.messages.set(entry.id, next);
  if (isFinished(next)) finish(draft, entry.id);
}

/** Numbers that the server gave out; a block's own id never looks like one. */
const NUMBERED = /^m(\d{1,15})$/;

function sent(draft: MessageDraft, entry: Sent, at: Instant): void {
  const number = NUMBERED.exec(entry.id)?.[1] ?? 0;
  draft.numbered = Math.max(draft.numbered, Number(number));
  const message = messageOf(entry, at);
  draft.messages.set(entry.id, message);
  if (isFinished(message)) finish(draft, entry.id);
}

/** A message as it is when it has just been sent. */
export function messageOf({ kind: _, addressees, by: __, written, ...rest }: Sent, at: Instant): Message {
  const ack: Ack = { status: "sent", by: null, at, text: null, past: [] };
  const acks = new Map(addressees.map((each) => [each, ack] as const));
  const isLost = acks.size === 0 && !rest.broadcast;
  return { ...rest, at: written ?? at, acks, nudges: isLost ? 3 : 0, copies: new Map() };
}

function step(message: Message, entry: Exclude<MessageEntry, { kind: "sent" | "posted" }>, at: Instant): Message {
  switch (entry.kind) {
    case "acked": {
      const { addressee, status, as, text } = entry;
      return withAck(message, addressee, { status, by: as, at, text });
    }
    case "cancelled": {
      const cancelled = { status: "cancelled", by: entry.as, at, text: null } as const;
      const acks = [...message.acks].map(([who, ack]) => [who, isOver(ack) ? ack : moved(ack, cancelled)] as const);
      const closed = acks.length > 0 ? acks : ([[message.to, { ...cancelled, past: ["sent"] }]] as const);
      return { ...message, acks: new Map(closed) };
    }
    case "handed-back":
      return withAck(message, entry.addressee, { status: "sent", by: null, at, text: entry.reason });
    case "block-read": {
      const copies = new Map(message.copies);
      copies.delete(entry.branch);
      if (copies.size >= MAX_COPIES) copies.delete(copies.keys().next().value!);
      return { ...message, copies: copies.set(entry.branch, entry.status) };
    }
    case "nudged":
      return { ...message, nudges: entry.nudge };
    default:
      return entry satisfies never;
  }
}

const moved = (before: Ack, after: Omit<Ack, "past">): Ack => ({
  ...after,
  past: [...new Set([...before.past, before.status])],
});

function withAck(message: Message, addressee: string, after: Omit<Ack, "past">): Message {
  const before = message.acks.get(addressee);
  if (before === undefined) return message;
  // Whoever answers is reminded no more; whoever is handed it again is reminded anew.
  const nudges = message.broadcast ? message.nudges : 0;
  return { ...message, nudges, acks: new Map(message.acks).set(addressee, moved(before, after)) };
}

function finish(draft: MessageDraft, id: string): void {
  draft.finished.add(id);
  if (draft.finished.size <= MAX_FINISHED) return;
  const oldest = draft.finished.values().next().value!;
  draft.finished.delete(oldest);
  draft.messages.delete(oldest);
  if (NUMBERED.test(oldest)) return;
  draft.forgotten.add(oldest);
  if (draft.forgotten.size > MAX_FORGOTTEN) draft.forgotten.delete(draft.forgotten.values().next().value!);
}
