// The HTTP door: alive, ready, metrics. Routes answer by themselves; this file only finds them.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface About {
  readonly version: string;
}

export interface HttpServer {
  /** Listen and answer with the URL; port 0 takes any. */
  listen(host: string, port: number): Promise<string>;
  /** Take no new connection, finish the running ones. */
  close(): Promise<void>;
}

export function httpServer(about: About): HttpServer {
  const server = createServer((request, response) => route(about, request, response));
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

function route(about: About, request: IncomingMessage, response: ServerResponse): void {
  const path = new URL(request.url ?? "/", "http://here").pathname;
  if (path === "/healthz" || path === "/readyz") json(response, 200, { status: "ok", version: about.version });
  else problem(response, 404, "not found", `there is nothing at ${path}`);
}

function json(response: ServerResponse, status: number, document: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(document)}\n`);
}

/** An error as RFC 9457 has it. */
export function problem(response: ServerResponse, status: number, title: string, detail: string): void {
  response
    .writeHead(status, { "content-type": "application/problem+json" })
    .end(`${JSON.stringify({ title, status, detail })}\n`);
}
