// Whether the store can be reached, in words.
import { setTimeout } from "node:timers/promises";
import type { Store } from "./store.ts";

/** "ok", or why nothing can be stored now. */
export function pinged(store: Pick<Store, "ping">): Promise<string> {
  const answer = store.ping().then(
    () => "ok",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return Promise.race([answer, setTimeout(PING_MS, `no answer within ${PING_MS / 1000} s`, { ref: false })]);
}

const PING_MS = 3_000;
