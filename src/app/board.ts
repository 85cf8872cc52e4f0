// Draws the board, the records of claims and messages, and the call that names who should know: each at most once for a delivery, and
// only where it differs. Where a host has no issues, people are called over the URLs of the policy alone.
import { boardOf, hasBoard } from "../core/show/board.ts";
import { type MessageCall, messageCalls, overdueOf } from "../core/show/overdue.ts";
import { ACKS_CHECK, CLAIMS_CHECK, type RecordEffect, showRecords } from "../core/show/records.ts";
import type { Delivery } from "../core/signal.ts";
import type { State } from "../core/state.ts";
import type { Host } from "../ports.ts";
import { BOARD, BOARD_TITLE, boardIssue } from "../render/board.ts";
import {
  acksCheck,
  claimsCheck,
  MESSAGES,
  messageCallWords,
  messagesComment,
  OVERDUE,
  overdueComment,
} from "../render/records.ts";
import type { Shop } from "./desk.ts";
import { digest, ensureAll, type Manner, type Screen } from "./ensure.ts";
import { readPolicy } from "./policy.ts";

const ISSUE = `issue:${BOARD}`;
const CALL = `comment:${BOARD}:${OVERDUE}`;

/** Show what there is of sessions, claims and messages. Doing it twice changes nothing. */
export async function displayBoard(shop: Shop, delivery: Delivery, host: Host, manner: Manner): Promise<void> {
  const { key } = delivery.repo;
  const state = await shop.book.read(key);
  if (!hasBoard(state) && !state.shown.has(ISSUE)) return;
  if (host.forge.hasIssues) {
    await ensureAll(shop, delivery, host, [boardScreen(state, shop.clock.now())], manner);
    // The call stands on the issue, which has a number once it was drawn.
    const call = callScreen(await shop.book.read(key));
    await ensureAll(shop, delivery, host, call === null ? [] : [call], manner);
    const records = showRecords(state);
    await ensureAll(shop, delivery, host, records.filter(isLive).map(recordScreen), manner);
    const over = records.filter((effect) => !isLive(effect)).map(recordScreen);
    await ensureAll(shop, delivery, host, over, { ...manner, verify: false });
  }
  await tell(shop, delivery, host, messageCalls(state));
}

/** What is over is written once more; whether that still stands nobody asks. */
const isLive = (effect: RecordEffect): boolean =>
  effect.kind === "claims-check" ? effect.held.length + effect.overlaps.length > 0 : effect.waiting.length > 0;

function boardScreen(state: State, now: string): Screen {
  const body = boardIssue(boardOf(state, now));
  return {
    screen: ISSUE,
    drawn: { kind: "issue", topic: BOARD, title: BOARD_TITLE, body, digest: digest(body) },
  };
}

/** Null: nothing was ever overdue, or there is nothing to write it on. */
function callScreen(state: State): Screen | null {
  const overdue = overdueOf(state);
  const issue = state.shown.get(ISSUE)?.id ?? null;
  if (issue === null || (overdue.length === 0 && !state.shown.has(CALL))) return null;
  const body = overdueComment(state.charter?.escalateTo ?? [], overdue);
  return {
    screen: CALL,
    drawn: { kind: "comment", thread: Number(issue), topic: OVERDUE, body, digest: digest(body) },
  };
}

function recordScreen(effect: RecordEffect): Screen {
  const { screen } = effect;
  if (effect.kind === "messages-comment") {
    const body = messagesComment(effect.waiting);
    return { screen, drawn: { kind: "comment", thread: effect.thread, topic: MESSAGES, body, digest: digest(body) } };
  }
  const { kind, on, conclusion } = effect;
  if (kind === "acks-check") {
    const text = acksCheck(effect.waiting);
    const shows = digest(JSON.stringify([conclusion, text]));
    return { screen, drawn: { kind: "check", name: ACKS_CHECK, on, conclusion, text, digest: shows } };
  }
  const { held, overlaps } = effect;
  const text = claimsCheck(held, overlaps);
  // A renewal alone is no news.
  const still = claimsCheck(
    held.map((claim) => (claim.renews === null ? claim : { ...claim, until: "" })),
    overlaps,
  );
  const shows = digest(JSON.stringify([conclusion, still]));
  return { screen, drawn: { kind: "check", name: CLAIMS_CHECK, on, conclusion, text, digest: shows } };
}

/** Once for each call: noted first, for a call that comes twice is worse than one that a crash swallows and the board still shows. */
async function tell(
  { book, clock, post }: Shop,
  { id: cause, repo }: Delivery,
  host: Host,
  due: readonly MessageCall[],
): Promise<void> {
  if (due.length === 0) return;
  const { tip } = await host.trunk();
  const policy = await readPolicy(host.git, tip, host.resolution);
  for (const { screen } of due)
    await book.note(repo.key, cause, clock.now(), { kind: "shown", screen, digest: "told", id: null });
  for (const call of due) {
    const { id, from, to, type } = call.message;
    const text = `${repo.name}: ${messageCallWords(call)}`;
    for (const url of policy.kind === "valid" ? policy.policy.notify : [])
      post?.(url, { repository: repo.name, message: id, why: call.why, from, to, type, text });
  }
}
