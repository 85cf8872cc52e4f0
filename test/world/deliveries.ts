// Webhook deliveries: signed, in order, recorded; held back, shuffled, doubled or lost on request. Never repeated unasked.
import { createHmac, randomInt, randomUUID } from "node:crypto";
import { links, notFound, Refused, type Routes } from "./api.ts";
import type { GitHub } from "./github.ts";
import type { Json } from "./state.ts";

export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly installation: number | null;
  readonly repository: number | null;
  readonly body: string;
  readonly redelivery: boolean;
  at: string;
  duration: number;
  /** What the App answered; 0 where it was not reached. */
  status: number;
  says: string;
  response: string;
}

export interface Release {
  readonly order?: "sent" | "reversed" | "shuffled";
  readonly twice?: boolean;
  /** All at once instead of one after the other. */
  readonly together?: boolean;
}

/** Larger payloads are not sent at all. */
const MAX_BYTES = 25 * 1024 * 1024;
/** How long a delivery can be sent again, and is listed. */
const WINDOW_MS = 3 * 24 * 3600 * 1000;

export class Deliveries {
  readonly #world: GitHub;
  readonly all: Delivery[] = [];
  target: string | null = null;
  mode: "send" | "hold" | "drop" = "send";
  /** How long the App may take to answer. */
  timeoutMs = 10_000;
  #held: Delivery[] = [];
  #chain: Promise<unknown> = Promise.resolve();

  constructor(world: GitHub) {
    this.#world = world;
  }

  emit(event: string, payload: Json, installation: number | null, repository: number | null): Delivery | null {
    const body = JSON.stringify(payload);
    if (Buffer.byteLength(body) > MAX_BYTES) return null;
    const action = typeof payload.action === "string" ? payload.action : null;
    return this.#add({ guid: randomUUID(), event, action, installation, repository, body, redelivery: false });
  }

  /** The same again: its GUID stays, its id is new. */
  redeliver(old: Delivery): Delivery {
    return this.#add({ ...old, redelivery: true });
  }

