// The door of the double: every request is held to GitHub's description, to its sender's rights, to the limits and to the faults.
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, type Call, Refused, type Route } from "./api.ts";
import { authorise, type Caller, caller } from "./auth.ts";
import type { Fault } from "./faults.ts";
import type { GitHub } from "./github.ts";
import { answerErrors, completeAnswer, type Operation, operations, requestErrors } from "./openapi.ts";
import type { Repo } from "./repo.ts";
import { routes } from "./routes.ts";
import type { Json } from "./state.ts";

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** The operation as GitHub describes it, `GET /repos/{owner}/{repo}`; null where there is none. */
  readonly operation: string | null;
  readonly body: unknown;
  status: number;
}

interface Known {
  readonly name: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly operation: Operation;
}

/** More literal paths first; the last parameter of a path may have slashes in it. */
const known: Known[] = Object.entries(operations)
  .map(([name, operation]): Known => {
    const [method = "", path = ""] = name.split(" ");
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
    // Without a beginning, all refs match.
    const open = path
      .replace(/(?<=matching-refs\/)\{ref\}$/, "(.*)")
      .replace(/\{(ref|basehead|branch)\}$/, "(.+)")
      .replaceAll(/\{\w+\}/g, "([^/]+)");
    return { name, method, pattern: new RegExp(`^${open}$`), names, operation };
  })
  .sort((a, b) => b.name.split("/").length - a.name.split("/").length || a.names.length - b.names.length);

export function listen(world: GitHub): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    void serve(world, request, response).catch((error) => {
      world.violations.push(`the double failed at ${request.method} ${request.url}: ${(error as Error).stack}`);
      response.writeHead(500).end();
    });
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve({ server, port: (server.address() as AddressInfo).port }));
  });
}

async function serve(world: GitHub, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (world.faults.down) {
    request.socket.destroy();
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks).toString("utf8");
  const url = new URL(request.url ?? "/", world.url);
  const base = url.pathname.startsWith("/api/v3/") ? "/api/v3" : "";
  const path = byId(world, url.pathname.slice(base.length));
  const method = request.method ?? "GET";
  const asked: Asked = { method, path, operation: null, body: raw === "" ? undefined : tryJson(raw), status: 0 };
  world.requests.push(asked);
  const fault = world.faults.take(method, path);
  if (fault?.slowMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.slowMs));
  if (fault?.cut === true && fault.applied !== true) return void request.socket.destroy();
  let answer = failure(fault);
  if (answer === null || fault?.applied === true) {
    const real = await handle(world, asked, url, base, request, fault);
    answer ??= real;
  }
  if (fault?.cut === true) return void request.socket.destroy();
  asked.status = answer.status ?? 200;
  send(world, response, answer);
}

/** `/repositories/{id}/…`, where GitHub's redirects of renamed repositories lead. */
function byId(world: GitHub, path: string): string {
  const [, id, rest = ""] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
  const repo = world.repos.find((each) => String(each.id) === id);
  return repo === undefined ? path : `/repos/${repo.fullName}${rest}`;
}

const failure = (fault: Fault | null): Answer | null =>
  fault?.status === undefined
    ? null
    : { status: fault.status, body: { message: fault.message ?? "Server Error" }, headers: fault.headers ?? {} };

