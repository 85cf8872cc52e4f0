// Commands in a comment: carried out once, answered with a reaction, and with words where they were refused
// or asked something; one comment on a thread says where rounds stand, and is edited in place.
import type { Signal } from "../core/signal.ts";
import { refusal } from "../render/comment.ts";
import { roundStatus, STATUS_TOPIC } from "../render/round-status.ts";
import { isArchitectAt, obey } from "./command.ts";
import type { Desk } from "./desk.ts";

export async function hear(desk: Desk, { comment, thread, by, text }: Signal & { kind: "said" }): Promise<void> {
  const { shop, delivery, host } = desk;
  const { key } = delivery.repo;
  const screen = `said:${comment}`;
  if ((await shop.book.read(key)).shown.has(screen)) return;
  const architect = await isArchitectAt(shop, delivery.repo, by);
  const { findings, asked } = await obey(desk, { login: by, architect }, text);
  const done = findings.length === 0;
  const digest = done ? "done" : "refused";
  if (!done) {
    const topic = `said-${comment}`;
    const body = refusal(
      topic,
      findings.map(({ message, fix }) => (fix === null ? message : `${message}; ${fix}`)),
    );
    await host.forge.ensure({ kind: "comment", thread, topic, body, digest: topic }, null, false);
  }
  if (asked !== null) {
    const body = roundStatus(asked);
    await host.forge.ensure({ kind: "comment", thread, topic: STATUS_TOPIC, body, digest: STATUS_TOPIC }, null, false);
  }
  const id = await host.forge.ensure({ kind: "reaction", comment, done, digest }, null, false);
  await shop.book.note(key, delivery.id, shop.clock.now(), { kind: "shown", screen, digest, id });
}
