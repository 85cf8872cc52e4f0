// Works off the inbox: one lane per repository, in order; several repositories side by side. What fails is tried again later,
// what is done is done once. Stopping waits for what is running.
import { type Inbox, Incomplete, Later, type Taken } from "../ports.ts";
import type { Shop } from "./desk.ts";
import { handle } from "./handle.ts";

export interface Diary {
  /** One line per delivery: cause, subject, outcome; no payloads, no tokens. */
  readonly handled: (
    taken: Taken,
    outcome: "done" | "postponed" | "failed" | "given up",
    why: string | null,
    ms: number,
  ) => void;
}

/** A process that was killed keeps its repositories waiting for as long as this. */
const LEASE_MS = 15_000;
const AT_ONCE = 8;
const IDLE_MS = 1_000;
/** What fails by a fault of ours this often is given up, so that it does not hold up what stands behind it; the sweep looks again. */
const MAX_FAILURES = 8;
/** How long until the next try, by how often it failed. */
const PAUSES = [1_000, 2_000, 4_000, 10_000, 30_000, 60_000] as const;

export class Lanes {
  readonly #shop: Shop;
  readonly #inbox: Inbox;
  readonly #diary: Diary;
  readonly #running = new Set<Promise<void>>();
  #stopping = false;
  #loop: Promise<void> | null = null;

  constructor(shop: Shop, inbox: Inbox, diary: Diary) {
    this.#shop = shop;
    this.#inbox = inbox;
    this.#diary = diary;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Take nothing more, finish what is running. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#loop;
    await Promise.all(this.#running);
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      const taken = await this.#take();
      if (taken.length === 0) await Promise.race([this.#inbox.wait(IDLE_MS), ...this.#running]);
      for (const lane of byRepo(taken)) {
        const running = this.#work(lane).finally(() => this.#running.delete(running));
        this.#running.add(running);
      }
      while (this.#running.size >= AT_ONCE) await Promise.race(this.#running);
    }
  }

  /** A store that is away for a while does not end the loop. */
  async #take(): Promise<readonly Taken[]> {
    try {
      return await this.#inbox.take(AT_ONCE * 4, this.#shop.clock.now(), LEASE_MS);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
      return [];
    }
  }

  /** One repository's deliveries, in order; the first that must wait holds up those behind it. */
  async #work(lane: readonly Taken[]): Promise<void> {
    const ids = lane.map(({ delivery }) => delivery.id);
    const renewal = setInterval(() => {
      this.#inbox.renew(ids, this.#shop.clock.now(), LEASE_MS).catch(() => {});
    }, LEASE_MS / 3);
    try {
      for (const [index, taken] of lane.entries()) {
        if (await this.#one(taken)) continue;
        const rest = lane.slice(index + 1);
        for (const { delivery } of rest)
          await this.#inbox.postpone(delivery.id, this.#shop.clock.now(), "waits for an earlier one");
        return;
      }
    } catch {
      // The store is away; the leases run out and the deliveries are taken again.
    } finally {
      clearInterval(renewal);
    }
  }

  async #one(taken: Taken): Promise<boolean> {
    const { delivery, attempts } = taken;
    const { clock } = this.#shop;
    const started = performance.now();
    try {
      await handle(this.#shop, delivery, attempts);
      await this.#inbox.done(delivery.id, clock.now());
      this.#diary.handled(taken, "done", null, performance.now() - started);
      return true;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const outcome = error instanceof Incomplete ? "postponed" : attempts < MAX_FAILURES ? "failed" : "given up";
      if (outcome === "given up") {
        await this.#inbox.done(delivery.id, clock.now());
        this.#diary.handled(taken, outcome, why, performance.now() - started);
        return true;
      }
      const pause = PAUSES[Math.min(attempts, PAUSES.length - 1)]!;
      const until = error instanceof Later ? error.until : new Date(Date.parse(clock.now()) + pause).toISOString();
      await this.#inbox.postpone(delivery.id, until, why);
      this.#diary.handled(taken, outcome, why, performance.now() - started);
      return false;
    }
  }
}

function byRepo(taken: readonly Taken[]): Taken[][] {
  const lanes = new Map<string, Taken[]>();
  for (const each of taken) lanes.set(each.delivery.repo.key, [...(lanes.get(each.delivery.repo.key) ?? []), each]);
  return [...lanes.values()];
}
