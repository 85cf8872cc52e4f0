// The HTTP door: finds the route, and answers for what goes wrong in one. Routes live in files of their own.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json, problem } from "./answer.ts";

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
  readonly webhook: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | null;
  readonly onError: (error: unknown) => void;
}

export interface HttpServer {
  /** Listen and answer with the URL; port 0 takes any. */
  listen(host: string, port: number): Promise<string>;
  /** Take no new connection, finish the running ones. */
  close(): Promise<void>;
}

export function httpServer(rooms: Rooms): HttpServer {
  const server = createServer((request, response) => {
    route(rooms, request, response).catch((error: unknown) => {
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
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

const urlOf = (host: string, { port }: AddressInfo): string =>
  `http://${host.includes(":") ? `[${host}]` : host}:${port}`;

async function route(rooms: Rooms, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "/").split("?", 1)[0];
  if (path === "/api/github/webhooks" && rooms.webhook !== null) {
    if (request.method === "POST") return rooms.webhook(request, response);
    return problem(response, 405, "not here", "deliveries are POSTed");
  }
  if (request.method === "GET" && path === "/healthz")
    return json(response, 200, { status: "ok", version: rooms.version });
  if (request.method === "GET" && path === "/readyz") {
    const { ready, checks } = await rooms.ready();
    return json(response, ready ? 200 : 503, { status: ready ? "ready" : "not ready", checks });
  }
  if (request.method === "GET" && path === "/metrics") {
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(await rooms.metrics());
    return;
  }
  problem(response, 404, "not found", "there is nothing here");
}
