// Who may move a message, and whose part of it that is (PROTOCOL §7).

import { type Charter, teamIn } from "../charter.ts";
import { isSession } from "../commands/command.ts";
import { isTaken } from "./ack.ts";
import type { Ack, Message } from "./messages.ts";

export type Part =
  | { readonly kind: "mine"; readonly addressee: string; readonly ack: Ack }
  /** A sentence without its full stop. */
  | { readonly kind: "theirs"; readonly why: string };

/**
 * The part of a message that this speaker moves: their own, or their team's. What somebody of a team has taken, nobody else moves;
 * what the team itself has taken, all of it may.
 */
export function partOf(message: Message, as: string, charter: Charter): Part {
  const { id, acks, broadcast, to } = message;
  const team = isSession(as) ? teamIn(charter, as) : null;
  const addressee = acks.has(as) ? as : team !== null && acks.has(team) ? team : null;
  if (addressee === null) {
    if (broadcast) return { kind: "theirs", why: `${id} went to the sessions of that moment, and ${as} was not one` };
    if (acks.size === 0) return { kind: "theirs", why: `${id} is a dead letter: nobody is called ${to}` };
    return { kind: "theirs", why: `${id} is addressed to ${[...acks.keys()].join(", ")}, and you speak for ${as}` };
  }
  const ack = acks.get(addressee)!;
  return isTaken(ack) && ack.by !== as && ack.by !== addressee
    ? { kind: "theirs", why: `${ack.by} has taken ${id}, and you speak for ${as}` }
    : { kind: "mine", addressee, ack };
}

/** Only the sender cancels: who sent it, or a session of the team that did. */
export const isSender = ({ from }: Message, as: string, charter: Charter): boolean =>
  from === as || (isSession(as) && teamIn(charter, as) === from);
