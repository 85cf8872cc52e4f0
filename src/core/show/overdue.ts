// Whom people are called about: messages that nobody acknowledges although somebody was reminded, and letters that reached nobody.
import type { Message } from "../messages/messages.ts";
import { isDead, isEscalated, waitsSince } from "../messages/standing.ts";
import type { State } from "../state.ts";

export interface MessageCall {
  /** It is made once: for this message, waiting since then, this far. */
  readonly screen: string;
  readonly why: "escalated" | "dead";
  readonly message: Message;
}

/** Every message that people should know of, in the order they were sent. */
export const overdueOf = ({ messages }: State): readonly Message[] =>
  [...messages.values()].filter(isEscalated).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

/** Calls that were not made. */
export function messageCalls(state: State): readonly MessageCall[] {
  return overdueOf(state).flatMap((message): MessageCall[] => {
    const why = isDead(message) ? "dead" : "escalated";
    const screen = `call:message:${why}:${message.id}:${waitsSince(message)}`;
    return state.shown.has(screen) ? [] : [{ screen, why, message }];
  });
}
