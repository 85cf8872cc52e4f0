// Commands in a comment: carried out once, answered with a reaction, and with words only where they were refused or ask something.
// The words of a thread stand in one comment, edited in place.
import { documentOf } from "../core/document.ts";
import type { Reply } from "../core/presence/entry.ts";
import type { Signal } from "../core/signal.ts";
import type { State } from "../core/state.ts";
import type { Clock } from "../ports.ts";
import { ANSWERS, answersComment, HELP, statusWords } from "../render/answers.ts";
import { roundStatus, STATUS_TOPIC } from "../render/round-status.ts";
import { parseSayings } from "../text/command.ts";
import { taskSayings } from "../text/task.ts";
import type { Desk } from "./desk.ts";
import { type Answer, type Floor, say } from "./say.ts";

export async function hear(desk: Desk, said: Signal & { kind: "said" }): Promise<void> {
  const { shop, delivery, host } = desk;
  const { comment, thread, text } = said;
  const { key } = delivery.repo;
  const screen = screenOf(said);
  const state = await shop.book.read(key);
  if (state.shown.has(screen) && !said.edited) return;
  if (said.edited) {
    const words = "an edited comment is not carried out again; write a new one";
    await answer(desk, said, [{ line: text.split("\n")[0] ?? "", words }]);
    return;
  }
  const answers = await carryOut(desk, said, shop.clock);
  if (answers.length === 0) return;
  const now = await shop.book.read(key);
  const lines = answers.flatMap((each) => {
    const words = wordsOf(each, now, shop.clock.now());
    return words === null ? [] : [{ line: each.line, words }];
  });
  if (lines.length > 0) await answer(desk, said, lines);
  if (answers.some(({ asks }) => asks === "rounds")) {
    const status = { kind: "comment", thread, topic: STATUS_TOPIC, body: roundStatus(now.rounds) } as const;
    await host.forge.ensure({ ...status, digest: STATUS_TOPIC }, null, false);
  }
  const done = answers.every(({ finding }) => finding === null);
  const digest = done ? "done" : "refused";
  const id =
    comment === null ? null : await host.forge.ensure({ kind: "reaction", comment, done, digest }, null, false);
  await shop.book.note(key, delivery.id, shop.clock.now(), { kind: "shown", screen, digest, id });
}

type Said = Pick<Signal & { kind: "said" }, "comment" | "thread" | "by" | "text">;

/** That it was heard and answered is on record under this name. */
export const screenOf = ({ comment, thread }: Said): string =>
  comment === null ? `said:issue-${thread}` : `said:${comment}`;

/** What becomes of the commands of a comment or an issue, each once; nothing is drawn. */
export async function carryOut(
  { shop, delivery, host }: Desk,
  { comment, thread, by, text }: Said,
  clock: Clock,
): Promise<readonly Answer[]> {
  const { key } = delivery.repo;
  const reads = [...parseSayings(text), ...taskSayings(text, thread)];
  if (reads.length === 0) return [];
  const { pulls } = await shop.book.read(key);
  const branch = pulls.get(thread)?.branch ?? (await host.pull(thread))?.branch ?? null;
  const readOnly = !(await host.mayWrite(by));
  const voice = { via: "comment", login: by, session: null, bound: false, branch, architect: false, readOnly } as const;
  const name = comment === null ? `issue:${thread}` : `comment:${comment}`;
  const settle: Floor["settle"] = (events) => shop.book.settle(key, delivery.id, clock.now(), events);
  return say({ host, clock, settle }, voice, reads, (index) => `${name}:${index}`);
}

function wordsOf({ finding, asks }: Answer, state: State, now: string): string | null {
  if (finding !== null) return finding.fix === null ? finding.message : `${finding.message}; ${finding.fix}`;
  // Where rounds stand is a table, in a comment of its own.
  if (asks === null || asks === "rounds") return null;
  return asks === "help" ? HELP : statusWords(documentOf(state, now));
}

async function answer({ shop, delivery, host }: Desk, said: Signal & { kind: "said" }, lines: Reply["lines"]) {
  const { key } = delivery.repo;
  const { comment, thread, by } = said;
  const screen = `comment:${thread}:${ANSWERS}`;
  const known = (await shop.book.read(key)).replies.get(thread)?.find((each) => each.comment === comment);
  if (JSON.stringify(known?.lines) !== JSON.stringify(lines))
    await shop.book.note(key, delivery.id, shop.clock.now(), { kind: "answered", thread, comment, by, lines });
  const state = await shop.book.read(key);
  const body = answersComment(state.replies.get(thread) ?? []);
  const drawn = { kind: "comment", thread, topic: ANSWERS, body, digest: `${comment}` } as const;
  const id = await host.forge.ensure(drawn, state.shown.get(screen)?.id ?? null, false);
  await shop.book.note(key, delivery.id, shop.clock.now(), { kind: "shown", screen, digest: drawn.digest, id });
}
