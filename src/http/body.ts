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
      const chunks: Buffer[] = [];
      let size = 0;
      const end = () => {
        this.#held -= size;
        size = 0;
        request.off("data", take);
      };
      const take = (chunk: Buffer) => {
        size += chunk.length;
        this.#held += chunk.length;
        if (size > this.#each || this.#held > this.#all) {
          const why = size > this.#each ? "too large" : "too many";
          request.pause();
          chunks.length = 0;
          end();
          resolve(why);
        } else chunks.push(chunk);
      };
      request.on("data", take);
      request.once("end", () => {
        end();
        resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
      });
      request.once("error", () => {
        chunks.length = 0;
        end();
        reject(new Gone("the request ended before its body did"));
      });
    });
  }
}