  /** Send what was held, then go on as before. */
  async release({ order = "sent", twice = false, together = false }: Release = {}): Promise<void> {
    this.mode = "send";
    let held = this.#held.splice(0);
    if (twice) held = held.flatMap((each) => [each, { ...each }]);
    if (order === "reversed") held.reverse();
    if (order === "shuffled") for (let at = held.length - 1; at > 0; at -= 1) swap(held, at, randomInt(at + 1));
    if (together) await Promise.all(held.map((each) => this.#post(each)));
    else for (const each of held) await this.#post(each);
  }

  /** Resolves when everything emitted so far has been answered, or has failed. */
  async settled(): Promise<void> {
    for (let chain: unknown; chain !== this.#chain; ) {
      chain = this.#chain;
      await this.#chain;
    }
  }

  /** POST something to the App's address as GitHub would; for bodies and headers GitHub would not send. */
  async send(headers: Record<string, string>, body: string): Promise<Response> {
    if (this.target === null) throw new Error("the App has no address: world.connect(url)");
    return fetch(this.target, { method: "POST", headers, body, signal: AbortSignal.timeout(this.timeoutMs) });
  }

  headers(delivery: Pick<Delivery, "guid" | "event" | "body">): Record<string, string> {
    const sign = (hash: string) => createHmac(hash, this.#world.app.secret).update(delivery.body).digest("hex");
    return {
      ...{ "content-type": "application/json", "user-agent": "GitHub-Hookshot/d0b1e00", accept: "*/*" },
      "x-github-delivery": delivery.guid,
      "x-github-event": delivery.event,
      "x-github-hook-id": "1",
      "x-github-hook-installation-target-id": String(this.#world.app.id),
      "x-github-hook-installation-target-type": "integration",
      "x-hub-signature": `sha1=${sign("sha1")}`,
      "x-hub-signature-256": `sha256=${sign("sha256")}`,
    };
  }

  #add(given: Omit<Delivery, "id" | "at" | "duration" | "status" | "says" | "response">): Delivery {
    const answer = { at: this.#world.timestamp(), duration: 0, status: 0, says: "pending", response: "" };
    const delivery: Delivery = { ...given, id: this.#world.nextId(), ...answer };
    this.all.push(delivery);
    if (this.mode === "hold") this.#held.push(delivery);
    else if (this.mode === "drop") Object.assign(delivery, { status: 504, says: "timed out" });
    else this.#chain = this.#chain.then(() => this.#post(delivery));
    return delivery;
  }

  async #post(delivery: Delivery): Promise<void> {
    const start = Date.now();
    try {
      const answer = await this.send(this.headers(delivery), delivery.body);
      delivery.status = answer.status;
      delivery.says = answer.ok ? "OK" : `Invalid HTTP Response: ${answer.status}`;
      delivery.response = await answer.text();
    } catch (error) {
      const timedOut = error instanceof Error && error.name === "TimeoutError";
      Object.assign(delivery, {
        status: timedOut ? 504 : 502,
        says: timedOut ? "timed out" : "failed to connect to host",
      });
    }
    delivery.duration = (Date.now() - start) / 1000;
  }
}

const swap = <T>(list: T[], a: number, b: number): void => {
  [list[a], list[b]] = [list[b]!, list[a]!];
};

const itemJson = (each: Delivery): Json => ({
  id: each.id,
  guid: each.guid,
  delivered_at: each.at,
  redelivery: each.redelivery,
  duration: each.duration,
  status: each.says,
  status_code: each.status,
  event: each.event,
  action: each.action,
  installation_id: each.installation,
  repository_id: each.repository,
  throttled_at: null,
});

const failed = (each: Delivery): boolean => each.status < 200 || each.status >= 400;

const recent = (world: GitHub): Delivery[] =>
  world.deliveries.all.filter(
    (each) => world.now().getTime() - Date.parse(each.at) <= WINDOW_MS && each.says !== "pending",
  );

export const deliveryRoutes: Routes = {
  "GET /app/hook/deliveries": {
    auth: "app",
    run: (call) => {
      const size = Math.min(100, Number(call.query.get("per_page") ?? 30));
      const cursor = call.query.get("cursor");
      const wanted = call.query.get("status");
      const listed = recent(call.world)
        .filter((each) => wanted === null || failed(each) === (wanted === "failure"))
        .reverse();
      const from = cursor === null ? 0 : listed.findIndex(({ id }) => `v1_${id}` === cursor);
      if (from === -1) throw new Refused(422, "Invalid cursor");
      const next = listed[from + size];
      const headers = links(call, next === undefined ? {} : { next: { cursor: `v1_${next.id}`, name: "cursor" } });
      return { body: listed.slice(from, from + size).map(itemJson), headers };
    },
  },
  "GET /app/hook/deliveries/{delivery_id}": {
    auth: "app",
    run: ({ world, params }) => {
      const delivery = recent(world).find(({ id }) => id === Number(params.delivery_id));
      if (delivery === undefined) throw notFound();
      const request = { headers: world.deliveries.headers(delivery), payload: JSON.parse(delivery.body) };
      const response = { headers: {}, payload: delivery.response };
      return { body: { ...itemJson(delivery), request, response } };
    },
  },
  "POST /app/hook/deliveries/{delivery_id}/attempts": {
    auth: "app",
    run: ({ world, params }) => {
      const delivery = recent(world).find(({ id }) => id === Number(params.delivery_id));
      if (delivery === undefined) throw notFound();
      world.deliveries.redeliver(delivery);
      return { status: 202, body: {} };
    },
  },
  "GET /app/hook/config": {
    auth: "app",
    run: ({ world }) => ({
      body: { url: world.deliveries.target ?? "", content_type: "json", insecure_ssl: "0", secret: "********" },
    }),
  },
};
