// Draws what state says on the host's screens, and notes what was drawn. Again after a crash, a re-run or a sweep: the same path.
import { createHash } from "node:crypto";
import type { Oid } from "../core/model.ts";
import { type Effect, show } from "../core/show/show.ts";
import type { Delivery } from "../core/signal.ts";
import { type Drawn, type Host, Incomplete, Later } from "../ports.ts";
import { pinned, renderCheck } from "../render/check.ts";
import { gateComment } from "../render/comment.ts";
import type { Shop } from "./desk.ts";

export interface Manner {
  /** Look at the host even where the books say it is drawn. */
  readonly verify: boolean;
  /** Heads that nobody can have drawn before: there is no need to look. */
  readonly fresh: (head: Oid) => boolean;
}

/** After so many in one go it is the host that fails, not a screen. */
const MAX_FAILURES = 3;

/** Show these heads. */
export async function display(
  shop: Shop,
  delivery: Delivery,
  host: Host,
  heads: ReadonlySet<Oid>,
  manner: Manner,
): Promise<void> {
  const effects = show(await shop.book.read(delivery.repo.key), heads);
  const screens = effects.map((effect) => ({ screen: effect.screen, drawn: draw(effect) }));
  await ensureAll(shop, delivery, host, screens, manner);
}

/** What a screen should show. */
export interface Screen {
  readonly screen: string;
  readonly drawn: Drawn;
}

/** Draw these where they differ from what the books say is drawn, and note it. */
export async function ensureAll(
  shop: Shop,
  delivery: Delivery,
  host: Host,
  screens: readonly Screen[],
  { verify, fresh }: Manner,
): Promise<void> {
  const { key } = delivery.repo;
  const { shown } = await shop.book.read(key);
  const failures: unknown[] = [];
  for (const { screen, drawn } of screens) {
    const known = shown.get(screen);
    if (known?.digest === drawn.digest && !verify) continue;
    const isFresh = drawn.kind === "check" && known === undefined && fresh(drawn.on);
    try {
      const id = await host.forge.ensure(drawn, known?.id ?? null, isFresh);
      if (known?.digest === drawn.digest && known.id === id) continue;
      await shop.book.note(key, delivery.id, shop.clock.now(), { kind: "shown", screen, digest: drawn.digest, id });
    } catch (error) {
      // A limit holds for everything; a screen that cannot be drawn must not keep others from being drawn.
      if (!(error instanceof Incomplete) || error instanceof Later) throw error;
      failures.push(error);
      if (failures.length === MAX_FAILURES) break;
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** An effect as text within the host's limits. */
export function draw(effect: Effect): Drawn {
  if (effect.kind === "comment") {
    const body = gateComment(effect.verdict);
    return { kind: "comment", thread: effect.thread, topic: effect.topic, body, digest: digest(body) };
  }
  if (effect.kind === "review") {
    const { thread, on, approve } = effect;
    return { kind: "review", thread, on, approve, digest: `${on} ${approve}` };
  }
  const { name, on, conclusion, verdicts, reruns } = effect;
  const text = renderCheck(verdicts);
  // Another policy that judges the same changes nothing on the screen: it stays the one it was written by.
  const shows = digest(JSON.stringify([conclusion, text, reruns]));
  return { kind: "check", name, on, conclusion, text: pinned(text, verdicts), digest: shows };
}

/** Tells texts apart, also those that somebody made to look the same. */
export const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);
