// The inbox on SQL: deliveries stored before they are answered, one holder for each repository. Never reorders within a repository.
import { randomUUID } from "node:crypto";
import type { Instant } from "../core/entry.ts";
import type { Delivery } from "../core/signal.ts";
import type { Inbox, Taken } from "../ports.ts";
import { type Database, holdable } from "./database.ts";
import * as sql from "./inbox-sql.ts";
import type { Wake } from "./wake.ts";

export class SqlInbox implements Inbox {
  readonly #database: Database;
  readonly #wake: Wake;
  /** This store among all that share the database. */
  readonly #owner = randomUUID();

  constructor(database: Database, wake: Wake) {
    this.#database = database;
    this.#wake = wake;
  }

  async put(delivery: Delivery, at: Instant): Promise<"new" | "seen"> {
    const id = holdable(delivery.id);
    const repo = holdable(delivery.repo.key);
    const [rows] = await this.#database.write([
      { sql: sql.PUT, values: { id, repo, delivery: JSON.stringify(delivery), at } },
    ]);
    if (rows?.length !== 1) return "seen";
    this.#wake.ring();
    this.#database.announce();
    return "new";
  }

  async take(limit: number, now: Instant, leaseMs: number): Promise<readonly Taken[]> {
    this.#wake.looked();
    const lease = randomUUID();
    const until = later(now, leaseMs);
    const [, rows = []] = await this.#database.write([
      { sql: sql.CLAIM_LANES, values: { owner: this.#owner, lease, until, now, limit } },
      { sql: sql.LEASE, values: { lease, now, limit } },
      { sql: sql.LEAVE_EMPTY_LANES, values: { lease } },
    ]);
    return rows
      .toSorted((a, b) => Number(a.arrival) - Number(b.arrival))
      .map((row) => ({
        delivery: JSON.parse(row.delivery as string) as Delivery,
        attempts: Number(row.attempts) - 1,
        receivedAt: row.received_at as Instant,
      }));
  }

  async done(id: string, now: Instant): Promise<void> {
    await this.#giveBack(id, sql.DONE, { now });
  }

  async postpone(id: string, until: Instant, why: string): Promise<void> {
    await this.#giveBack(id, sql.POSTPONE, { until, why: holdable(why), owner: this.#owner });
  }

  async renew(ids: readonly string[], now: Instant, leaseMs: number): Promise<void> {
    const values = { owner: this.#owner, until: later(now, leaseMs) };
    const statements = ids.map((id) => ({ sql: sql.RENEW, values: { ...values, id: holdable(id) } }));
    await this.#database.writeInTurn(statements);
  }

  async count(): Promise<{ readonly waiting: number; readonly oldest: Instant | null }> {
    const [row] = await this.#database.query(sql.COUNT, {});
    return { waiting: Number(row?.[0] ?? 0), oldest: (row?.[1] ?? null) as Instant | null };
  }

  wait(ms: number): Promise<void> {
    return this.#wake.wait(ms);
  }

  async forget(before: Instant): Promise<void> {
    await this.#database.write([{ sql: sql.FORGET_LANES, values: { before } }]);
    for (;;) {
      const [rows] = await this.#database.write([{ sql: sql.FORGET, values: { before } }]);
      if (rows === undefined || rows.length === 0) return;
    }
  }

  /** Of two that finish at once, the second one to look sees that the first has finished too. */
  async #giveBack(id: string, how: string, values: Readonly<Record<string, string>>): Promise<void> {
    const key = holdable(id);
    await this.#database.writeInTurn([
      { sql: how, values: { ...values, id: key } },
      { sql: sql.LEAVE_LANE, values: { owner: this.#owner, id: key } },
    ]);
  }
}

function later(now: Instant, ms: number): Instant {
  return new Date(Date.parse(now) + ms).toISOString();
}
