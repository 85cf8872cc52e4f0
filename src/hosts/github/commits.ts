// Commits of GitHub: by id, and by comparison, paged by hand and counted, so that none is missing without being noticed.
import type { LRUCache } from "lru-cache";
import { endsOf } from "../../core/ancestry.ts";
import type { Instant } from "../../core/entry.ts";
import { instantOf, msOf } from "../../core/instant.ts";
import type { Oid } from "../../core/model.ts";
import { Incomplete } from "../../ports.ts";
import type { FileAnswer } from "./derive.ts";
import type { Rest } from "./rest.ts";

/** What of a commit never changes. */
export interface Bones {
  readonly oid: Oid;
  readonly parents: readonly Oid[];
  readonly tree: Oid;
  readonly message: string;
  /** When it was committed, and when its change was first. */
  readonly at: Instant;
  readonly authoredAt: Instant;
}

export interface Comparison {
  /** Null: unrelated histories. */
  readonly base: Oid | null;
  readonly commits: ReadonlyMap<Oid, Bones>;
}

interface Signed {
  readonly date?: string;
}

interface CommitAnswer {
  readonly sha: string;
  readonly parents: readonly { readonly sha: string }[];
  readonly commit: {
    readonly message: string;
    readonly tree: { readonly sha: string };
    readonly author: Signed | null;
    readonly committer: Signed | null;
  };
}

interface CompareAnswer {
  readonly total_commits: number;
  readonly commits: readonly CommitAnswer[];
  readonly merge_base_commit: CommitAnswer;
  /** On the first page, and never all of more than 300: believed only where ids prove it. */
  readonly files?: readonly FileAnswer[];
}

/** What GitHub cannot tell was at the beginning of time, as with git. */
function instantIn(signed: Signed | null): Instant {
  const ms = msOf(signed?.date ?? "");
  return instantOf(Number.isNaN(ms) ? 0 : Math.max(0, ms));
}

/** Told of the files that differ between two trees, as GitHub lists them. */
type Learn = (old: Oid, next: Oid, files: readonly FileAnswer[]) => void;

const PER_PAGE = 100;
/** More new commits than this are not judged. */
const MAX_COMMITS = 10_000;

export class Commits {
  readonly #rest: Rest;
  readonly #cache: { readonly commits: LRUCache<Oid, Bones>; readonly comparisons: LRUCache<string, Comparison> };

  readonly #learn: Learn;

  /** Under way: who asks at the same time waits for the same answer. */
  readonly #asked = new Map<string, Promise<Comparison>>();

  constructor(
    rest: Rest,
    cache: { readonly commits: LRUCache<Oid, Bones>; readonly comparisons: LRUCache<string, Comparison> },
    learn: Learn,
  ) {
    this.#rest = rest;
    this.#cache = cache;
    this.#learn = learn;
  }

  /** Resolves when every comparison with this tip that is under way has been answered, or was not. */
  async arrived(tip: Oid): Promise<void> {
    await Promise.allSettled([...this.#asked].filter(([key]) => key.endsWith(`...${tip}`)).map(([, asking]) => asking));
  }

  async bones(oid: Oid): Promise<Bones> {
    const known = this.#cache.commits.get(oid);
    if (known !== undefined) return known;
    const commit = await this.#rest.get<CommitAnswer["commit"] & { sha: string; parents: CommitAnswer["parents"] }>(
      "GET /repos/{owner}/{repo}/git/commits/{commit_sha}",
      { commit_sha: oid },
    );
    return this.#remember({ sha: commit.sha, parents: commit.parents, commit });
  }

  #remember({ sha, parents, commit }: CommitAnswer): Bones {
    const bones = {
      oid: sha,
      parents: parents.map((each) => each.sha),
      tree: commit.tree.sha,
      message: commit.message,
      at: instantIn(commit.committer),
      authoredAt: instantIn(commit.author),
    };
    this.#cache.commits.set(sha, bones);
    return bones;
  }

  async compare(from: Oid | null, to: Oid): Promise<Comparison> {
    if (from === to) return { base: to, commits: new Map() };
    const key = `${from}...${to}`;
    const known = this.#cache.comparisons.get(key) ?? this.#asked.get(key);
    if (known !== undefined) return known;
    const asking = this.#ask(from, to);
    this.#asked.set(key, asking);
    try {
      const comparison = await asking;
      this.#cache.comparisons.set(key, comparison);
      return comparison;
    } finally {
      this.#asked.delete(key);
    }
  }

  async #ask(from: Oid | null, to: Oid): Promise<Comparison> {
    return (from === null ? null : await this.#pages(from, to)) ?? this.#unrelated(to);
  }

  /** All pages of a comparison, by hand: it is an object, and its count is the only sign that pages are missing. */
  async #pages(from: Oid, to: Oid): Promise<Comparison | null> {
    const commits = new Map<Oid, Bones>();
    let files: readonly FileAnswer[] = [];
    for (let page = 1; ; page += 1) {
      const answer = await this.#rest.find<CompareAnswer>("GET /repos/{owner}/{repo}/compare/{basehead}", {
        basehead: `${from}...${to}`,
        per_page: PER_PAGE,
        page,
      });
      if (answer === null) {
        // Both are there and have nothing in common, or one of them is not there yet.
        await Promise.all([this.bones(from), this.bones(to)]);
        return null;
      }
      if (!Array.isArray(answer.commits) || typeof answer.total_commits !== "number")
        throw new Incomplete(`GitHub compared ${from} and ${to} and did not say what it found`);
      if (answer.total_commits > MAX_COMMITS)
        throw new Incomplete(
          `there are more than ${MAX_COMMITS} new commits`,
          "merge the base branch, or merge in parts",
        );
      for (const commit of answer.commits) commits.set(commit.sha, this.#remember(commit));
      if (page === 1) files = answer.files ?? [];
      if (commits.size >= answer.total_commits) {
        const base = this.#remember(answer.merge_base_commit);
        this.#learn(base.tree, (commits.get(to) ?? base).tree, files);
        return { base: base.oid, commits };
      }
      if (answer.commits.length === 0)
        throw new Incomplete(`GitHub listed ${commits.size} of ${answer.total_commits} new commits`);
    }
  }

  /** Unrelated to the base: every commit it reaches is new. */
  async #unrelated(to: Oid): Promise<Comparison> {
    const list = await this.#rest.all<CommitAnswer>(
      "GET /repos/{owner}/{repo}/commits",
      { sha: to },
      null,
      MAX_COMMITS / 100,
    );
    const commits = new Map(list.map((commit) => [commit.sha, this.#remember(commit)]));
    if (endsOf(commits, to).length > 0)
      throw new Incomplete("GitHub did not list every commit of an unrelated history");
    return { base: null, commits };
  }
}
