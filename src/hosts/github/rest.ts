// One installation's way to GitHub: asks, and turns every refusal into what the pipeline understands. It never retries by itself:
// a retried POST may have been carried out, so the delivery is handled again and looks first.

import { Incomplete, Later } from "../../ports.ts";

/** The part of an Octokit that is used: routes as GitHub's description names them. */
export interface Octokit {
  request(
    route: string,
    parameters?: Record<string, unknown>,
  ): Promise<{ data: unknown; headers: Record<string, unknown>; status: number }>;
}

/** JSON that GitHub answered; what is read of it is checked where it is read. */
export type Answer = Record<string, unknown>;

/** How long to stay away when GitHub says "too fast" and not until when (its documentation asks for a minute). */
const A_MINUTE = 60_000;

export class Rest {
  readonly #octokit: Octokit;
  readonly #fixed: Record<string, unknown>;
  readonly #counts: Map<string, number>;

  /** `fixed` goes into every request that names it: owner and repository. `counts` is told of each, by route: what a push costs. */
  constructor(octokit: Octokit, fixed: Record<string, unknown> = {}, counts = new Map<string, number>()) {
    this.#octokit = octokit;
    this.#fixed = fixed;
    this.#counts = counts;
  }

  /** Ask; a 404 is Incomplete like everything else that is not there yet. */
  async get<T = Answer>(route: string, parameters: Record<string, unknown> = {}): Promise<T> {
    const found = await this.find<T>(route, parameters);
    if (found === null) throw new Incomplete(`GitHub does not have what ${describe(route, parameters)} asks for (yet)`);
    return found;
  }

  /** Ask for what may not exist: null on 404. */
  async find<T = Answer>(route: string, parameters: Record<string, unknown> = {}): Promise<T | null> {
    this.#counts.set(route, (this.#counts.get(route) ?? 0) + 1);
    let data: unknown;
    try {
      data = (await this.#octokit.request(route, { ...this.#fixedOf(route), ...parameters })).data;
    } catch (error) {
      if (statusOf(error) === 404 || statusOf(error) === 410) return null;
      throw translate(error, describe(route, parameters));
    }
    return (typeof data === "string" && data !== "" ? parsed(data, describe(route, parameters)) : data) as T;
  }

  /** What a route does not name would go into the query. */
  #fixedOf(route: string): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.#fixed).filter(([name]) => route.includes(`{${name}}`)));
  }

  /** Every page of a list, at most so many; one more is Incomplete, never a short list. */
  async all<T = Answer>(
    route: string,
    parameters: Record<string, unknown> = {},
    key: string | null = null,
    maxPages = 100,
  ): Promise<T[]> {
    const items: T[] = [];
    for (let page = 1; page <= maxPages; page += 1) {
      const data = await this.get<T[] | Record<string, T[]>>(route, { ...parameters, per_page: 100, page });
      const list = key === null ? (data as T[]) : (data as Record<string, T[]>)[key];
      if (!Array.isArray(list)) throw new Incomplete(`GitHub answered ${describe(route, parameters)} with no list`);
      items.push(...list);
      if (list.length < 100) return items;
    }
    throw new Incomplete(`${describe(route, parameters)} has more than ${maxPages * 100} items`);
  }
}

/** The client hands on as text what it cannot parse: an answer that broke off, or one with a string of many megabytes. */
function parsed(text: string, asked: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Incomplete(`GitHub's answer to ${asked} broke off`);
  }
}

const describe = (route: string, parameters: Record<string, unknown>): string =>
  route.replace(/\{(\w+)\}/g, (whole, name: string) => (name in parameters ? String(parameters[name]) : whole));

export const statusOf = (error: unknown): number | null => {
  const status = (error as { status?: unknown })?.status;
  return typeof status === "number" ? status : null;
};

/** An error of the client as what the pipeline acts on: later, incomplete, or a fix that somebody must make. */
export function translate(error: unknown, asked: string): Incomplete {
  const status = statusOf(error);
  const headers = (error as { response?: { headers?: Record<string, unknown> } })?.response?.headers ?? {};
  const message = error instanceof Error ? error.message.split("\n")[0]!.slice(0, 200) : String(error);
  const until = limitedUntil(status, headers, message);
  if (until !== null) return new Later(`GitHub's rate limit: ${asked}`, new Date(until).toISOString());
  if (status === 403 && /not accessible by integration/i.test(message))
    return new Incomplete(
      `the App may not do this on GitHub: ${asked}`,
      "grant the permission in the App's settings; lanekeeper doctor names it",
    );
  return new Incomplete(`GitHub did not answer ${asked}: ${status === null ? message : `${status} ${message}`}`);
}

/** Until when a limit holds, in milliseconds since the epoch, or null where it is none. */
function limitedUntil(status: number | null, headers: Record<string, unknown>, message: string): number | null {
  if (status !== 403 && status !== 429) return null;
  const after = Number(headers["retry-after"]);
  if (Number.isFinite(after) && headers["retry-after"] !== undefined) return Date.now() + after * 1000;
  const reset = Number(headers["x-ratelimit-reset"]);
  if (String(headers["x-ratelimit-remaining"]) === "0" && Number.isFinite(reset))
    return Math.max(reset * 1000, Date.now() + 1000);
  return status === 429 || /secondary rate|rate limit/i.test(message) ? Date.now() + A_MINUTE : null;
}
