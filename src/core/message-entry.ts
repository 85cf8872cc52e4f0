// What has become true of messages and of everybody's feed: their part of the ledger's entries.
import type { Message, MessageStatus, Note } from "./messages.ts";

export type MessageEntry =
  | ({ readonly kind: "sent"; readonly addressees: readonly string[]; readonly by: string | null } & Pick<
      Message,
      "id" | "from" | "to" | "type" | "ref" | "text" | "broadcast" | "answers"
    >)
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
  /** It waits: reminded (1), escalated (2), dead (3). */
  | { readonly kind: "nudged"; readonly id: string; readonly nudge: 1 | 2 | 3 }
  | ({ readonly kind: "posted"; readonly by: string | null } & Omit<Note, "at">);
