// A status as a branch's copy of a block has it: news, an old copy, or more than whoever's branch it is may say.

import type { Charter } from "../charter.ts";
import { isSession } from "../commands/command.ts";
import type { Entry } from "../entry.ts";
import { isOver, isTaken, nextOf, wasAt } from "./ack.ts";
import { type Message, type MessageStatus, SERVER } from "./messages.ts";
import { isSender, partOf } from "./rights.ts";

export interface Copy {
  readonly entries: readonly Entry[];
  readonly complaint: { readonly to: string; readonly why: string } | null;
}

/** `poster` and `branch` as in the event. */
export interface Source {
  readonly poster: string | null;
  readonly branch: string;
}

/**
 * What was acted on is remembered by branch, so that a copy means something again only once it is changed there. On a branch of which
 * nothing is remembered, a status that the message had already is an old copy. `sent` moves nothing: `/release` does.
 */
export function readStatus(
  charter: Charter,
  message: Message,
  status: MessageStatus,
  { poster, branch }: Source,
): Copy {
  const { id, copies } = message;
  const before = copies.get(branch);
  const quiet: Copy = { entries: [], complaint: null };
  if (status === before) return quiet;
  const note: Entry = { kind: "block-read", id, branch, status };
  const old: Copy = before === undefined ? quiet : { entries: [note], complaint: null };
  const as = poster ?? whoOnTrunk(message, status);
  if (status === "sent" || as === null) return old;
  const verdict = status === "cancelled" ? cancels(charter, message, as) : moves(charter, message, as, status);
  if (verdict.kind === "had" || (verdict.kind === "again" && before === undefined)) return old;
  return verdict.kind === "no"
    ? { entries: [note], complaint: { to: as, why: verdict.why } }
    : { entries: [note, verdict.entry], complaint: null };
}

type Verdict =
  /** Legal, and it was there before: news only where somebody wrote it anew. */
  | { readonly kind: "news" | "again"; readonly entry: Entry }
  | { readonly kind: "had" }
  | { readonly kind: "no"; readonly why: string };

function cancels(charter: Charter, message: Message, as: string): Verdict {
  const { id, from, acks } = message;
  const all = [...acks.values()];
  if (all.some(({ status }) => status === "cancelled")) return { kind: "had" };
  if (!isSender(message, as, charter)) return { kind: "no", why: `only ${from} cancels it` };
  if (all.length > 0 && all.every(isOver)) return { kind: "no", why: `it is ${all[0]!.status}: that is final` };
  return { kind: "news", entry: { kind: "cancelled", id, as } };
}

function moves(
  charter: Charter,
  message: Message,
  as: string,
  status: Exclude<MessageStatus, "sent" | "cancelled">,
): Verdict {
  const { id, acks, type } = message;
  if (wasLost(charter, message)) return { kind: "had" };
  const part = partOf(message, as, charter);
  if (part.kind === "theirs")
    return [...acks.values()].some((ack) => wasAt(ack, status))
      ? { kind: "had" }
      : { kind: "no", why: `it cannot become ${status} there: ${part.why}` };
  const { addressee, ack } = part;
  const had = wasAt(ack, status);
  if (nextOf(ack.status, type).includes(status))
    return { kind: had ? "again" : "news", entry: { kind: "acked", id, addressee, status, as, text: null } };
  return had ? { kind: "had" } : { kind: "no", why: `it is ${ack.status} and cannot become ${status}` };
}

/** A dead letter, closed or not: what it was addressed to is nobody. */
const wasLost = ({ teams }: Charter, { acks, broadcast }: Message): boolean =>
  !broadcast &&
  [...acks.keys()].every((who) => who !== "human" && !isSession(who) && !teams.some(({ name }) => name === who));

/** On trunk whoever is addressed answers, and the sender cancels; of a broadcast nobody can tell who it was. */
function whoOnTrunk({ acks, from, broadcast }: Message, status: MessageStatus): string | null {
  if (status === "cancelled") return from === SERVER ? null : from;
  const [only] = acks;
  if (only === undefined || broadcast) return null;
  const [addressee, ack] = only;
  return isTaken(ack) && ack.by !== null ? ack.by : addressee;
}
