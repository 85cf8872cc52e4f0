// A session's way to the server: its state, its events, its commands. An answer that does not come is Incomplete, never a guess.
import type { MessageDocument, RoundDocument, StateDocument, View } from "../core/document.ts";
import type { Entry, Stamped } from "../core/entry.ts";
import { type Finding, finding } from "../core/finding.ts";
import { Incomplete } from "../ports.ts";

export interface Server {
  readonly url: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repo: string;
}

export type { MessageDocument, RoundDocument, StateDocument };

export interface Outcome {
  readonly became: readonly Entry[];
  readonly findings: readonly Finding[];
}

const PATIENCE_MS = 30_000;
const AGAIN_MS = 1_000;

/** The server answered, and asking again changes nothing. */
class Shut extends Incomplete {}

const again = () => new Promise((resolve) => setTimeout(resolve, AGAIN_MS));

export class Client {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** How things stand; what of it is asked for besides, or left out, as the document says. */
  async state({ branch = null, open = false }: View = {}): Promise<StateDocument> {
    const asked = new URLSearchParams({ ...(branch === null ? {} : { branch }), ...(open ? { open: "true" } : {}) });
    return (await (await this.#ask(asked.size === 0 ? "state" : `state?${asked}`)).json()) as StateDocument;
  }

  /** The state, asked for again until it comes; null: the signal ended that. */
  async stateUntil(signal: AbortSignal): Promise<StateDocument | null> {
    for (; !signal.aborted; await again()) {
      try {
        return await this.state();
      } catch (error) {
        if (error instanceof Shut) throw error;
      }
    }
    return null;
  }

  /** Say something for a session, null where the server tells who speaks: what it became, and why what of it was refused. */
  async command(text: string, session: string | null): Promise<Outcome> {
    const body = JSON.stringify({ text, ...(session === null ? {} : { session }) });
    const init = { method: "POST", body, headers: { "content-type": "application/json" } };
    const answer = await this.#ask("commands", init, [400, 403, 409, 413]);
    const told = (await answer.json()) as Partial<Outcome> & { readonly detail?: string };
    const refused = answer.ok ? [] : [finding("command", { level: "error", message: told.detail ?? "refused" })];
    return { became: told.became ?? [], findings: told.findings ?? refused };
  }

  /** Entries after a number, as they are appended; a line that breaks is taken up again until the signal ends it. */
  async *events(after: number, signal: AbortSignal): AsyncGenerator<Stamped> {
    for (let last = after; !signal.aborted; ) {
      try {
        const answer = await this.#ask(`events?after=${last}`, { signal });
        for await (const stamped of read(answer.body as ReadableStream<Uint8Array>)) {
          last = stamped.seq;
          yield stamped;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Shut) throw error;
      }
      await again();
    }
  }

  async #ask(path: string, init: RequestInit = {}, expected: readonly number[] = []): Promise<Response> {
    const { url, token, repo } = this.#server;
    const address = `${url.replace(/\/$/, "")}/api/v1/repos/${repo.split("/").map(encodeURIComponent).join("/")}/${path}`;
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` };
    const signal = init.signal ?? AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(address, { ...init, headers, signal }).catch((cause: unknown) => {
      throw new Incomplete(`the server at ${url} does not answer`, "is it running? say --url or LANEKEEPER_URL", {
        cause,
      });
    });
    if (answer.ok || expected.includes(answer.status)) return answer;
    if (answer.status === 401)
      throw new Shut("the server does not know this token", "set LANEKEEPER_TOKEN; lanekeeper token create makes one");
    if (answer.status === 404)
      throw new Shut(`${repo} was not found at ${url} with this token`, "say --repo OWNER/NAME");
    throw new Incomplete(`the server at ${url} answered ${answer.status}`);
  }
}

/** Server-sent events, of which only the data is needed. */
async function* read(body: ReadableStream<Uint8Array>): AsyncGenerator<Stamped> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield JSON.parse(data) as Stamped;
    }
  }
}
