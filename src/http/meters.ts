// What is counted, in Prometheus' terms: deliveries received, stored and handled, how long they took, what was asked of the forge.
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Inbox } from "../ports.ts";

export class Meters {
  readonly #registry = new Registry();
  // Counted with every request: a number in a map, until somebody asks.
  readonly #answered = new Map<string, number>();
  readonly #stored = new Map<string, number>();
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
    this.#tally("lanekeeper_webhooks_total", "Requests to the webhook, by status answered.", "status", this.#answered);
    this.#tally("lanekeeper_deliveries_stored_total", "Deliveries durably stored, by event.", "event", this.#stored);
    this.#gauge("lanekeeper_inbox_waiting", "Deliveries that wait to be handled.", [], async (gauge) => {
      gauge.set((await inbox.count()).waiting);
    });
  }

  answered(status: number): void {
    count(this.#answered, String(status), 1);
  }

  stored(event: string, deliveries: number): void {
    count(this.#stored, event, deliveries);
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
    this.#tally("lanekeeper_forge_requests_total", "Requests made to the forge, by route.", "route", counts);
  }

  /** Show how many listen to events. */
  countListeners(open: () => number): void {
    this.#gauge("lanekeeper_listeners", "Open event streams.", [], async (gauge) => gauge.set(open()));
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter(name: string, help: string, labelNames: string[] = []): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  /** A counter whose numbers are kept in a map. */
  #tally(name: string, help: string, label: string, counts: ReadonlyMap<string, number>): void {
    const counter: Counter = new Counter({
      ...{ name, help, labelNames: [label], registers: [this.#registry] },
      collect: () => {
        counter.reset();
        for (const [value, count] of counts) counter.inc({ [label]: value }, count);
      },
    });
  }

  /** What cannot be read now is left out: the other numbers matter most then. */
  #gauge(name: string, help: string, labelNames: string[], read: (gauge: Gauge) => Promise<void>): void {
    const gauge: Gauge = new Gauge({
      ...{ name, help, labelNames, registers: [this.#registry] },
      collect: () => read(gauge).catch(() => gauge.remove()),
    });
  }
}

const count = (counts: Map<string, number>, key: string, more: number): void =>
  void counts.set(key, (counts.get(key) ?? 0) + more);
