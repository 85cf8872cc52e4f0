// What is sent to the API, read within bounds and checked before anybody acts on it.
import type { IncomingMessage, ServerResponse } from "node:http";
import { problem } from "./answer.ts";
import { Bodies, Gone } from "./body.ts";

const BODY_BYTES = 64 * 1024;
/** Of bodies that are still coming. */
const BODIES_BYTES = 8 * 1024 * 1024;

export const apiBodies = (): Bodies => new Bodies(BODY_BYTES, BODIES_BYTES);

/** A body's JSON object, null where it is none; undefined: there was too much of it or it broke off, and that is answered. */
export async function objectIn(
  bodies: Bodies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Readonly<Record<string, unknown>> | null | undefined> {
  const bytes = await bodies.read(request).catch((error: unknown) => {
    if (error instanceof Gone) return null;
    throw error;
  });
  if (bytes === null) return undefined;
  if (typeof bytes === "string") {
    // What still comes is not read.
    response.setHeader("connection", "close");
    if (bytes === "too large")
      problem(response, 413, "too large", `what is said at once has at most ${BODY_BYTES / 1024} KiB`);
    else problem(response, 503, "busy", "too much is said at once; say it again");
    return undefined;
  }
  try {
    const body: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

export interface Said {
  readonly session: string | null;
  readonly text: string;
}

/** What is said, and for whom; null where that is not how it is said. */
export function saidIn(body: Readonly<Record<string, unknown>> | null): Said | null {
  const { text, session = null } = body ?? {};
  return typeof text === "string" && isTextOrNull(session) ? { text, session } : null;
}

export interface Asked {
  readonly branch: string;
  readonly base: string | null;
  readonly head: string;
  readonly by: string | null;
}

/** What is to be judged; null where that is not how it is asked. */
export function askedIn(body: Readonly<Record<string, unknown>> | null): Asked | null {
  const { branch, base = null, head, by = null } = body ?? {};
  if (!isName(branch) || !isName(head) || !(base === null || isName(base)) || !isTextOrNull(by)) return null;
  return { branch: branch.replace(/^refs\/heads\//, ""), base, head, by };
}

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === "string";

/** As git allows the name of a ref, or an id. */
const isName = (value: unknown): value is string =>
  typeof value === "string" &&
  /^(?!-)[^\p{Cc} ~^:?*[\\]{1,500}$/u.test(value) &&
  !/\.\.|@\{|\/\/|^\/|\/$|\.$|\.lock(?:\/|$)|^@$|(?:^|\/)\./.test(value);
