// Folds messages and everybody's feed. Legal or not was decided before; what is about no known message changes nothing.
import type { Instant } from "./entry.ts";
import type { MessageEntry } from "./message-entry.ts";
import type { Ack, Message, Note } from "./messages.ts";

/** Finished messages beyond these are forgotten, the oldest first: the ledger has them. */
export const MAX_FINISHED = 2_000;
const MAX_NOTES = 200;

export interface MessageDraft {
  messages: Map<string, Message>;
  /** How many messages the server itself numbered. */
  numbered: number;
  /** Finished messages, the oldest first. */
  finished: Set<string>;
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

function sent(draft: MessageDraft, entry: MessageEntry & { kind: "sent" }, at: Instant): void {
  const { kind: _, addressees, by: __, ...rest } = entry;
  const ack: Ack = { status: "sent", by: null, at, text: null };
  const acks = new Map(addressees.map((each) => [each, ack] as const));
  const [, number] = /^m(\d{1,15})$/.exec(entry.id) ?? [];
  draft.numbered = Math.max(draft.numbered, Number(number ?? 0));
  draft.messages.set(entry.id, { ...rest, at, acks, nudges: acks.size === 0 ? 3 : 0 });
}

function step(message: Message, entry: Exclude<MessageEntry, { kind: "sent" | "posted" }>, at: Instant): Message {
  switch (entry.kind) {
    case "acked": {
      const { addressee, status, as, text } = entry;
      return withAck(message, addressee, { status, by: as, at, text });
    }
    case "cancelled": {
      const { as } = entry;
      const open = [...message.acks].map(([who, ack]) => [who, isOver(ack) ? ack : over(as, at)] as const);
      return { ...message, acks: open.length === 0 ? new Map([[message.to, over(as, at)]]) : new Map(open) };
    }
    case "handed-back":
      return withAck(message, entry.addressee, { status: "sent", by: null, at, text: entry.reason });
    case "nudged":
      return { ...message, nudges: entry.nudge };
    default:
      return entry satisfies never;
  }
}

const over = (by: string, at: Instant): Ack => ({ status: "cancelled", by, at, text: null });

function withAck(message: Message, addressee: string, ack: Ack): Message {
  if (!message.acks.has(addressee)) return message;
  // Whoever answers is reminded no more; whoever is handed it again is reminded anew.
  const nudges = message.broadcast ? message.nudges : 0;
  return { ...message, nudges, acks: new Map(message.acks).set(addressee, ack) };
}

const OVER: ReadonlySet<string> = new Set(["done", "answered", "declined", "cancelled"]);

/** Terminal: nothing moves it any more. */
export const isOver = ({ status }: Pick<Ack, "status">): boolean => OVER.has(status);

/** Every addressee is through with it. */
export const isFinished = ({ acks }: Message): boolean => acks.size > 0 && [...acks.values()].every(isOver);

function finish(draft: MessageDraft, id: string): void {
  draft.finished.add(id);
  if (draft.finished.size <= MAX_FINISHED) return;
  const oldest = draft.finished.values().next().value!;
  draft.finished.delete(oldest);
  draft.messages.delete(oldest);
}
