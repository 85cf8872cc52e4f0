// Messages and acks (PROTOCOL §7): who told whom what, and how far it has come. What is known of each.

import type { Instant } from "../entry.ts";
import { isOver } from "./ack.ts";

export const MESSAGE_TYPES = [
  "discovery",
  "claim",
  "release",
  "question",
  "answer",
  "warning",
  "status",
  "handoff",
  "announcement",
  "note",
] as const;
/** One of the above; others are kept and warned about. */
export type MessageType = (typeof MESSAGE_TYPES)[number] | (string & {});

/** What an addressee can make of a message. */
export const ACKS = ["seen", "claimed", "in-progress", "done", "answered", "blocked", "declined"] as const;
export type AckStatus = (typeof ACKS)[number];
export type MessageStatus = "sent" | AckStatus | "cancelled";

/** How far one addressee is with a message. */
export interface Ack {
  readonly status: MessageStatus;
  /** Who moved it there; null while nobody has. */
  readonly by: string | null;
  readonly at: Instant;
  /** What was said with it: an answer, a reason. */
  readonly text: string | null;
  /** Statuses it was in before, each once. */
  readonly past: readonly MessageStatus[];
}

export interface Message {
  readonly id: string;
  /** When it was sent; of a queue file's block, when it says it was written. */
  readonly at: Instant;
  /** A session id, a team, `human`, or `lanekeeper` itself. */
  readonly from: string;
  /** As it was written. */
  readonly to: string;
  readonly type: MessageType;
  readonly ref: string | null;
  readonly text: string;
  /** By addressee: one for a session, a team or `human`; one for each session there was for `all`; none where nobody is meant by `to`. */
  readonly acks: ReadonlyMap<string, Ack>;
  readonly broadcast: boolean;
  /** How often somebody was told that it waits: reminded, escalated, dead. */
  readonly nudges: 0 | 1 | 2 | 3;
  /** The message this one answers. */
  readonly answers: string | null;
  /** The statuses that copies of its block were acted on for, by branch; "" is trunk. */
  readonly copies: ReadonlyMap<string, MessageStatus>;
}

/** What the server itself says is from. */
export const SERVER = "lanekeeper";

const INFORMS: ReadonlySet<string> = new Set(["discovery", "answer", "status"]);

/** Must it be acknowledged? What only informs need not, nor a note to everybody, nor what the server itself says. */
export const wantsAck = ({ type, broadcast, from }: Pick<Message, "type" | "broadcast" | "from">): boolean =>
  !INFORMS.has(type) && !(type === "note" && broadcast) && from !== SERVER;

/** Every addressee is through with it; of a broadcast to nobody that is so from the beginning. */
export const isFinished = ({ acks, broadcast }: Message): boolean =>
  acks.size === 0 ? broadcast : [...acks.values()].every(isOver);

/** A block of a queue file or a line of a task's body, as it was read (PROTOCOL §7). */
export interface Block {
  /** As written, or the hash of the block without its status, and its occurrence. */
  readonly id: string;
  /** Null where the form has none. */
  readonly at: Instant | null;
  readonly from: string;
  readonly to: string;
  readonly type: MessageType;
  readonly ref: string | null;
  readonly status: MessageStatus;
  readonly text: string;
}

export interface Note {
  readonly at: Instant;
  readonly from: string;
  readonly type: "discovery" | "note" | "warning";
  readonly text: string;
}
