// The edge for GitHub's deliveries: size, signature, JSON, then durably stored, then 202. Nothing is believed before its signature,
// and nothing is answered before it is kept.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Delivery } from "../core/signal.ts";
import type { Clock, Inbox } from "../ports.ts";
import { problem } from "./answer.ts";

/** GitHub sends nothing larger. */
const MAX_BYTES = 25 * 1024 * 1024;

export interface Edge {
  readonly secret: string;
  readonly inbox: Pick<Inbox, "put">;
  readonly clock: Clock;
  /** A payload to its deliveries. */
  readonly read: (id: string, event: string, payload: unknown, at: string) => readonly Delivery[];
  readonly onStored?: (event: string, stored: number) => void;
}

export async function webhook(edge: Edge, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { headers } = request;
  const signature = headers["x-hub-signature-256"];
  const [id, event] = [headers["x-github-delivery"], headers["x-github-event"]];
  if (Number(headers["content-length"] ?? 0) > MAX_BYTES)
    return refuse(request, response, 413, "too large", "a delivery is at most 25 MB");
  // Without a signature there is no reason to read on.
  if (typeof signature !== "string")
    return refuse(request, response, 401, "not signed", "X-Hub-Signature-256 is missing");
  if (typeof id !== "string" || typeof event !== "string" || id.length > 200)
    return refuse(request, response, 400, "not a delivery", "X-GitHub-Delivery or X-GitHub-Event is missing");
  const body = await readBody(request);
  if (body === null) return refuse(request, response, 413, "too large", "a delivery is at most 25 MB");
  if (!isSigned(body, signature, edge.secret))
    return problem(response, 401, "bad signature", "the signature does not fit the webhook secret");
  const payload = parse(body);
  if (payload === undefined)
    return problem(response, 400, "not JSON", "set the webhook's content type to application/json");
  const now = edge.clock.now();
  const deliveries = edge.read(id, event, payload, now);
  try {
    await Promise.all(deliveries.map((delivery) => edge.inbox.put(delivery, now)));
  } catch {
    return problem(response, 503, "not stored", "the store did not answer; the delivery can be sent again");
  }
  edge.onStored?.(event, deliveries.length);
  response.writeHead(202, { "content-type": "application/json" }).end(`{"stored":${deliveries.length}}\n`);
}

/** Refuse while the body may still be coming: answer, and read no more of it. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  title: string,
  detail: string,
): void {
  response.setHeader("connection", "close");
  problem(response, status, title, detail);
  response.once("finish", () => request.destroy());
}

/** The whole body; null once it is too large. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BYTES) {
        request.pause();
        resolve(null);
      } else chunks.push(chunk);
    });
    request.on("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on("error", reject);
  });
}

function isSigned(body: Buffer, signature: string, secret: string): boolean {
  const expected = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
