// What handling a delivery works with: the books, the clock and the host, and the one way to record.
import type { Instant } from "../core/entry.ts";
import type { HostEvent } from "../core/event.ts";
import type { Delivery } from "../core/signal.ts";
import type { State } from "../core/state.ts";
import type { Clock, Host } from "../ports.ts";
import type { Book } from "./book.ts";

export interface Shop {
  readonly book: Book;
  readonly clock: Clock;
  /** From when on it has heard what is said; not there where it always has. */
  readonly since?: Instant;
  /** Hands a document to a URL of the policy; never waits, never fails. */
  readonly post?: (url: string, document: unknown) => void;
  readonly hostOf: (delivery: Delivery["repo"]) => Promise<Host>;
}

/** What handling one delivery works with. */
export interface Desk {
  readonly shop: Shop;
  readonly delivery: Delivery;
  readonly host: Host;
  readonly record: (events: readonly HostEvent[]) => Promise<State>;
  readonly giveUp: boolean;
}

/** That time has passed. */
export const tickOf = ({ clock, since }: Shop): HostEvent & { kind: "tick" } => ({
  kind: "tick",
  now: clock.now(),
  ...(since === undefined ? {} : { since }),
});
