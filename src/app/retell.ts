// What people said on a forge before the ledger began anew: carried out again in the order they said it, each at its own time. Nothing
// is answered twice: they had their answers.
import type { Desk } from "./desk.ts";
import { carryOut, screenOf } from "./hear.ts";

/** Doing it twice changes nothing. What was edited is left out: nobody knows what it said when it was carried out. */
export async function retell(desk: Desk): Promise<void> {
  const { shop, delivery, host } = desk;
  const { key } = delivery.repo;
  for (const remark of await host.remarks()) {
    const screen = screenOf(remark);
    if (remark.edited || (await shop.book.read(key)).shown.has(screen)) continue;
    const answers = await carryOut(desk, remark, { now: () => remark.at });
    if (answers.length === 0) continue;
    const digest = answers.every(({ finding }) => finding === null) ? "done" : "refused";
    await shop.book.note(key, delivery.id, remark.at, { kind: "shown", screen, digest, id: null });
  }
}
