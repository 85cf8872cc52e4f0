// What has become true of messages and of everybody's feed: their part of the ledger's entries.
import type { Instant } from "../entry.ts";
import type { Message, MessageStatus, Note } from "./messages.ts";

export type MessageEntry =
  | Sent
  | {
      readonly kind: "acked";
      readonly id: string;
      /** Whose ack it is: one of the addressees. */
      readonly addressee: string;
      readonly status: Exclude<MessageStatus, "sent" | "cancelled">;
      /** Who said so: the addressee, or a session of it. */
      readonly as: string;
      readonly text: string | null;
    }
  | { readonly kind: "cancelled"; readonly id: string; readonly as: string }
  /** Claimed and not done: released, or its holder was reaped. */
  | {
      readonly kind: "handed-back";
      readonly id: string;
      readonly addressee: string;
      readonly as: string;
      readonly reason: string;
    }
  /** A branch's copy of a block says this, and that was acted on; "" is trunk. */
  | { readonly kind: "block-read"; readonly id: string; readonly branch: string; readonly status: MessageStatus }
  /** It waits: reminded (1), escalated (2), dead (3). */
  | { readonly kind: "nudged"; readonly id: string; readonly nudge: 1 | 2 | 3 }
  | ({ readonly kind: "posted"; readonly by: string | null } & Omit<Note, "at">);

export interface Sent extends Pick<Message, "id" | "from" | "to" | "type" | "ref" | "text" | "broadcast" | "answers"> {
  readonly kind: "sent";
  readonly addressees: readonly string[];
  /** When it was written, where that is not when it was sent. */
  readonly written: Instant | null;
  /** The login that said it. */
  readonly by: string | null;
}
