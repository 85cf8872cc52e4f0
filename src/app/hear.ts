// Commands in a comment: carried out once, answered with a reaction, and with words only where they were refused.
import type { Signal } from "../core/signal.ts";
import { refusal } from "../render/comment.ts";
import { isArchitectAt, obey } from "./command.ts";
import type { Desk } from "./desk.ts";

export async function hear(desk: Desk, { comment, thread, by, text }: Signal & { kind: "said" }): Promise<void> {
  const { shop, delivery, host } = desk;
  const { key } = delivery.repo;
  const screen = `said:${comment}`;
  if ((await shop.book.read(key)).shown.has(screen)) return;
  const architect = await isArchitectAt(shop, delivery.repo, by);
  const { findings } = await obey(desk, { login: by, architect }, text);
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
  const id = await host.forge.ensure({ kind: "reaction", comment, done, digest }, null, false);
  await shop.book.note(key, delivery.id, shop.clock.now(), { kind: "shown", screen, digest, id });
}
