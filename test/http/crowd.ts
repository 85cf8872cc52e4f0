// Many who listen to one server's events, each over a connection of its own; whoever is cut off comes back where they were.
import { type ClientRequest, request } from "node:http";

const AGAIN_MS = 20;

export class Ear {
  /** The numbers that came, in order. */
  readonly heard: number[] = [];
  /** How often its line was opened. */
  opened = 0;
  readonly #url: () => string;
  readonly #token: string;
  #request: ClientRequest | null = null;
  #left = false;

  constructor(url: () => string, token: string) {
    this.#url = url;
    this.#token = token;
    this.#listen();
  }

  get last(): number {
    return this.heard.at(-1) ?? 0;
  }

  leave(): void {
    this.#left = true;
    this.#request?.destroy();
  }

  #listen(): void {
    if (this.#left) return;
    const headers = { authorization: `Bearer ${this.#token}`, "last-event-id": String(this.last) };
    let over = false;
    const again = () => {
      if (over) return;
      over = true;
      setTimeout(() => this.#listen(), AGAIN_MS);
    };
    this.#request = request(this.#url(), { headers, agent: false }, (answer) => {
      let rest = "";
      let greeted = false;
      answer.setEncoding("latin1").on("data", (chunk: string) => {
        if (!greeted) this.opened += 1;
        greeted = true;
        const blocks = (rest + chunk).split("\n\n");
        rest = blocks.pop()!;
        for (const block of blocks) {
          const id = /^id: (\d+)$/m.exec(block)?.[1];
          if (id !== undefined) this.heard.push(Number(id));
        }
      });
      answer.once("close", again).once("error", again);
    });
    this.#request.once("error", again).end();
  }
}

export async function until(what: string, done: () => boolean, ms = 60_000): Promise<void> {
  for (const end = performance.now() + ms; !done(); await new Promise((resolve) => setTimeout(resolve, 5)))
    if (performance.now() > end) throw new Error(`not ${what} within ${ms} ms`);
}
