// The edge for GitHub's deliveries: size, signature, JSON, then durably stored, then 202. Nothing is believed before its signature,
// and nothing is answered before it is kept.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Delivery } from "../core/signal.ts";
import type { Clock, Inbox } from "../ports.ts";
import { problem } from "./answer.ts";
import { Bodies, Gone } from "./body.ts";

/** GitHub sends nothing larger. */
const MAX_BYTES = 25 * 1024 * 1024;
/** Of bodies that are still coming: nobody has shown a signature that fits for these. */
const MAX_UNFINISHED = 8 * MAX_BYTES;

export interface Edge {
  readonly secret: string;
  readonly inbox: Pick<Inbox, "put">;
  readonly clock: Clock;
  /** A payload to its deliveries. */
  readonly read: (id: string, event: string, payload: unknown, at: string) => readonly Delivery[];
  /** Stored anew, of an event that means something. */
  readonly onStored?: (event: string, stored: number) => void;
  readonly onAnswered?: (status: number) => void;
}

type Answer = readonly [status: number, title: string, detail: string];

const TOO_LARGE: Answer = [413, "too large", "a delivery is at most 25 MB"];
const BUSY: Answer = [503, "busy", "too many deliveries come in at once; this one can be sent again"];
const NOT_SIGNED: Answer = [401, "not signed", "X-Hub-Signature-256 is missing; set the webhook's secret"];
const BAD_SIGNATURE: Answer = [401, "bad signature", "the signature does not fit the webhook secret"];
const NO_DELIVERY: Answer = [400, "not a delivery", "X-GitHub-Delivery or X-GitHub-Event is missing, or no such thing"];
const NOT_JSON: Answer = [400, "not JSON", "set the webhook's content type to application/json"];
const NOT_STORED: Answer = [503, "not stored", "the store did not answer; the delivery can be sent again"];

/** Answers one request; done when the answer is on its way. */
export type Webhook = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function webhook(edge: Edge): Webhook {
  const bodies = new Bodies(MAX_BYTES, MAX_UNFINISHED);
  return async (request, response) => {
    const answer = await receive(edge, bodies, request);
    if (answer === "gone") return;
    if (typeof answer === "number") accept(response, answer);
    else problem(response, ...answer);
    edge.onAnswered?.(response.statusCode);
  };
}

/** How many deliveries it was, stored all of them; or why not. */
async function receive(edge: Edge, bodies: Bodies, request: IncomingMessage): Promise<number | Answer | "gone"> {
  const { "x-hub-signature-256": signature, "x-github-delivery": id, "x-github-event": event } = request.headers;
  if (bodies.declares(request)) return TOO_LARGE;
  // Without a signature there is no reason to read on.
  if (typeof signature !== "string") return NOT_SIGNED;
  if (!/^sha256=[0-9a-f]{64}$/.test(signature)) return BAD_SIGNATURE;
  // Ids of our own have slashes in them.
  if (typeof id !== "string" || typeof event !== "string" || !/^[\w.:-]{1,200}$/.test(id)) return NO_DELIVERY;
  const now = edge.clock.now();
  // The payload is let go of in there: hundreds may wait for the store at once.
  const read = await readAll(edge, bodies, request, signature, (payload) => edge.read(id, event, payload, now));
  if (read === "gone" || "refused" in read) return read === "gone" ? read : read.refused;
  const { deliveries } = read;
  try {
    const stored = await Promise.all(deliveries.map((delivery) => edge.inbox.put(delivery, now)));
    const fresh = stored.filter((each) => each === "new").length;
    if (fresh > 0) edge.onStored?.(event, fresh);
  } catch {
    return NOT_STORED;
  }
  return deliveries.length;
}

type Read = { readonly deliveries: readonly Delivery[] } | { readonly refused: Answer } | "gone";

async function readAll(
  edge: Edge,
  bodies: Bodies,
  request: IncomingMessage,
  signature: string,
  read: (payload: unknown) => readonly Delivery[],
): Promise<Read> {
  try {
    const body = await bodies.read(request);
    if (typeof body === "string") return { refused: body === "too large" ? TOO_LARGE : BUSY };
    if (!isSigned(body, signature, edge.secret)) return { refused: BAD_SIGNATURE };
    const payload = parse(body);
    return payload === undefined ? { refused: NOT_JSON } : { deliveries: read(payload) };
  } catch (error) {
    if (error instanceof Gone) return "gone";
    throw error;
  }
}

function accept(response: ServerResponse, stored: number): void {
  const text = `{"stored":${stored}}\n`;
  response.writeHead(202, { "content-type": "application/json", "content-length": text.length }).end(text);
}

/** Compared in a time that does not depend on where they differ. */
function isSigned(body: Buffer, signature: string, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(body).digest();
  return timingSafeEqual(Buffer.from(signature.slice("sha256=".length), "hex"), expected);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
