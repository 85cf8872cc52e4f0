// The Git port over GitHub's API: commits by comparison, paged and counted; everything else by id. Where GitHub answers in part,
// this answers not at all.
import type { LRUCache } from "lru-cache";
import { endsOf, oldestFirst, reachable } from "../../core/ancestry.ts";
import type { Change, Commit, Oid, Path, Ref, TreeEntry } from "../../core/model.ts";
import { type Git, Incomplete } from "../../ports.ts";
import type { Rest } from "./rest.ts";
import { type Tree, Trees } from "./trees.ts";

/** What of a commit never changes. */
export interface Bones {
  readonly oid: Oid;
  readonly parents: readonly Oid[];
  readonly tree: Oid;
  readonly message: string;
}

/** What has an id never changes: shared by everything that reads one repository. */
export interface Cache {
  readonly trees: LRUCache<Oid, Tree>;
  readonly commits: LRUCache<Oid, Bones>;
  /** New commits and merge base by `base...head`. */
  readonly comparisons: LRUCache<string, Comparison>;
  /** Small blobs: policies, announcements, the targets of links. */
  readonly blobs: LRUCache<Oid, Uint8Array>;
}

interface Comparison {
  /** Null: unrelated histories. */
  readonly base: Oid | null;
  readonly commits: ReadonlyMap<Oid, Bones>;
}

interface CommitAnswer {
  readonly sha: string;
  readonly parents: readonly { readonly sha: string }[];
  readonly commit: { readonly message: string; readonly tree: { readonly sha: string } };
}

interface CompareAnswer {
  readonly total_commits: number;
  readonly commits: readonly CommitAnswer[];
  readonly merge_base_commit: CommitAnswer;
}

const PER_PAGE = 100;
/** More new commits than this are not judged. */
const MAX_COMMITS = 10_000;
/** How far back the last valid policy is looked for. */
const MAX_STEPS = 300;

export class GitHubGit implements Git {
  readonly #rest: Rest;
  readonly #cache: Cache;
  readonly #trees: Trees;

  constructor(rest: Rest, cache: Cache) {
    this.#rest = rest;
    this.#cache = cache;
    this.#trees = new Trees(rest, cache.trees);
  }

