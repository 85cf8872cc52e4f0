// How the HTTP door answers: JSON, and problems as RFC 9457 has them. An answer is heard even by who is still sending.
import type { IncomingMessage, ServerResponse } from "node:http";

/** What is left of a refused body is thrown away for so long, so that the answer is read before the connection ends. */
const LINGER_MS = 1_000;
const LINGER_BYTES = 1024 * 1024;
/** What is smaller is read to its end, and the connection is kept. */
const SMALL = 64 * 1024;

export function json(response: ServerResponse, status: number, document: unknown): void {
  say(response, status, "application/json", document);
}

export function problem(
  response: ServerResponse,
  status: number,
  title: string,
  detail: string,
  more: Record<string, unknown> = {},
): void {
  say(response, status, "application/problem+json", { title, status, detail, ...more });
}

function say(response: ServerResponse, status: number, type: string, document: unknown): void {
  const text = `${JSON.stringify(document)}\n`;
  const headers = { "content-type": type, "content-length": Buffer.byteLength(text) };
  if (!isComing(response.req)) {
    response.writeHead(status, headers).end(text);
    return;
  }
  // Closing a connection that has unread bytes would take the answer back.
  response.writeHead(status, { ...headers, connection: "close" }).write(text);
  let left = LINGER_BYTES;
  const leave = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(leave, LINGER_MS).unref();
  response.req
    .on("data", (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) leave();
    })
    .once("end", leave)
    .once("error", leave)
    .resume();
}

/** Is more to come than what may as well be read? (A request without a body counts as complete only after its handler began.) */
const isComing = ({ complete, headers }: IncomingMessage): boolean =>
  !complete && (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > SMALL);
