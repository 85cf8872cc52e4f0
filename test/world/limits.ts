// Rate limits: the hour's requests of an installation, and content creation, which a test can count and GitHub refuses.
import { Refused, type Routes } from "./api.ts";
import type { GitHub } from "./github.ts";
import type { Json } from "./state.ts";

interface Hour {
  used: number;
  reset: number;
}

export class Limits {
  readonly #world: GitHub;
  primary = 5000;
  contentPerMinute = 80;
  contentPerHour = 500;
  /** GET 1, everything else 5; GitHub's limit is 900, here it binds only where a test sets it. */
  pointsPerMinute = Number.POSITIVE_INFINITY;
  retryAfterSeconds = 60;
  /** When content was created, over everything: a test counts it. */
  readonly content: number[] = [];
  readonly #points: { at: number; points: number }[] = [];
  readonly #hours = new Map<string, Hour>();

  constructor(world: GitHub) {
    this.#world = world;
  }

  /** How much content was created in the last so many milliseconds. */
  created(withinMs = 3_600_000): number {
    const since = this.#world.now().getTime() - withinMs;
    return this.content.filter((at) => at > since).length;
  }

  /** The primary limit is used up until then. */
  exhaust(seconds: number): void {
    const reset = Math.floor(this.#world.now().getTime() / 1000) + seconds;
    this.#hours.clear();
    this.#exhausted = { used: Number.POSITIVE_INFINITY, reset };
  }
  #exhausted: Hour | null = null;

  /** Count one request; refused where it is one too many. */
  count(who: string, method: string, path: string): void {
    const hour = this.hour(who);
    if (hour.used >= this.primary) {
      const says = "API rate limit exceeded for installation ID 1.";
      throw new Refused(403, says, undefined, this.headers(who));
    }
    hour.used += 1;
    const now = this.#world.now().getTime();
    this.#points.push({ at: now, points: method === "GET" ? 1 : 5 });
    while ((this.#points[0]?.at ?? now) <= now - 60_000) this.#points.shift();
    const points = this.#points.reduce((sum, each) => sum + each.points, 0);
    const creates =
      method === "POST" && /\/(?:check-runs|comments|issues|reactions|reviews|statuses|labels)$/.test(path);
    const many = creates && (this.created(60_000) >= this.contentPerMinute || this.created() >= this.contentPerHour);
    if (many || points > this.pointsPerMinute) {
      const headers = { ...this.headers(who), "retry-after": String(this.retryAfterSeconds) };
      throw new Refused(
        403,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        undefined,
        headers,
      );
    }
    if (creates) this.content.push(now);
  }

  /** A 304 is free. */
  giveBack(who: string): void {
    this.hour(who).used -= 1;
  }

  hour(who: string): Hour {
    const now = Math.floor(this.#world.now().getTime() / 1000);
    if (this.#exhausted !== null && this.#exhausted.reset > now) return this.#exhausted;
    this.#exhausted = null;
    const known = this.#hours.get(who);
    if (known !== undefined && known.reset > now) return known;
    const fresh = { used: 0, reset: now + 3600 };
    this.#hours.set(who, fresh);
    return fresh;
  }

  headers(who: string): Record<string, string> {
    const { limit, remaining, reset, used } = this.json(who);
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-reset": String(reset),
      "x-ratelimit-used": String(used),
      "x-ratelimit-resource": "core",
    };
  }

  json(who: string): Json {
    const hour = this.hour(who);
    const used = Math.min(hour.used, this.primary);
    return { limit: this.primary, remaining: this.primary - used, reset: hour.reset, used, resource: "core" };
  }
}

export const limitRoutes: Routes = {
  "GET /rate_limit": {
    run: ({ world, installation, by }) => {
      const core = world.limits.json(installation === null ? by.login : String(installation.id));
      return { body: { rate: core, resources: { core, search: { ...core, limit: 30, remaining: 30, used: 0 } } } };
    },
  },
};
