// Messages that a session had taken when it was reaped: they go back, and come to it again where nobody else took them.

import { teamIn } from "../charter.ts";
import type { Entry } from "../entry.ts";
import type { SessionId } from "../policy.ts";
import type { State } from "../state.ts";
import { isTaken, nextOf } from "./ack.ts";
import type { MessageEntry } from "./entry.ts";

/** What a session had taken and not finished goes back to `sent`. */
export function handBack(
  { messages }: State,
  session: SessionId,
  reason: string,
): readonly (MessageEntry & { kind: "handed-back" })[] {
  return [...messages.values()].flatMap(({ id, acks }) =>
    [...acks].flatMap(([addressee, ack]) =>
      isTaken(ack) && ack.by === session ? [{ kind: "handed-back" as const, id, addressee, as: session, reason }] : [],
    ),
  );
}

/** What was handed back when a session was reaped is claimed by it again. */
export function giveBack({ messages, charter }: State, session: SessionId, ids: readonly string[]): readonly Entry[] {
  const team = charter === null ? null : teamIn(charter, session);
  return [...new Set(ids)].flatMap((id): readonly Entry[] => {
    const message = messages.get(id);
    const addressee = [session, team].find((each) => each !== null && message?.acks.has(each));
    if (message === undefined || addressee == null) return [];
    const { status } = message.acks.get(addressee)!;
    // Claimed by itself meanwhile, or by somebody else of the team: nothing to give.
    const isFree = nextOf(status, message.type).includes("claimed");
    return isFree ? [{ kind: "acked", id, addressee, status: "claimed", as: session, text: null }] : [];
  });
}
