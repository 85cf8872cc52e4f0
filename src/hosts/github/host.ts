// One repository on GitHub as the pipeline sees it: its trunk, branches, pull requests, people and what GitHub recorded of pushes.
import { LRUCache } from "lru-cache";
import type { Actor, Oid, Ref } from "../../core/model.ts";
import { type Activity, type Host, Incomplete, type PullNow, type Remark } from "../../ports.ts";
import { GitHubForge } from "./forge.ts";
import { type Cache, GitHubGit } from "./git.ts";
import { remarksOf } from "./remarks.ts";
import type { Rest } from "./rest.ts";

interface PullAnswer {
  readonly number: number;
  readonly state: string;
  readonly merged_at?: string | null;
  readonly merge_commit_sha?: string | null;
  readonly user?: { readonly login?: string } | null;
  readonly head: { readonly sha: string; readonly ref: string; readonly repo?: { readonly id?: number } | null };
  readonly base: { readonly ref: string; readonly repo: { readonly id: number } };
}

interface ActivityAnswer {
  readonly before: string;
  readonly after: string;
  readonly activity_type: string;
  readonly actor?: { readonly login?: string } | null;
}

/** What is remembered of a repository between deliveries. */
export interface Remembered extends Cache {
  /** Is a login in a team, for a minute. */
  readonly memberships: LRUCache<string, boolean>;
  /** May a login write, for a minute. */
  readonly writers: LRUCache<string, boolean>;
  /** The name of the default branch, for a minute. */
  readonly trunk: LRUCache<"trunk", Ref>;
}

export const remember = (): Remembered => ({
  trees: new LRUCache({ max: 20_000 }),
  commits: new LRUCache({ max: 20_000 }),
  comparisons: new LRUCache({ max: 200 }),
  blobs: new LRUCache({ max: 200 }),
  memberships: new LRUCache({ max: 10_000, ttl: 60_000 }),
  writers: new LRUCache({ max: 10_000, ttl: 60_000 }),
  trunk: new LRUCache({ max: 1, ttl: 60_000 }),
});

export class GitHubHost implements Host {
  readonly git: GitHubGit;
  readonly forge: GitHubForge;
  readonly resolution = { knowsGroups: true };
  readonly lags = true;
  readonly #rest: Rest;
  readonly #remembered: Remembered;

  constructor(rest: Rest, appId: number, slug: () => Promise<string>, remembered: Remembered) {
    this.#rest = rest;
    this.#remembered = remembered;
    this.git = new GitHubGit(rest, remembered);
    this.forge = new GitHubForge(rest, appId, slug);
  }

  async trunk(): Promise<{ ref: Ref; tip: Oid | null }> {
    const ref = this.#remembered.trunk.get("trunk") ?? (await this.#defaultBranch());
    return { ref, tip: await this.git.tip(ref) };
  }

  async #defaultBranch(): Promise<Ref> {
    const { default_branch: branch } = await this.#rest.get<{ default_branch?: string }>("GET /repos/{owner}/{repo}");
    if (!branch) throw new Incomplete("GitHub did not say which branch is the default one");
    this.#remembered.trunk.set("trunk", `refs/heads/${branch}`);
    return `refs/heads/${branch}`;
  }

  async branches(): Promise<ReadonlyMap<Ref, Oid>> {
    const list = await this.#rest.get<{ ref: string; object: { sha: string } }[]>(
      "GET /repos/{owner}/{repo}/git/matching-refs/{ref}",
      { ref: "heads/" },
    );
    return new Map(list.map(({ ref, object }) => [ref, object.sha]));
  }

  async pull(number: number): Promise<PullNow | null> {
    const pull = await this.#rest.find<PullAnswer>("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
      pull_number: number,
    });
    return pull === null ? null : pullOf(pull);
  }

  async openPulls(): Promise<readonly PullNow[]> {
    return (await this.#rest.all<PullAnswer>("GET /repos/{owner}/{repo}/pulls", { state: "open" })).map(pullOf);
  }

  async mergedWith(commit: Oid): Promise<{ number: number; head: Oid } | null> {
    const route = "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls";
    const pulls = await this.#rest.find<PullAnswer[]>(route, { commit_sha: commit, per_page: 100 });
    const merged = pulls?.find(({ merged_at, merge_commit_sha }) => merged_at != null && merge_commit_sha === commit);
    return merged === undefined ? null : { number: merged.number, head: merged.head.sha };
  }

  async actor(login: string | null, groups: readonly string[]): Promise<Actor> {
    const member = login === null ? [] : await Promise.all(groups.map((group) => this.#isMember(group, login)));
    return { login, groups: groups.filter((_, index) => member[index]), foldsCase: true };
  }

  async mayWrite(login: string): Promise<boolean> {
    const known = this.#remembered.writers.get(login);
    if (known !== undefined) return known;
    const found = await this.#rest.find<{ permission?: string }>(
      "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      { username: login },
    );
    const may = found?.permission === "write" || found?.permission === "admin";
    this.#remembered.writers.set(login, may);
    return may;
  }

  remarks(): Promise<readonly Remark[]> {
    return remarksOf(this.#rest);
  }

  async activity(ref: Ref): Promise<readonly Activity[]> {
    const list = await this.#rest.find<ActivityAnswer[]>("GET /repos/{owner}/{repo}/activity", { ref, per_page: 100 });
    return (list ?? []).flatMap(({ before, after, activity_type: type, actor }) =>
      /^0+$/.test(after)
        ? []
        : [
            {
              before: /^0+$/.test(before) ? null : before,
              after,
              by: actor?.login ?? null,
              merged: type === "pr_merge" || type === "merge_queue_merge",
            },
          ],
    );
  }

  async #isMember(group: string, login: string): Promise<boolean> {
    const key = `${group} ${login}`;
    const known = this.#remembered.memberships.get(key);
    if (known !== undefined) return known;
    const [org = "", team = ""] = group.slice(1).split("/");
    const found = await this.#rest.find<{ state?: string }>(
      "GET /orgs/{org}/teams/{team_slug}/memberships/{username}",
      { org, team_slug: team, username: login },
    );
    const member = found?.state === "active";
    this.#remembered.memberships.set(key, member);
    return member;
  }
}

/** The head's branch counts only in the base's own repository: a fork is never bound by the name of its branch. */
function pullOf({ number, state, merged_at, user, head, base }: PullAnswer): PullNow {
  const here = head.repo?.id === base.repo.id;
  const pull = { number, head: head.sha, branch: here ? head.ref : null, base: base.ref, author: user?.login ?? null };
  return { ...pull, open: state === "open", merged: merged_at != null };
}
