// Reads the bodies of requests within bounds, each and all of them together. What is too large is never held.
import type { IncomingMessage } from "node:http";

/** Whoever sent the body went away before its end: there is nobody to answer. */
export class Gone extends Error {
  override readonly name = "Gone";
}

/** One body larger than allowed, or too much of others' already held. */
export type TooMuch = "too large" | "too many";

export class Bodies {
  readonly #each: number;
  readonly #all: number;
  #held = 0;

  /** At most so many bytes of one body, and of all unfinished bodies together. */
  constructor(each: number, all: number) {
    this.#each = each;
    this.#all = all;
  }

  /** Does the request say that its body is too large? */
  declares(request: IncomingMessage): boolean {
    return Number(request.headers["content-length"] ?? 0) > this.#each;
  }

  /** The whole body; rejects with Gone where it ends early. */
  read(request: IncomingMessage): Promise<Buffer | TooMuch> {
    return new Promise((resolve, reject) => {
      let chunks: Buffer[] | null = [];
      let size = 0;
      /** Counted no more, whatever still comes. */
      const drop = () => {
        this.#held -= size;
        size = 0;
        chunks = null;
      };
      request.on("data", (chunk: Buffer) => {
        if (chunks === null) return;
        size += chunk.length;
        this.#held += chunk.length;
        if (size <= this.#each && this.#held <= this.#all) return void chunks.push(chunk);
        resolve(size > this.#each ? "too large" : "too many");
        drop();
        request.pause();
      });
      request.on("end", () => {
        if (chunks !== null) resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
        // Held by whoever reads it, and by nobody here.
        drop();
      });
      request.on("error", () => {
        drop();
        reject(new Gone("the request ended before its body did"));
      });
    });
  }
}
