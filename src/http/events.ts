// Server-sent events from a ledger: `id:` is the entry's number, so that whoever comes back goes on where they were.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RepoKey } from "../core/signal.ts";
import type { Library } from "./api.ts";

/** Says that the line is alive, and looks whether another process wrote something. */
const BEAT_MS = 2_000;
const BEATS_PER_WORD = 7;

/** Somebody who listens, for as long as they may. */
export interface Listener {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** Is what opened the line still good? Asked now and then. */
  readonly may: () => Promise<boolean>;
}

export class Streams {
  readonly #open = new Set<ServerResponse>();
  #closed = false;

  close(): void {
    this.#closed = true;
    for (const each of this.#open) each.end();
  }

  /** Send what comes after a number, for as long as somebody listens. */
  async follow({ state, entries, news }: Library, key: RepoKey, { request, response, query, may }: Listener) {
    const asked = numberOf(request.headers["last-event-id"]) ?? numberOf(query.get("after")) ?? 0;
    // A number that the ledger never came to is of another one, which this one was rebuilt from.
    let after = asked <= (await state(key)).seq ? asked : 0;
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": listening\n\n");
    this.#open.add(response);
    try {
      let checked = performance.now();
      for (let beat = 1; !this.#closed && !response.destroyed; beat += 1) {
        const mark = news.mark();
        if (performance.now() - checked >= BEAT_MS) {
          if (!(await may())) return;
          checked = performance.now();
        }
        for await (const stamped of entries(key, after)) {
          after = stamped.seq;
          const line = `id: ${after}\nevent: ${stamped.entry.kind}\ndata: ${JSON.stringify(stamped)}\n\n`;
          if (!response.write(line)) await drained(response);
          if (this.#closed || response.destroyed) return;
        }
        if (beat % BEATS_PER_WORD === 0) response.write(": still here\n\n");
        await news.after(mark, BEAT_MS);
      }
    } finally {
      this.#open.delete(response);
      response.end();
    }
  }
}

/** An entry's number as it was sent; null for anything else. */
function numberOf(text: string | readonly string[] | null | undefined): number | null {
  return typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    response.once("drain", resolve).once("close", resolve);
  });
