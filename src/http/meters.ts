// What is counted, in Prometheus' terms: deliveries received, stored and handled, how long they took, what was asked of the forge.
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Inbox } from "../ports.ts";

export class Meters {
  readonly #registry = new Registry();
  readonly #answered = this.#counter("lanekeeper_webhooks_total", "Requests to the webhook, by status answered.", [
    "status",
  ]);
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
  readonly #sweeps = this.#counter("lanekeeper_sweeps_total", "Sweeps begun, by outcome.", ["outcome"]);
  readonly #redelivered = this.#counter("lanekeeper_redeliveries_asked_total", "Failed deliveries asked for again.");

  constructor(inbox: Pick<Inbox, "count">) {
    this.#gauge("lanekeeper_inbox_waiting", "Deliveries that wait to be handled.", [], async (gauge) => {
      gauge.set((await inbox.count()).waiting);
    });
  }

  answered(status: number): void {
    this.#answered.inc({ status });
  }

  stored(event: string, count: number): void {
    this.#stored.inc({ event }, count);
  }

  handled(outcome: string, ms: number): void {
    this.#handled.inc({ outcome });
    if (outcome === "done") this.#latency.observe(ms / 1000);
  }

  swept(outcome: "done" | "failed", redeliveries = 0): void {
    this.#sweeps.inc({ outcome });
    this.#redelivered.inc(redeliveries);
  }

  /** Show a map of counts by route that somebody else keeps. */
  countRequests(counts: ReadonlyMap<string, number>): void {
    const help = "Requests made to the forge, by route.";
    const counter: Counter = new Counter({
      name: "lanekeeper_forge_requests_total",
      help,
      labelNames: ["route"],
      registers: [this.#registry],
      collect: () => {
        counter.reset();
        for (const [route, count] of counts) counter.inc({ route }, count);
      },
    });
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  /** What cannot be read now is left out: the other numbers matter most then. */
  #gauge(name: string, help: string, labelNames: string[], read: (gauge: Gauge) => Promise<void>): void {
    const gauge: Gauge = new Gauge({
      ...{ name, help, labelNames, registers: [this.#registry] },
      collect: () => read(gauge).catch(() => gauge.remove()),
    });
  }
}
