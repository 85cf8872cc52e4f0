// What is counted, in Prometheus' terms: deliveries stored and handled, how long they took, what was asked of the forge.
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Inbox } from "../ports.ts";

export class Meters {
  readonly #registry = new Registry();
  readonly #stored = this.#counter("lanekeeper_deliveries_stored_total", "Deliveries durably stored, by event.", [
    "event",
  ]);
  readonly #handled = this.#counter("lanekeeper_deliveries_handled_total", "Deliveries worked on, by outcome.", [
    "outcome",
  ]);
  readonly #latency = new Histogram({
    name: "lanekeeper_delivery_seconds",
    help: "From a delivery being stored to it being handled.",
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers: [this.#registry],
  });

  constructor(inbox: Pick<Inbox, "count">) {
    new Gauge({
      name: "lanekeeper_inbox_waiting",
      help: "Deliveries that wait to be handled.",
      registers: [this.#registry],
      async collect() {
        this.set((await inbox.count()).waiting);
      },
    });
  }

  stored(event: string, count: number): void {
    this.#stored.inc({ event }, count);
  }

  handled(outcome: string, ms: number): void {
    this.#handled.inc({ outcome });
    if (outcome === "done") this.#latency.observe(ms / 1000);
  }

  /** Show a map of counts by route that somebody else keeps. */
  countRequests(counts: ReadonlyMap<string, number>): void {
    new Gauge({
      name: "lanekeeper_forge_requests",
      help: "Requests made to the forge, by route.",
      labelNames: ["route"],
      registers: [this.#registry],
      collect() {
        for (const [route, count] of counts) this.set({ route }, count);
      },
    });
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }
}
