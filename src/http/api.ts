// The API over one repository: its state, its ledger as events, its judge, and commands. Every route of it wants a token.
import type { IncomingMessage, ServerResponse } from "node:http";
import { documentOf, type View } from "../core/document.ts";
import type { Entry, Instant, Stamped } from "../core/entry.ts";
import type { Finding } from "../core/finding.ts";
import type { RepoKey } from "../core/signal.ts";
import type { State } from "../core/state.ts";
import { findingDocument, type JudgementDocument } from "../render/judgement.ts";
import { json, problem } from "./answer.ts";
import { type Asked, apiBodies, askedIn, objectIn, saidIn } from "./asked.ts";
import { type AskForge, admit, type Visitor } from "./auth.ts";
import type { Bodies } from "./body.ts";
import { Streams } from "./events.ts";
import type { RouteId } from "./routes.ts";
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
  readonly news: { mark(key: RepoKey): number; after(key: RepoKey, mark: number, ms: number): Promise<void> };
  /** Judge a head as if it were pushed now; a string says why there is nothing to judge. */
  judge(key: RepoKey, asked: Asked): Promise<JudgementDocument | string>;
  /** Carry out every command of a text, for the session that the visitor says it is. */
  command(key: RepoKey, by: Visitor, session: string | null, text: string): Promise<readonly Answer[]>;
}

/** One command of a text: what it became, or why nothing did. */
export interface Answer {
  readonly became: readonly Entry[];
  readonly finding: Finding | null;
}

export interface Api {
  /** How many listen to events now. */
  listeners(): number;
  /** Answer a route that wants a token, for the repository as it was asked for. */
  serve(
    id: RouteId,
    repo: string,
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
  ): Promise<void>;
  /** End every stream. */
  close(): void;
}

/** Who asks for which repository, and how what they send is read. */
interface Place {
  readonly key: RepoKey;
  readonly visitor: Visitor;
  readonly bodies: Bodies;
}

/** `failed` is told what went wrong behind a stream, where there is nobody left to answer. */
export function api(
  library: Library,
  tokens: Tokens,
  forge: AskForge | null,
  failed: (error: unknown) => void = () => {},
): Api {
  const streams = new Streams(library, failed);
  const bodies = apiBodies();
  return {
    listeners: () => streams.open,
    close: () => streams.close(),
    serve: async (id, repo, request, response, query) => {
      const { visitor, status } = await admit(request.headers.authorization, repo, tokens, forge);
      const key = visitor === null ? null : await library.find(repo);
      if (status === 401) {
        response.setHeader("www-authenticate", "Bearer");
        return problem(
          response,
          401,
          "no token",
          "send Authorization: Bearer TOKEN; lanekeeper token create makes one",
        );
      }
      if (visitor === null || key === null)
        return problem(response, 404, "not found", `there is no ${repo} for this token`);
      if (id === "events") {
        const { authorization } = request.headers;
        // A forge that does not answer takes nothing back.
        const may = () =>
          admit(authorization, repo, tokens, forge).then(
            (again) => again.visitor !== null,
            () => true,
          );
        return streams.follow(key, { request, response, query, may });
      }
      const place = { key, visitor, bodies };
      if (id === "judge") return judge(library, place, request, response);
      if (id === "commands") return command(library, place, request, response);
      json(response, 200, documentOf(await library.state(key), library.now(), viewOf(query)));
    },
  };
}

/** `?branch=B`: with the verdicts of that branch. `?open=true`: without what is finished. */
const viewOf = (query: URLSearchParams): View => ({ branch: query.get("branch"), open: query.get("open") === "true" });

async function judge(
  library: Library,
  { key, bodies }: Place,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const sent = await objectIn(bodies, request, response);
  if (sent === undefined) return;
  const asked = askedIn(sent);
  if (asked === null)
    return problem(response, 400, "not a question", 'send {"branch": "qa/tidy", "head": "<id>", "by": "ada"}');
  const judged = await library.judge(key, asked);
  if (typeof judged === "string") return problem(response, 400, "not a question", judged);
  json(response, 200, judged);
}

async function command(
  library: Library,
  { key, visitor, bodies }: Place,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (visitor.role === "read") return problem(response, 403, "may not write", "this token only reads");
  const sent = await objectIn(bodies, request, response);
  if (sent === undefined) return;
  const said = saidIn(sent);
  if (said === null)
    return problem(response, 400, "not a command", 'send {"text": "/claim src/api/**", "session": "sA"}');
  if (visitor.session !== null && said.session !== null && said.session !== visitor.session)
    return problem(response, 403, "may not write", `this token speaks for ${visitor.session} alone`);
  const answers = await library.command(key, visitor, said.session, said.text);
  const became = answers.flatMap((each) => each.became);
  const findings = answers.flatMap(({ finding }) => (finding === null ? [] : [findingDocument(finding)]));
  if (answers.length === 0)
    return problem(response, 400, "not a command", "there is no command in this text; /help says which there are");
  if (findings.length === 0) return json(response, 200, { became });
  problem(response, 409, "refused", findings.map(({ message }) => message).join("; "), { findings, became });
}
