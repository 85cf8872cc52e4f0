// How the HTTP door answers: JSON, and problems as RFC 9457 has them.
import type { ServerResponse } from "node:http";

export function json(response: ServerResponse, status: number, document: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(document)}\n`);
}

export function problem(
  response: ServerResponse,
  status: number,
  title: string,
  detail: string,
  more: Record<string, unknown> = {},
): void {
  const document = { title, status, detail, ...more };
  response.writeHead(status, { "content-type": "application/problem+json" }).end(`${JSON.stringify(document)}\n`);
}
