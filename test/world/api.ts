// What every area of the API is made of: a call, an answer, a refusal, and pages.
import type { GitHub } from "./github.ts";
import type { Repo } from "./repo.ts";
import type { Account, Installation, Json, Level } from "./state.ts";

export interface Call {
  readonly world: GitHub;
  /** The repository the path names. */
  readonly repo: Repo;
  readonly installation: Installation | null;
  /** Who is asking: the App's bot, or a person with a token. */
  readonly by: Account;
  /** The App's id, null for a person. */
  readonly app: number | null;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Json;
  /** The address of this request without its query, for links. */
  readonly url: string;
}

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  /** Who may ask: the App itself with its JWT, or a token (the default). */
  readonly auth?: "app";
  /** The permission an installation needs. */
  readonly needs?: readonly [permission: string, level: Level];
  readonly run: (call: Call) => Answer | Promise<Answer>;
}

/** By method and path, as GitHub's description spells them. */
export type Routes = Readonly<Record<string, Route>>;

export class Refused extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly errors: unknown;
  constructor(status: number, message: string, errors?: unknown, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

export const notFound = (): Refused => new Refused(404, "Not Found");
export const noCommit = (sha: string): Refused => new Refused(422, `No commit found for SHA: ${sha}`);
export const invalid = (resource: string, field: string, code: string, message?: string): Refused =>
  new Refused(422, "Validation Failed", [{ resource, field, code, ...(message === undefined ? {} : { message }) }]);

/** Page and size as GitHub reads them: at most 100. */
export function pageOf(query: URLSearchParams, size = 30): { page: number; size: number } {
  const asked = Number(query.get("per_page") ?? size) || size;
  return { page: Math.max(1, Number(query.get("page") ?? 1) || 1), size: Math.min(100, Math.max(1, asked)) };
}

export function paged<T>(call: Call, items: readonly T[], size = 30): { items: T[]; headers: Record<string, string> } {
  const { page, size: perPage } = pageOf(call.query, size);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  return {
    items: items.slice((page - 1) * perPage, page * perPage),
    headers: links(call, page < last ? { next: { page }, last: { page: last - 1 } } : {}),
  };
}

/** A Link header; `page` is the one before the one linked to. */
export function links(call: Call, to: Record<string, { page: number } | { cursor: string; name: string }>) {
  const parts = Object.entries(to).map(([rel, target]) => {
    const query = new URLSearchParams(call.query);
    if ("cursor" in target) query.set(target.name, target.cursor);
    else query.set("page", String(target.page + 1));
    return `<${call.url}?${query}>; rel="${rel}"`;
  });
  return parts.length === 0 ? ({} as Record<string, string>) : { link: parts.join(", ") };
}
