// The server for hooks: one request at a time, by node's own client because it loads fastest, each with little patience. What it last
// said of claims is kept for some seconds, and that it is away for some more.
import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import type { ClaimDocument, StateDocument, View } from "../../core/document.ts";
import { fileFor, recall, remember } from "./memory.ts";

export interface Where {
  readonly url: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repo: string;
}

/** It does not answer, or not this token. */
export class Away extends Error {
  override readonly name = "Away";
}

const NO_DOCUMENT = "it answers with no document";
const FRESH_MS = 3_000;
const AWAY_MS = 15_000;
const MAX_BYTES = 32 * 1024 * 1024;

interface Kept {
  readonly at: number;
  /** Null: it was away. */
  readonly claims: readonly ClaimDocument[] | null;
}

export class HookServer {
  readonly #where: Where;
  readonly #file: string;

  constructor(where: Where, folder: string) {
    this.#where = where;
    this.#file = fileFor(folder, "claims", `${where.repo} ${where.url}`);
  }

  /** How things stand. `patience` in milliseconds. */
  async state({ branch = null }: View, patience: number): Promise<StateDocument> {
    const query = new URLSearchParams({ open: "true", ...(branch === null ? {} : { branch }) });
    try {
      const { status, text } = await this.#ask("GET", `state?${query}`, null, patience);
      if (status !== 200) throw new Away(`it answers ${status}${REASONS[status] ?? ""}`);
      const state = JSON.parse(text) as StateDocument;
      if (![state?.claims, state?.messages, state?.sessions].every(Array.isArray)) throw new Away(NO_DOCUMENT);
      this.#keep(state.claims);
      return state;
    } catch (error) {
      this.#keep(null);
      throw error instanceof Away ? error : new Away(NO_DOCUMENT);
    }
  }

  /** The live claims, at most some seconds old. */
  async claims(patience: number): Promise<readonly ClaimDocument[]> {
    const { at, claims } = (recall(this.#file) ?? { at: 0, claims: null }) as Kept;
    const age = Date.now() - at;
    if (claims === null && age >= 0 && age < AWAY_MS) throw new Away("it did not answer a moment ago");
    if (claims !== null && age >= 0 && age < FRESH_MS) return claims;
    return (await this.state({}, patience)).claims;
  }

  /** Say something for a session; whether it was heard. What is refused is nobody's concern here. */
  async say(text: string, session: string, patience: number): Promise<boolean> {
    const body = JSON.stringify({ text, session });
    return await this.#ask("POST", "commands", body, patience).then(
      ({ status }) => status === 200 || status === 409,
      () => false,
    );
  }

  #keep(claims: Kept["claims"]): void {
    remember(this.#file, { at: Date.now(), claims } satisfies Kept);
  }

  async #ask(method: string, path: string, body: string | null, patience: number): Promise<Answer> {
    const { url, token, repo } = this.#where;
    const names = repo.split("/").map(encodeURIComponent).join("/");
    const address = new URL(`${url.replace(/\/$/, "")}/api/v1/repos/${names}/${path}`);
    const { request } = await (address.protocol === "https:" ? import("node:https") : import("node:http"));
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === null ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
    };
    return await answerTo(request, address, { method, headers, agent: false }, body, patience);
  }
}

const REASONS: Readonly<Record<number, string>> = {
  401: ", it does not know this token",
  404: ", it does not know this repository, or not with this token",
};

interface Answer {
  readonly status: number;
  readonly text: string;
}

type Request = (url: URL, options: RequestOptions, answered: (answer: IncomingMessage) => void) => ClientRequest;

function answerTo(
  request: Request,
  address: URL,
  options: RequestOptions,
  body: string | null,
  patience: number,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(address, options, (answer) => {
      const parts: Buffer[] = [];
      let size = 0;
      answer.on("data", (part: Buffer) => {
        size += part.length;
        if (size > MAX_BYTES) asked.destroy(new Away("it says too much"));
        else parts.push(part);
      });
      answer.on("end", () => {
        clearTimeout(limit);
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") });
      });
      answer.on("error", failed);
    });
    const limit = setTimeout(() => asked.destroy(new Away("it takes too long")), Math.max(1, patience));
    const failed = (error: NodeJS.ErrnoException) => {
      clearTimeout(limit);
      reject(error instanceof Away ? error : new Away(`it cannot be reached (${error.code ?? error.name})`));
    };
    asked.on("error", failed);
    asked.end(body ?? undefined);
  });
}
