// Server-sent events from ledgers: one channel for each repository that anybody listens to.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RepoKey } from "../core/signal.ts";
import { problem } from "./answer.ts";
import { Channel, type Source } from "./channel.ts";

/** Of all repositories together: each costs a file handle and some kilobytes. */
const MAX_LISTENERS = 20_000;

/** Somebody who listens, for as long as they may. */
export interface Asking {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** Is what opened the line still good? Asked now and then. */
  readonly may: () => Promise<boolean>;
}

export class Streams {
  readonly #source: Source;
  readonly #failed: (error: unknown) => void;
  readonly #channels = new Map<RepoKey, Channel>();
  #open = 0;
  #closed = false;

  /** `failed` is told why a ledger could not be read; its listeners' lines end then, and they come back. */
  constructor(source: Source, failed: (error: unknown) => void) {
    this.#source = source;
    this.#failed = failed;
  }

  /** How many listen now. */
  get open(): number {
    return this.#open;
  }

  close(): void {
    this.#closed = true;
    for (const each of this.#channels.values()) each.close();
  }

  /** Send what comes after a number, for as long as somebody listens. */
  async follow(key: RepoKey, { request, response, query, may }: Asking): Promise<void> {
    if (this.#open >= MAX_LISTENERS) return problem(response, 503, "busy", "too many listen already; come back later");
    const asked = numberOf(request.headers["last-event-id"]) ?? numberOf(query.get("after")) ?? 0;
    const known = this.#channels.get(key)?.last;
    const last = known !== undefined && asked <= known ? known : (await this.#source.state(key)).seq;
    if (this.#closed || response.destroyed) return void response.destroy();
    this.#open += 1;
    response.once("close", () => {
      this.#open -= 1;
    });
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": listening\n\n");
    // A number that the ledger never came to is of another one, which this one was rebuilt from.
    const after = asked <= last ? asked : 0;
    const channel = this.#channels.get(key);
    const who = { authorization: request.headers.authorization ?? "", may };
    if (channel !== undefined) return channel.join(response, after, who);
    this.#start(key, last).join(response, after, who);
  }

  #start(key: RepoKey, last: number): Channel {
    const channel = new Channel(this.#source, key, last);
    this.#channels.set(key, channel);
    // It begins once somebody has joined.
    queueMicrotask(() => void this.#run(key, channel));
    return channel;
  }

  async #run(key: RepoKey, channel: Channel): Promise<void> {
    try {
      // Somebody may join while it ends.
      do await channel.run();
      while (!channel.isIdle);
    } catch (error) {
      channel.close();
      this.#failed(error);
    } finally {
      this.#channels.delete(key);
    }
  }
}

/** An entry's number as it was sent; null for anything else. */
function numberOf(text: string | readonly string[] | null | undefined): number | null {
  return typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
