// The API over one repository: its state, its ledger as events, and commands. Every route wants a token.
import type { IncomingMessage, ServerResponse } from "node:http";
import { documentOf, type View } from "../core/document.ts";
import type { Entry, Instant, Stamped } from "../core/entry.ts";
import type { Finding } from "../core/finding.ts";
import type { RepoKey } from "../core/signal.ts";
import type { State } from "../core/state.ts";
import { json, problem } from "./answer.ts";
import { type AskForge, admit, type Visitor } from "./auth.ts";
import { Streams } from "./events.ts";
import type { Tokens } from "./tokens.ts";

/** What the API reads and does; the wiring brings it. */
export interface Library {
  /** Every repository there is, by `owner/name`. */
  names(): Promise<readonly string[]>;
  /** By `owner/name`. */
  find(name: string): Promise<RepoKey | null>;
  state(key: RepoKey): Promise<State>;
  now(): Instant;
  entries(key: RepoKey, after: number): AsyncIterable<Stamped>;
  /** A mark of now; resolves once something was appended after it, or after `ms`. */
  readonly news: { mark(): number; after(mark: number, ms: number): Promise<void> };
  /** Carry out every command of a text, for the session that the visitor says it is. */
  command(key: RepoKey, by: Visitor, session: string | null, text: string): Promise<readonly Answer[]>;
}

/** One command of a text: what it became, or why nothing did. */
export interface Answer {
  readonly became: readonly Entry[];
  readonly finding: Finding | null;
}

export interface Api {
  /** False where there is no such route. */
  serve(request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams): Promise<boolean>;
  /** End every stream. */
  close(): void;
}

const ROUTE = /^\/api\/v1\/repos\/([^/]+\/[^/]+)\/(state|events|commands)$/;
const METHODS = { state: "GET", events: "GET", commands: "POST" } as const;
const BODY_BYTES = 64 * 1024;

export function api(library: Library, tokens: Tokens, forge: AskForge | null): Api {
  const streams = new Streams();
  return {
    close: () => streams.close(),
    serve: async (request, response, path, query) => {
      const [, name, route] = ROUTE.exec(path) ?? [];
      if (name === undefined || route === undefined) return false;
      const method = METHODS[route as keyof typeof METHODS];
      if (request.method !== method) {
        response.setHeader("allow", method);
        problem(response, 405, "not so", `here only ${method} is answered`);
        return true;
      }
      const repo = decode(name);
      const { visitor, status } = await admit(request, repo, tokens, forge);
      const key = visitor === null ? null : await library.find(repo);
      if (status === 401) {
        response.setHeader("www-authenticate", "Bearer");
        problem(response, 401, "no token", "send Authorization: Bearer TOKEN; lanekeeper token create makes one");
      } else if (visitor === null || key === null)
        problem(response, 404, "not found", `there is no ${repo} for this token`);
      else if (route === "state")
        json(response, 200, documentOf(await library.state(key), library.now(), viewOf(query)));
      else if (route === "events") {
        // A forge that does not answer takes nothing back.
        const may = () =>
          admit(request, repo, tokens, forge).then(
            (again) => again.visitor !== null,
            () => true,
          );
        await streams.follow(library, key, { request, response, query, may });
      } else await command(library, key, visitor, request, response);
      return true;
    },
  };
}

/** `?branch=B`: with the verdicts of that branch. `?open=true`: without what is finished. */
const viewOf = (query: URLSearchParams): View => ({ branch: query.get("branch"), open: query.get("open") === "true" });

async function command(
  library: Library,
  key: RepoKey,
  visitor: Visitor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (visitor.role === "read") return problem(response, 403, "may not write", "this token only reads");
  const said = await saidIn(request);
  if (said === null)
    return problem(response, 400, "not a command", 'send {"text": "/claim src/api/**", "session": "sA"}');
  if (visitor.session !== null && said.session !== null && said.session !== visitor.session)
    return problem(response, 403, "may not write", `this token speaks for ${visitor.session} alone`);
  const answers = await library.command(key, visitor, said.session, said.text);
  const became = answers.flatMap((each) => each.became);
  const findings = answers.flatMap(({ finding }) => (finding === null ? [] : [finding]));
  if (answers.length === 0)
    return problem(response, 400, "not a command", "there is no command in this text; /help says which there are");
  if (findings.length === 0) return json(response, 200, { became });
  problem(response, 409, "refused", findings.map(({ message }) => message).join("; "), { findings, became });
}

interface Said {
  readonly session: string | null;
  readonly text: string;
}

async function saidIn(request: IncomingMessage): Promise<Said | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_BYTES) return null;
    parts.push(part);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
    const { text, session = null } = (body ?? {}) as { text?: unknown; session?: unknown };
    if (typeof text !== "string" || (session !== null && typeof session !== "string")) return null;
    return { text, session };
  } catch {
    return null;
  }
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
