// Messages that wait for too long (PROTOCOL §7): reminded after one `ack_within`, escalated after two, dead after three.
import type { Entry, Instant } from "../entry.ts";
import { msOf } from "../instant.ts";
import type { State } from "../state.ts";
import { wantsAck } from "./messages.ts";

/** Every step that is due and was not taken yet; after a long silence of the server that may be all three. */
export function nudgeMessages({ messages, charter }: State, now: Instant): readonly Entry[] {
  const within = charter?.ackWithin ?? 0;
  if (within <= 0) return [];
  return [...messages.values()].flatMap((message): readonly Entry[] => {
    if (message.nudges === 3 || !wantsAck(message)) return [];
    const waits = [...message.acks.values()].flatMap(({ status, at }) =>
      status === "sent" ? [(msOf(now) - msOf(at)) / within] : [],
    );
    const longest = Math.max(...waits);
    return ([1, 2, 3] as const).flatMap((nudge) =>
      nudge > message.nudges && longest >= nudge ? [{ kind: "nudged", id: message.id, nudge }] : [],
    );
  });
}
