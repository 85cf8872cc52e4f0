// The HTTP door: finds the route, and answers for what goes wrong in one. Routes live in files of their own.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Incomplete } from "../ports.ts";
import { json, problem } from "./answer.ts";
import type { Api } from "./api.ts";
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
  readonly pages?: Pick<Api, "serve">;
  readonly onError: (error: unknown) => void;
}

export interface HttpServer {
  /** Listen and answer with the URL; port 0 takes any. */
  listen(host: string, port: number): Promise<string>;
  /** Take no new connection, answer what is asked; what takes longer than this is cut off. */
  close(withinMs?: number): Promise<void>;
}

interface Room {
  readonly method: "GET" | "POST";
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

/** Whoever asks slowly loses the connection: headers within the first, everything within the second. */
export const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 5_000 };
/** Longer than the proxies in front of us keep a connection, so that none sends into one that we close. */
const KEEP_ALIVE_MS = 75_000;
const DRAIN_MS = 5_000;

export function httpServer(rooms: Rooms, timeouts = TIMEOUTS): HttpServer {
  const routes = routesOf(rooms);
  const server = createServer({ ...timeouts, keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    answer(routes, rooms, request, response).catch((error: unknown) => {
      // Somebody else does not answer now; nothing failed here.
      if (error instanceof Incomplete && !response.headersSent) return problem(response, 503, "not now", error.message);
      rooms.onError(error);
      if (!response.headersSent) problem(response, 500, "failed", "the server could not answer; its log says why");
      else response.destroy();
    });
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

function routesOf(rooms: Rooms): ReadonlyMap<string, Room> {
  const routes = new Map<string, Room>();
  const get = (path: string, serve: (response: ServerResponse) => Promise<void>) =>
    routes.set(path, { method: "GET", serve: (_, response) => serve(response) });
  get("/healthz", async (response) => json(response, 200, { status: "ok", version: rooms.version }));
  get("/readyz", async (response) => {
    const { ready, checks } = await rooms.ready();
    json(response, ready ? 200 : 503, { status: ready ? "ready" : "not ready", checks });
  });
  get("/metrics", async (response) => {
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(await rooms.metrics());
  });
  if (rooms.webhook !== null) routes.set("/api/github/webhooks", { method: "POST", serve: rooms.webhook });
  return routes;
}

async function answer(
  routes: ReadonlyMap<string, Room>,
  { api, pages }: Rooms,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const url = request.url ?? "/";
  const query = url.indexOf("?");
  const path = query === -1 ? url : url.slice(0, query);
  const room = routes.get(path);
  const asked = new URLSearchParams(query === -1 ? "" : url.slice(query));
  if (room === undefined && (await api?.serve(request, response, path, asked))) return;
  if (room === undefined && (await pages?.serve(request, response, path, asked))) return;
  if (room === undefined) return problem(response, 404, "not found", "there is nothing here");
  if (request.method === room.method || (request.method === "HEAD" && room.method === "GET"))
    return room.serve(request, response);
  response.setHeader("allow", room.method);
  problem(response, 405, "not so", `here only ${room.method} is answered`);
}
