// The HTTP door: finds the route, and answers for what goes wrong in one. Routes live in files of their own.
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import { Incomplete } from "../ports.ts";
import { json, problem } from "./answer.ts";
import type { Api } from "./api.ts";
import { openapi } from "./openapi.ts";
import type { Pages } from "./pages.ts";
import { type RouteId, routesAt } from "./routes.ts";
import type { Webhook } from "./webhooks.ts";

/** Can work be done now, and if not, why. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

export interface Rooms {
  readonly version: string;
  readonly ready: () => Promise<Readiness>;
  /** Prometheus text. */
  readonly metrics: () => Promise<string>;
  /** Null: the App is off. */
  readonly webhook: Webhook | null;
  readonly api?: Api;
  /** What a browser reads. */
  readonly pages?: Pages;
  readonly onError: (error: unknown) => void;
}

export interface HttpServer {
  /** Listen and answer with the URL; port 0 takes any. */
  listen(host: string, port: number): Promise<string>;
  /** Take no new connection, answer what is asked; what takes longer than this is cut off. */
  close(withinMs?: number): Promise<void>;
}

type Serve = (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => Promise<void>;

/** Whoever asks slowly loses the connection: headers within the first, everything within the second. */
export const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 5_000 };
/** Longer than the proxies in front of us keep a connection, so that none sends into one that we close. */
const KEEP_ALIVE_MS = 75_000;
const DRAIN_MS = 5_000;
const STATUS_OF: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
};

export function httpServer(rooms: Rooms, timeouts = TIMEOUTS): HttpServer {
  const doors = doorsOf(rooms);
  const server = createServer({ ...timeouts, keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    answer(doors, rooms.api, request, response).catch((error: unknown) => {
      // Somebody else does not answer now; nothing failed here.
      if (error instanceof Incomplete && !response.headersSent) return problem(response, 503, "not now", error.message);
      rooms.onError(error);
      if (!response.headersSent) problem(response, 500, "failed", "the server could not answer; its log says why");
      else response.destroy();
    });
  });
  // What is no HTTP has no request to answer; it is told in the same words.
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (socket.destroyed || !socket.writable) return;
    const status = STATUS_OF[error.code ?? ""] ?? 400;
    const body = JSON.stringify({ title: "not so", status, detail: STATUS_CODES[status] });
    const type = "content-type: application/problem+json";
    const length = `content-length: ${Buffer.byteLength(body)}`;
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${type}\r\n${length}\r\nconnection: close\r\n\r\n${body}`,
    );
  });
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => resolve(urlOf(host, server.address() as AddressInfo)));
      }),
    close: (withinMs = DRAIN_MS) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), withinMs);
        // A connection that is kept alive becomes idle once it was answered.
        const sweep = setInterval(() => server.closeIdleConnections(), 20);
        server.close(() => {
          clearTimeout(cut);
          clearInterval(sweep);
          resolve();
        });
      }),
  };
}

const urlOf = (host: string, { port }: AddressInfo): string =>
  `http://${host.includes(":") ? `[${host}]` : host}:${port}`;

/** What answers without a token; what is not there is switched off. */
function doorsOf(rooms: Rooms): ReadonlyMap<RouteId, Serve> {
  const description = openapi();
  const doors: [RouteId, Serve][] = [
    ["health", async (_, response) => json(response, 200, { status: "ok", version: rooms.version })],
    [
      "ready",
      async (_, response) => {
        const { ready, checks } = await rooms.ready();
        json(response, ready ? 200 : 503, { status: ready ? "ready" : "not ready", checks });
      },
    ],
    [
      "metrics",
      async (_, response) => {
        const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8" };
        response.writeHead(200, headers).end(await rooms.metrics());
      },
    ],
    ["description", async (_, response) => json(response, 200, description)],
    ...(rooms.webhook === null ? [] : [["webhook", rooms.webhook] satisfies [RouteId, Serve]]),
    ...(rooms.pages === undefined
      ? []
      : ([
          ["board", rooms.pages.show],
          ["sign-in", rooms.pages.signIn],
        ] satisfies [RouteId, Serve][])),
  ];
  return new Map(doors);
}

async function answer(
  doors: ReadonlyMap<RouteId, Serve>,
  api: Api | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? "/";
  const query = url.indexOf("?");
  const path = query === -1 ? url : url.slice(0, query);
  const there = routesAt(path).filter(({ route }) => (route.token ? api !== undefined : doors.has(route.id)));
  if (there.length === 0) return problem(response, 404, "not found", "there is nothing here");
  const asked = there.find(
    ({ route: { method, token } }) =>
      method === request.method || (method === "GET" && request.method === "HEAD" && !token),
  );
  if (asked === undefined) {
    const methods = there.map(({ route }) => route.method).join(", ");
    response.setHeader("allow", methods);
    return problem(response, 405, "not so", `here only ${methods} is answered`);
  }
  const { route, repo } = asked;
  const words = new URLSearchParams(query === -1 ? "" : url.slice(query));
  if (repo === null) return doors.get(route.id)!(request, response, words);
  return api!.serve(route.id, repo, request, response, words);
}
