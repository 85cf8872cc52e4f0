// LISTEN and NOTIFY between processes on one PostgreSQL: a nudge to look at once. Never carries work; without it people poll.
import { randomUUID } from "node:crypto";
import pg from "pg";

const CHANNEL = "lanekeeper_inbox";
const RETRY_MS = 5000;

export class PostgresNews {
  readonly #url: string;
  readonly #notify: (sql: string, values: readonly string[]) => Promise<unknown>;
  readonly #heard: () => void;
  /** Our own news need no listening to. */
  readonly #name = randomUUID();
  #listener: pg.Client | null = null;
  #retry: NodeJS.Timeout | null = null;
  #sending = false;
  #more = false;
  #closed = false;

  constructor(url: string, notify: (sql: string, values: readonly string[]) => Promise<unknown>, heard: () => void) {
    this.#url = url;
    this.#notify = notify;
    this.#heard = heard;
  }

  async listen(): Promise<void> {
    const listener = new pg.Client({ connectionString: this.#url, keepAlive: true });
    this.#listener = listener;
    listener.on("notification", ({ payload }) => {
      if (payload !== this.#name) this.#heard();
    });
    listener.on("error", () => this.#lost(listener));
    listener.on("end", () => this.#lost(listener));
    try {
      await listener.connect();
      await listener.query(`listen ${CHANNEL}`);
      // What was said while nobody listened.
      this.#heard();
    } catch {
      this.#lost(listener);
    }
  }

  /** One at a time: NOTIFY takes a lock that all commits of the server queue for. */
  announce(): void {
    this.#more = true;
    if (!this.#sending) void this.#send();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    await this.#listener?.end().catch(() => {});
  }

  async #send(): Promise<void> {
    this.#sending = true;
    while (this.#more && !this.#closed) {
      this.#more = false;
      await this.#notify("select pg_notify($1, $2)", [CHANNEL, this.#name]).catch(() => {});
    }
    this.#sending = false;
  }

  #lost(listener: pg.Client): void {
    if (this.#closed || this.#listener !== listener) return;
    this.#listener = null;
    listener.end().catch(() => {});
    this.#retry = setTimeout(() => void this.listen(), RETRY_MS);
  }
}