  async tip(ref: Ref): Promise<Oid | null> {
    const found = await this.#rest.find<{ ref?: string; object?: { sha?: string; type?: string } }>(
      "GET /repos/{owner}/{repo}/git/ref/{ref}",
      { ref: ref.replace(/^refs\//, "") },
    );
    if (found === null) return null;
    if (found.ref !== ref || found.object?.type !== "commit" || !found.object.sha)
      throw new Incomplete(`GitHub answered for ${ref} with something else`);
    return found.object.sha;
  }

  /** GitHub has no symbolic refs that anybody could push to. */
  async resolve(ref: Ref): Promise<Ref> {
    return ref;
  }

  async commits(tip: Oid, not: Oid | null): Promise<readonly Commit[]> {
    const { commits } = await this.#compare(not, tip);
    const order = oldestFirst(commits, tip);
    return Promise.all(order.map(async (bones) => this.#judged(bones)));
  }

  async mergeBases(a: Oid, b: Oid): Promise<readonly Oid[]> {
    const { base, commits } = await this.#compare(a, b);
    if (base === null) return [];
    // GitHub names one of the best; the new commits may stand on others that it does not contain.
    const others: Oid[] = [];
    for (const end of endsOf(commits, b)) if (end !== base && !(await this.isAncestor(end, base))) others.push(end);
    return [base, ...others];
  }

  async isAncestor(ancestor: Oid, tip: Oid): Promise<boolean> {
    if (ancestor === tip) return true;
    for (const { commits } of this.#cache.comparisons.values()) {
      if (commits.has(tip) && (reachable(commits, tip).has(ancestor) || endsOf(commits, tip).includes(ancestor)))
        return true;
    }
    const { base } = await this.#compare(ancestor, tip);
    return base === ancestor;
  }

  mergeOf(_bases: readonly Oid[]): Promise<never> {
    return Promise.reject(
      new Incomplete(
        "this branch has several merge bases with its base branch, which GitHub cannot merge for us",
        "merge the base branch",
      ),
    );
  }

  async changes(from: Oid | null, to: Oid): Promise<readonly Change[]> {
    if (from === to) return [];
    const [old, next] = await Promise.all([from === null ? null : this.#treeOf(from), this.#treeOf(to)]);
    return this.#trees.differences([old], next);
  }

  async entry(at: Oid, path: Path): Promise<TreeEntry | null> {
    const entry = await this.#trees.entry(await this.#treeOf(at), path);
    return entry?.mode === "040000" ? { ...entry, mode: "40000" } : entry;
  }

  async names(at: Oid, directory: Path): Promise<readonly string[]> {
    return this.#trees.names(await this.#treeOf(at), directory);
  }

  async blob(oid: Oid, atMost: number): Promise<Uint8Array> {
    const known = this.#cache.blobs.get(oid);
    if (known !== undefined) return known.length > atMost ? new Uint8Array(atMost + 1) : known;
    const route = "GET /repos/{owner}/{repo}/git/blobs/{file_sha}";
    const blob = await this.#rest.get<{ content?: string; encoding?: string; size?: number }>(route, { file_sha: oid });
    if (typeof blob.size !== "number" || blob.size > atMost) return new Uint8Array(atMost + 1);
    if (blob.encoding !== "base64" || typeof blob.content !== "string")
      throw new Incomplete(`GitHub answered for blob ${oid} in an unknown encoding`);
    const body = Buffer.from(blob.content, "base64");
    this.#cache.blobs.set(oid, body);
    return body;
  }

  /** Along first parents only: what stood on a branch that was merged never stood on trunk. */
  async *versions(at: Oid, path: Path): AsyncIterable<Oid> {
    let last: Oid | null = null;
    let oid: Oid | undefined = at;
    for (let steps = 0; oid !== undefined; steps += 1) {
      if (steps > MAX_STEPS)
        throw new Incomplete(
          `the policy of trunk was not found valid in its last ${MAX_STEPS} commits`,
          "an administrator can push a repair past the check",
        );
      const entry = await this.entry(oid, path);
      if (entry?.mode.startsWith("100") && entry.oid !== last) yield entry.oid;
      last = entry?.oid ?? null;
      oid = (await this.#bones(oid)).parents[0];
    }
  }

  async #treeOf(commit: Oid): Promise<Oid> {
    return (await this.#bones(commit)).tree;
  }

  async #bones(oid: Oid): Promise<Bones> {
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
    };
    this.#cache.commits.set(sha, bones);
    return bones;
  }

  async #judged(bones: Bones): Promise<Commit> {
    const parents = await Promise.all(bones.parents.map((oid) => this.#treeOf(oid)));
    const own = await this.#trees.differences(parents, bones.tree);
    return {
      oid: bones.oid,
      parents: bones.parents,
      subject: subjectOf(bones.message),
      session: sessionOf(bones.message),
      own,
    };
  }

  async #compare(from: Oid | null, to: Oid): Promise<Comparison> {
    if (from === to) return { base: to, commits: new Map() };
    const key = `${from}...${to}`;
    const known = this.#cache.comparisons.get(key);
    if (known !== undefined) return known;
    const comparison = (from === null ? null : await this.#pages(from, to)) ?? (await this.#unrelated(to));
    this.#cache.comparisons.set(key, comparison);
    return comparison;
  }

  /** All pages of a comparison, by hand: it is an object, and its count is the only sign that pages are missing. */
  async #pages(from: Oid, to: Oid): Promise<Comparison | null> {
    const commits = new Map<Oid, Bones>();
    for (let page = 1; ; page += 1) {
      const answer = await this.#rest.find<CompareAnswer>("GET /repos/{owner}/{repo}/compare/{basehead}", {
        basehead: `${from}...${to}`,
        per_page: PER_PAGE,
        page,
      });
      if (answer === null) {
        // Both are there and have nothing in common, or one of them is not there yet.
        await Promise.all([this.#bones(from), this.#bones(to)]);
        return null;
      }
      if (answer.total_commits > MAX_COMMITS)
        throw new Incomplete(
          `there are more than ${MAX_COMMITS} new commits`,
          "merge the base branch, or merge in parts",
        );
      for (const commit of answer.commits) commits.set(commit.sha, this.#remember(commit));
      if (commits.size >= answer.total_commits) return { base: this.#remember(answer.merge_base_commit).oid, commits };
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

/** As git has it: the first paragraph on one line. */
export const subjectOf = (message: string): string =>
  (message.replace(/^\n+/, "").split(/\n\s*\n/)[0] ?? "")
    .split("\n")
    .map((line) => line.trimEnd())
    .join(" ")
    .trimEnd();

/** The `Session:` trailer in the last paragraph. */
export function sessionOf(message: string): string | null {
  const paragraphs = message.trimEnd().split(/\n\s*\n/);
  if (paragraphs.length < 2) return null;
  const values = [...(paragraphs.at(-1) ?? "").matchAll(/^session:[ \t]*(.*)$/gim)].map(
    ([, value]) => value?.trim() ?? "",
  );
  return values.length === 0 ? null : values.join(",");
}