async function handle(
  world: GitHub,
  asked: Asked,
  url: URL,
  base: string,
  request: IncomingMessage,
  fault: Fault | null,
): Promise<Answer> {
  const { method, path } = asked;
  if (/^\/(?:api\/)?graphql$/.test(path)) return refusal(new Refused(404, "Not Found"));
  const found = known.find((each) => each.method === method && each.pattern.test(path));
  const route = found === undefined ? undefined : routes[found.name];
  if (found === undefined || route === undefined) return violated(world, `${method} ${path}: not an operation we know`);
  (asked as { operation: string | null }).operation = found.name;
  const match = found.pattern.exec(path)!;
  const params = Object.fromEntries(found.names.map((name, at) => [name, decodeURIComponent(match[at + 1]!)]));
  const errors = requestErrors(found.operation, params, url.searchParams, asked.body);
  if (/raw|diff|patch/.test(request.headers.accept ?? "")) errors.push("this media type is not imitated");
  if (errors.length > 0) return violated(world, ...errors.map((error) => `${found.name}: ${error}`));
  let who = "nobody";
  try {
    const from = caller(world, request.headers.authorization);
    who = from.token?.installation ? String(from.token.installation.id) : (from.token?.person?.login ?? "app");
    if (path !== "/rate_limit") world.limits.count(who, method, path);
    const answer = await run(world, route, from, asked, params, url, base);
    const status = answer.status ?? 200;
    const cut = fault?.truncated === true ? truncated(answer.body) : answer.body;
    const body = completeAnswer(found.operation, status, cut, world.url);
    for (const error of answerErrors(found.operation, status, body))
      world.violations.push(`the double itself, ${found.name} → ${status}: ${error}`);
    if (method !== "GET" || status !== 200)
      return { status, body, headers: { ...answer.headers, ...world.limits.headers(who) } };
    const etag = `W/"${createHash("sha256").update(JSON.stringify(body)).digest("hex")}"`;
    const unchanged = request.headers["if-none-match"] === etag;
    // A 304 to an authorised request is free.
    if (unchanged) world.limits.giveBack(who);
    const headers = { ...answer.headers, ...world.limits.headers(who), etag };
    return unchanged ? { status: 304, headers } : { status, body, headers };
  } catch (error) {
    if (error instanceof Refused) return refusal(error, world.limits.headers(who));
    throw error;
  }
}

function violated(world: GitHub, ...errors: string[]): Answer {
  world.violations.push(...errors);
  return { status: 500, body: { message: errors.join("; ") } };
}

const truncated = (body: unknown): unknown => {
  if (typeof body !== "object" || body === null || !("tree" in body) || !Array.isArray(body.tree)) return body;
  return { ...body, tree: body.tree.slice(0, Math.floor(body.tree.length / 2)), truncated: true };
};

async function run(
  world: GitHub,
  route: Route,
  who: Caller,
  asked: Asked,
  params: Readonly<Record<string, string>>,
  url: URL,
  base: string,
): Promise<Answer> {
  const { owner, repo: name } = params;
  const fullName = `${owner}/${name}`.toLowerCase();
  const named = (each: Repo) => !each.isDeleted && each.fullName.toLowerCase() === fullName;
  const repo = owner === undefined ? null : (world.repos.find(named) ?? null);
  if (owner !== undefined && repo === null) {
    const moved = world.repos.find((each) => each.oldNames.some((old) => old.toLowerCase() === fullName));
    if (moved === undefined) throw new Refused(404, "Not Found");
    const rest = asked.path.split("/").slice(4).join("/");
    const to = `${world.url}${base}/repositories/${moved.id}${rest === "" ? "" : `/${rest}`}${url.search}`;
    return {
      status: asked.method === "GET" ? 301 : 307,
      body: { message: "Moved Permanently", url: to },
      headers: { location: to },
    };
  }
  authorise(route, who, asked.method, repo);
  const installation = who.token?.installation ?? null;
  const call: Call = {
    world,
    // A route without a repository in its path does not look at it.
    repo: repo as Repo,
    installation,
    by: who.token?.person ?? world.bot,
    app: who.token?.person ? null : world.app.id,
    params,
    query: url.searchParams,
    body: (asked.body ?? {}) as Json,
    url: `${world.url}${base}${asked.path}`,
  };
  return route.run(call);
}

const refusal = (refused: Refused, headers: Record<string, string> = {}): Answer => ({
  status: refused.status,
  body: {
    message: refused.message,
    ...(refused.errors === undefined ? {} : { errors: refused.errors }),
    documentation_url: "https://docs.github.com/rest",
    status: String(refused.status),
  },
  headers: { ...headers, ...refused.headers },
});

function send(world: GitHub, response: ServerResponse, answer: Answer): void {
  const status = answer.status ?? 200;
  const text = answer.body === undefined ? "" : JSON.stringify(answer.body);
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    "x-github-request-id": `0000:${world.nextId().toString(16)}`,
    ...answer.headers,
  };
  const isEmpty = status === 204 || status === 304;
  response.writeHead(status, isEmpty ? headers : { ...headers, "content-length": String(Buffer.byteLength(text)) });
  response.end(isEmpty ? "" : text);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
