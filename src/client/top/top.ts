// Keeps the terminal panel true: woken by the server's events, the clock moved on every second, what is away said to be.
import type { StateDocument } from "../../core/document.ts";
import type { Instant } from "../../core/entry.ts";
import { Incomplete } from "../../ports.ts";
import type { Client } from "../api.ts";

/** Between two looks at the clock, at what time alone changes, and at what events say, in milliseconds. */
const SECOND = 1_000;
const STALE = 15_000;
const GATHER = 100;

export interface Panel {
  readonly client: Pick<Client, "state" | "events">;
  readonly draw: (document: StateDocument, away: Instant | null) => void;
  readonly now: () => Instant;
  readonly signal: AbortSignal;
}

/** Draws until the signal ends it; throws where the server does not answer from the beginning, or says that we may not ask. */
export async function watchTop({ client, draw, now, signal }: Panel): Promise<void> {
  let document = await client.state({ open: true });
  let away: Instant | null = null;
  let isNews = false;
  let failure: unknown = null;
  let wake = () => {};
  const listen = async () => {
    for await (const _ of client.events(document.seq, signal)) {
      isNews = true;
      wake();
    }
  };
  const listening = listen().catch((error: unknown) => {
    failure = error;
    wake();
  });
  signal.addEventListener("abort", () => wake());
  for (let fresh = Date.parse(now()); !signal.aborted && failure === null; ) {
    draw(document, away);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, SECOND);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (signal.aborted || isNews || failure !== null) wake();
    });
    const isStale = Date.parse(now()) - fresh >= (away === null ? STALE : SECOND);
    if (signal.aborted || !(isNews || isStale)) continue;
    // What comes together is looked at together.
    await new Promise((resolve) => setTimeout(resolve, GATHER));
    isNews = false;
    try {
      document = await client.state({ open: true });
      away = null;
    } catch (error) {
      if (!(error instanceof Incomplete)) throw error;
      away ??= now();
    }
    fresh = Date.parse(now());
  }
  if (failure !== null) throw failure;
  await listening;
}
