// What is sent to the API, read within bounds and checked before anybody acts on it.
import type { IncomingMessage } from "node:http";

const BODY_BYTES = 64 * 1024;

/** A body's JSON object; null where it is none, or larger than 64 KiB. */
export async function objectIn(request: IncomingMessage): Promise<Readonly<Record<string, unknown>> | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_BYTES) return null;
    parts.push(part);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
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
