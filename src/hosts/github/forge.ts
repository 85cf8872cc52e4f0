// Draws screens on GitHub: looks, compares, writes where it differs. A screen of ours is known by the App and by its mark, both.
import type { Drawn, Forge } from "../../ports.ts";
import { Incomplete } from "../../ports.ts";
import { LIMITS } from "../../render/check.ts";
import { marker } from "../../render/comment.ts";
import { Issues } from "./issues.ts";
import type { Rest } from "./rest.ts";

interface Run {
  readonly id: number;
  readonly external_id?: string | null;
  readonly conclusion?: string | null;
  readonly app?: { readonly id?: number } | null;
}

interface Comment {
  readonly id: number;
  readonly body?: string | null;
  readonly performed_via_github_app?: { readonly id?: number } | null;
}

interface Review {
  readonly id: number;
  readonly state?: string;
  readonly commit_id?: string | null;
  readonly body?: string | null;
  readonly user?: { readonly login?: string } | null;
}

export class GitHubForge implements Forge {
  readonly hasIssues = true;
  readonly #issues: Issues;
  readonly #rest: Rest;
  readonly #appId: number;
  /** The App's name in its bot's login. */
  readonly #slug: () => Promise<string>;

  constructor(rest: Rest, appId: number, slug: () => Promise<string>) {
    this.#rest = rest;
    this.#appId = appId;
    this.#slug = slug;
    this.#issues = new Issues(rest, appId);
  }

  ensure(drawn: Drawn, known: string | null, fresh: boolean): Promise<string | null> {
    switch (drawn.kind) {
      case "check":
        return this.#check(drawn, fresh);
      case "comment":
        return this.#comment(drawn, known);
      case "reaction":
        return this.#react(drawn);
      case "issue":
        return this.#issues.ensure(drawn, known);
      case "review":
        return this.#review(drawn);
      default:
        return drawn satisfies never;
    }
  }

  /** A new run when what it says changed: annotations of an old one could only be added to. */
  async #check(drawn: Drawn & { kind: "check" }, fresh: boolean): Promise<string | null> {
    const { name, on, conclusion, text, digest } = drawn;
    if (!fresh) {
      const newest = await this.#newest(on, name);
      if (newest?.external_id === digest && (newest.conclusion ?? null) === conclusion) return String(newest.id);
    }
    const output = (from: number) => ({
      title: text.title,
      summary: text.summary,
      annotations: text.annotations.slice(from, from + LIMITS.perRequest),
    });
    const run = await this.#rest.get<Run>("POST /repos/{owner}/{repo}/check-runs", {
      name,
      head_sha: on,
      ...(conclusion === null ? { status: "in_progress" } : { status: "completed", conclusion }),
      external_id: digest,
      output: output(0),
    });
    for (let from = LIMITS.perRequest; from < text.annotations.length; from += LIMITS.perRequest)
      await this.#rest.get("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
        check_run_id: run.id,
        output: output(from),
      });
    return String(run.id);
  }

  async #newest(on: string, name: string): Promise<Run | null> {
    const { check_runs: runs } = await this.#rest.get<{ check_runs: readonly Run[] }>(
      "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
      {
        ref: on,
        check_name: name,
        app_id: this.#appId,
        filter: "latest",
        per_page: 100,
      },
    );
    const own = runs.filter(({ app }) => app?.id === this.#appId);
    return own.sort((a, b) => b.id - a.id)[0] ?? null;
  }

  async #comment({ thread, topic, body }: Drawn & { kind: "comment" }, known: string | null): Promise<string | null> {
    const found = (known === null ? null : await this.#read(Number(known))) ?? (await this.#find(thread, topic));
    if (found?.body === body) return String(found.id);
    const route =
      found === null
        ? "POST /repos/{owner}/{repo}/issues/{issue_number}/comments"
        : "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
    const where = found === null ? { issue_number: thread } : { comment_id: found.id };
    const written = await this.#rest.get<Comment>(route, { ...where, body });
    // GitHub has answered 200 to what it then did not store.
    if (written.body !== body) throw new Incomplete(`GitHub did not keep the comment on #${thread} as it was written`);
    return String(written.id);
  }

  /** The same reaction twice is one. */
  async #react({ comment, done }: Drawn & { kind: "reaction" }): Promise<string> {
    const { id } = await this.#rest.get<{ id: number }>(
      "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
      { comment_id: comment, content: done ? "+1" : "confused" },
    );
    return String(id);
  }

  /** Approved at this head, or not at all: an approval of an older head is withdrawn. */
  async #review({ thread, on, approve }: Drawn & { kind: "review" }): Promise<string | null> {
    const reviews = await this.#rest.all<Review>("GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
      pull_number: thread,
    });
    const bot = `${await this.#slug()}[bot]`;
    const own = reviews.filter(
      ({ state, user, body }) => state === "APPROVED" && user?.login === bot && body?.startsWith(marker("approve")),
    );
    const standing = approve ? own.find(({ commit_id }) => commit_id === on) : undefined;
    for (const review of own) {
      if (review === standing) continue;
      const dismissal = {
        pull_number: thread,
        review_id: review.id,
        message: "lanekeeper: this head is not approved any more",
      };
      await this.#rest.get("PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals", dismissal);
    }
    if (!approve || standing !== undefined) return standing === undefined ? null : String(standing.id);
    const body = `${marker("approve")}\nIn its lane.`;
    const given = await this.#rest.get<Review>("POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews", {
      pull_number: thread,
      commit_id: on,
      event: "APPROVE",
      body,
    });
    return String(given.id);
  }

  async #read(id: number): Promise<Comment | null> {
    return this.#rest.find<Comment>("GET /repos/{owner}/{repo}/issues/comments/{comment_id}", { comment_id: id });
  }

  async #find(thread: number, topic: string): Promise<Comment | null> {
    const comments = await this.#rest.all<Comment>("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      issue_number: thread,
    });
    return (
      comments.find(
        ({ body, performed_via_github_app: app }) => app?.id === this.#appId && body?.startsWith(marker(topic)),
      ) ?? null
    );
  }
}
