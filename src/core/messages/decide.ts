// What becomes of commands about messages (PROTOCOL §7): sent, moved by whoever may, cancelled, put back, or refused with why.

import { charterOf } from "../charter.ts";
import type { Command, Saying } from "../commands/command.ts";
import { grant, type Ruling, refuse } from "../commands/ruling.ts";
import type { State } from "../state.ts";
import { isOver, isTaken, nextOf } from "./ack.ts";
import { resolve } from "./address.ts";
import { letter } from "./letter.ts";
import type { Message, MessageStatus } from "./messages.ts";
import { report } from "./report.ts";
import { isSender, partOf } from "./rights.ts";
import { isDead } from "./standing.ts";

type Spoken = Saying & { readonly as: string };

/** So many characters a message, an answer, a note may have. */
export const MAX_TEXT = 4_000;
const MAX_REF = 200;

/** Sends to whoever is meant; an address that means nobody, or everybody where nobody is there, is refused. */
export function send(state: State, saying: Spoken, { type, to, ref, text }: Command & { kind: "send" }): Ruling {
  const objection = tooLong(text) ?? (ref !== null && ref.length > MAX_REF ? tooMuch("a reference", MAX_REF) : null);
  if (objection !== null) return objection;
  const found = resolve(rollOf(state, saying), to, saying.as);
  if (found.kind === "unknown") return refuse(found.why, found.fix);
  const { addressees, broadcast } = found;
  if (addressees.length === 0)
    return refuse("nobody is there to hear it: no other session is active", "/note … is read by whoever comes later");
  return grant(letter(state, { from: saying.as, to, type, ref, text, addressees, broadcast, by: saying.by }));
}

/** Moves one's own part of a message; the sender is told what came of it. */
export function ack(state: State, saying: Spoken, { message: named, status, text }: Command & { kind: "ack" }): Ruling {
  const message = messageNamed(state, named);
  if (message === undefined) return unknown(state, saying.as, named);
  const { id } = message;
  if (text !== null && text.length > MAX_TEXT) return tooMuch("what is said with it", MAX_TEXT);
  const part = partOf(message, saying.as, charterOf(saying.policy));
  if (part.kind === "theirs") return refuse(part.why);
  const { addressee, ack: now } = part;
  if (now.status === status && !isOver(now) && text === null) return grant();
  if (!nextOf(now.status, message.type).includes(status)) return refuse(...illegal(message, now.status, status));
  return grant(
    { kind: "acked", id, addressee, status, as: saying.as, text },
    ...report(state, rollOf(state, saying), message, { as: saying.as, by: saying.by, status, text }),
  );
}

/** By its id, or `#12`: the newest that refers to that issue. */
const messageNamed = ({ messages }: State, name: string): Message | undefined =>
  name.startsWith("#") ? [...messages.values()].findLast(({ ref }) => ref === name) : messages.get(name);

/** Takes a message back, as its sender; a dead letter is closed by an architect too. */
export function cancel(state: State, saying: Spoken, { message: id }: Command & { kind: "cancel" }): Ruling {
  const message = state.messages.get(id);
  if (message === undefined) return unknown(state, saying.as, id);
  const { as, architect, policy } = saying;
  const mayClose = architect && as === "human" && isDead(message);
  if (!mayClose && !isSender(message, as, charterOf(policy)))
    return refuse(
      `only ${message.from} cancels ${id}, and you speak for ${as}`,
      isDead(message) ? "an architect may close it as a dead letter" : `/ack ${id} declined -- … says no to it`,
    );
  const open = [...message.acks].filter(([, each]) => !isOver(each));
  if (open.length === 0 && message.acks.size > 0) return refuse(...illegal(message, finalOf(message), "cancelled"));
  // Whoever works on it hears of it.
  const takers = open.flatMap(([, each]) => (isTaken(each) && each.by !== null && each.by !== as ? [each.by] : []));
  const told = [...new Set(takers)].map((to, index) =>
    letter(
      state,
      { from: as, to, addressees: [to], type: "status", ref: message.ref, text: `${id} is cancelled`, answers: id },
      index,
    ),
  );
  return grant({ kind: "cancelled", id, as }, ...told);
}

/** Into everybody's feed. */
export function post({ as, by }: Spoken, { type, text }: Command & { kind: "post" }): Ruling {
  return tooLong(text) ?? grant({ kind: "posted", from: as, type, text, by });
}

/** `/release <message-id>`: whoever took a message gives it back, with the reason kept. */
export function putBack(state: State, saying: Spoken, id: string, reason: string | null): Ruling {
  const message = state.messages.get(id);
  if (message === undefined) return unknown(state, saying.as, id);
  if (reason !== null && reason.length > MAX_TEXT) return tooMuch("a reason", MAX_TEXT);
  const { as } = saying;
  const part = partOf(message, as, charterOf(saying.policy));
  if (part.kind === "theirs") return refuse(part.why);
  const { addressee, ack: now } = part;
  if (!isTaken(now)) return refuse(`${as} has not taken ${id}: it is ${now.status}`);
  return grant({ kind: "handed-back", id, addressee, as, reason: reason ?? `released by ${as}` });
}

const rollOf = ({ sessions }: State, { policy, at }: Saying) => ({ charter: charterOf(policy), sessions, now: at });

/** What it is now, and what is possible. */
function illegal(message: Message, now: MessageStatus, wanted: MessageStatus): [string, string | null] {
  const { id, type } = message;
  const possible = nextOf(now, type).filter((each) => each !== "sent" && each !== "cancelled");
  if (now === wanted && possible.length === 0) return [`${id} is ${now} already`, null];
  const why = `${id} is ${now} and cannot become ${wanted}`;
  if (possible.length === 0) return [`${why}: that is final`, null];
  if (wanted === "answered" && type !== "question") return [`${why}: only a question is answered`, `/ack ${id} done`];
  return [why, `possible now: ${possible.join(", ")}`];
}

const finalOf = ({ acks }: Message): MessageStatus => [...acks.values()][0]!.status;

function unknown({ messages }: State, as: string, id: string): Ruling {
  const open = [...messages.values()]
    .filter(({ acks }) => acks.has(as) && !isOver(acks.get(as)!))
    .map((each) => each.id);
  return refuse(
    `there is no message ${id.slice(0, 80)}`,
    open.length === 0 ? null : `open for ${as}: ${open.slice(-5).join(", ")}`,
  );
}

const tooMuch = (what: string, most: number): Ruling =>
  refuse(`${what} has at most ${most} characters`, "put the long form into a file and name it");

const tooLong = (text: string): Ruling | null =>
  text.trim() === ""
    ? refuse("there is nothing in it")
    : text.length > MAX_TEXT
      ? tooMuch("a message", MAX_TEXT)
      : null;
