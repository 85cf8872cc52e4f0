// The board page: a browser gives its token once and keeps it in a cookie that no script and no other site can use.
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { documentOf } from "../core/document.ts";
import { boardOf } from "../core/show/board.ts";
import { boardPage, listPage, STYLE, signInPage } from "../render/page.ts";
import type { Library } from "./api.ts";
import { type AskForge, admit } from "./auth.ts";
import { Bodies } from "./body.ts";
import type { Tokens } from "./tokens.ts";

const COOKIE = "lanekeeper";
const KEPT_S = 30 * 24 * 3600;
/** A form with a token in it is small. */
const FORM_BYTES = 4 * 1024;
const FORMS_BYTES = 1024 * 1024;
/** A forge is asked about so many repositories at once. */
const AT_ONCE = 8;

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
};

type Shelf = Pick<Library, "names" | "find" | "state" | "now">;

export interface Pages {
  /** The board of `?repo=`, the list of repositories without it, or the form where no token is known. */
  show(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void>;
  /** Takes a token from the form. */
  signIn(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function pages(library: Shelf, tokens: Pick<Tokens, "find">, forge: AskForge | null): Pages {
  const bodies = new Bodies(FORM_BYTES, FORMS_BYTES);
  const reads = async (token: string, repo: string) =>
    (await admit(`Bearer ${token}`, repo, tokens, forge)).visitor !== null;
  /** A token of a forge is known by what it reads; one of this server by itself. */
  const isKnown = async (token: string) =>
    (forge !== null && !token.startsWith("lk_")) || (await tokens.find(token)) !== null;
  return {
    signIn: (request, response) => signIn(bodies, request, response, isKnown),
    show: async (request, response, query) => {
      const token = tokenOf(request);
      if (token === null || !(await isKnown(token)))
        return send(response, 401, signInPage(token === null ? null : UNKNOWN));
      const repo = query.get("repo");
      if (repo === null) {
        const names = await readable(library, (name) => reads(token, name));
        // Of a token that is not this server's own nothing else says that it is one.
        const isUnknown = names.length === 0 && (await tokens.find(token)) === null;
        return send(response, isUnknown ? 401 : 200, isUnknown ? signInPage(UNKNOWN) : listPage(names));
      }
      const key = (await reads(token, repo)) ? await library.find(repo) : null;
      if (key === null) return send(response, 404, signInPage(`there is no ${repo} for this token`));
      const [state, now] = [await library.state(key), library.now()];
      send(response, 200, boardPage(state.name ?? repo, documentOf(state, now), boardOf(state, now).problems));
    },
  };
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, "content-length": Buffer.byteLength(text) });
  response.end(response.req.method === "HEAD" ? undefined : text);
}

async function readable({ names }: Shelf, reads: (name: string) => Promise<boolean>): Promise<readonly string[]> {
  const all = [...(await names())].sort();
  const found: string[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE);
    const may = await Promise.all(some.map(reads));
    found.push(...some.filter((_, index) => may[index]));
  }
  return found;
}

/** Keep a token, or with an empty one forget it; never for a form of another site. */
async function signIn(
  bodies: Bodies,
  request: IncomingMessage,
  response: ServerResponse,
  isKnown: (token: string) => Promise<boolean>,
): Promise<void> {
  const from = request.headers["sec-fetch-site"];
  if (from !== undefined && from !== "same-origin" && from !== "none") {
    send(response, 403, signInPage("this form came from another site"));
    return;
  }
  const body = await bodies.read(request);
  if (typeof body === "string") {
    response.setHeader("connection", "close");
    send(response, 413, signInPage("that is too large for a token"));
    return;
  }
  const token = (new URLSearchParams(body.toString("utf8")).get("token") ?? "").trim();
  const isToken = TOKEN.test(token) && (await isKnown(token));
  if (token !== "" && !isToken) {
    send(response, 401, signInPage(UNKNOWN));
    return;
  }
  const isSecure =
    String(request.headers["x-forwarded-proto"] ?? "")
      .split(",")[0]!
      .trim() === "https";
  const kept = `${COOKIE}=${encodeURIComponent(token)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${token === "" ? 0 : KEPT_S}${isSecure ? "; Secure" : ""}`;
  response
    .writeHead(303, { location: "/", "set-cookie": kept, "cache-control": "no-store", "content-length": 0 })
    .end();
}

const UNKNOWN = "this token is not known here";
const TOKEN = /^[\x21-\x7e]{1,512}$/;

/** From the cookie, or as every other route takes it. */
function tokenOf({ headers }: IncomingMessage): string | null {
  const bearer = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined) return bearer;
  for (const each of (headers.cookie ?? "").split(";")) {
    const [name, value = ""] = each.trim().split("=");
    if (name !== COOKIE) continue;
    try {
      const token = decodeURIComponent(value);
      return TOKEN.test(token) ? token : null;
    } catch {
      return null;
    }
  }
  return null;
}
