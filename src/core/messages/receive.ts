// A block of a queue file that nobody read before: what it becomes, and what is wrong with it. It is kept in any case.

import { teamIn } from "../charter.ts";
import { isSession } from "../commands/command.ts";
import type { Instant } from "../entry.ts";
import { instantOf, msOf } from "../instant.ts";
import { nearest } from "../similar.ts";
import { type Roll, resolve } from "./address.ts";
import type { Sent } from "./entry.ts";
import { type Block, MESSAGE_TYPES, SERVER } from "./messages.ts";

export interface Received {
  readonly sent: Sent;
  /** Sentences without their full stops. */
  readonly problems: readonly string[];
  /** Who is told of them: the sender, or whoever posted it where the sender is nobody or somebody else. */
  readonly tell: string;
}

const MAX_TEXT = 4_000;
const MAX_FIELD = 200;

/** `poster`: whose branch it was first seen on; null for trunk, where that says nothing of the sender. */
export function receive(roll: Roll, block: Block, poster: string | null): Received {
  const named = resolve(roll, block.from, null);
  const sender = named.kind === "known" && !named.broadcast ? named.addressees[0]! : null;
  const isOwn = sender !== null && (poster === null || isSame(roll, sender, poster));
  const found = resolve(roll, block.to, sender);
  const addressees = found.kind === "known" ? found.addressees : [];
  const broadcast = found.kind === "known" && found.broadcast;
  const isPosing = block.from.trim().toLowerCase() === SERVER;
  const problems = [
    ...(found.kind === "unknown" ? [`${found.why}: ${found.fix}`] : []),
    ...(broadcast && addressees.length === 0 ? ["nobody was there to hear it"] : []),
    ...(isPosing ? [`only the server itself speaks as ${SERVER}`] : []),
    ...(poster !== null && !isOwn && !isPosing
      ? [`it says it is from ${short(block.from)} and was first seen on a branch of ${poster}`]
      : []),
    ...unknownType(block.type),
    ...(block.text.length > MAX_TEXT ? [`its text was cut after ${MAX_TEXT} characters`] : []),
  ];
  const sent: Sent = {
    kind: "sent",
    id: block.id,
    from: isPosing ? (poster ?? "nobody") : (sender ?? short(block.from)),
    to: short(block.to),
    type: short(block.type),
    ref: block.ref === null ? null : short(block.ref),
    text: block.text.slice(0, MAX_TEXT),
    broadcast,
    answers: null,
    addressees,
    written: writtenAt(block.at, roll.now),
    by: null,
  };
  return { sent, problems, tell: isOwn ? sender : (poster ?? "human") };
}

const short = (text: string): string => text.slice(0, MAX_FIELD);

/** A session's team speaks for it, and it for its team. */
const isSame = ({ charter }: Roll, sender: string, poster: string): boolean =>
  sender === poster ||
  (isSession(sender) && teamIn(charter, sender) === poster) ||
  (isSession(poster) && teamIn(charter, poster) === sender);

function unknownType(type: string): readonly string[] {
  if ((MESSAGE_TYPES as readonly string[]).includes(type)) return [];
  const near = nearest(type, MESSAGE_TYPES);
  return [`its type ${short(type)} is not known${near === null ? "" : `, did you mean ${near}?`}`];
}

/** Nothing is written in the future. */
function writtenAt(at: Instant | null, now: Instant): Instant | null {
  const ms = at === null ? Number.NaN : msOf(at);
  return ms <= msOf(now) ? instantOf(ms) : null;
}
