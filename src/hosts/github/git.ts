// The Git port over GitHub's API: commits by comparison, paged and counted; everything else by id. Where GitHub answers in part,
// this answers not at all.
import type { LRUCache } from "lru-cache";
import { endsOf, oldestFirst, reachable } from "../../core/ancestry.ts";
import type { Change, Commit, Oid, Path, Ref, TreeEntry } from "../../core/model.ts";
import { type Git, Incomplete } from "../../ports.ts";
import { sessionOf, trailersOf } from "../../text/trailers.ts";
import { type Merged, mergeOfBases } from "./bases.ts";
import { type Bones, Commits, type Comparison } from "./commits.ts";
import { subjectOf } from "./message.ts";
import type { Rest } from "./rest.ts";
import type { Tree } from "./tree.ts";
import { Trees } from "./trees.ts";

/** What has an id never changes: shared by everything that reads one repository. */
export interface Cache {
  readonly trees: LRUCache<Oid, Tree>;
  readonly commits: LRUCache<Oid, Bones>;
  /** New commits and merge base by `base...head`. */
  readonly comparisons: LRUCache<string, Comparison>;
  /** Small blobs: policies, announcements, the targets of links. */
  readonly blobs: LRUCache<Oid, Uint8Array>;
}

/** How far back the last valid policy is looked for. */
const MAX_STEPS = 300;

export class GitHubGit implements Git {
  readonly #rest: Rest;
  readonly #cache: Cache;
  readonly #trees: Trees;
  readonly #commits: Commits;

  constructor(rest: Rest, cache: Cache) {
    this.#rest = rest;
    this.#cache = cache;
    this.#trees = new Trees(rest, cache.trees);
    this.#commits = new Commits(rest, cache, (old, next, files) => this.#trees.learn(old, next, files));
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
    const { commits } = await this.#commits.compare(not, tip);
    const order = oldestFirst(commits, tip);
    return Promise.all(order.map(async (bones) => this.#judged(bones)));
  }

  async mergeBases(a: Oid, b: Oid): Promise<readonly Oid[]> {
    const { base, commits } = await this.#commits.compare(a, b);
    if (base === null) return [];
    // GitHub names one of the best; the new commits may stand on others that it does not contain. From the oldest on, for
    // what lies between it and the base answers for those after it.
    const best: Oid[] = [base];
    const ends = oldestFirst(commits, b).flatMap(({ parents }) => parents.filter((parent) => !commits.has(parent)));
    for (const end of new Set(ends)) if (end !== base) await this.#addBest(best, end);
    return best;
  }

  /** Of commits that contain each other only the newest is a best common ancestor. */
  async #addBest(best: Oid[], end: Oid): Promise<void> {
    for (const each of best) if (await this.isAncestor(end, each)) return;
    for (const each of [...best]) if (await this.isAncestor(each, end)) best.splice(best.indexOf(each), 1);
    best.push(end);
  }

  async isAncestor(ancestor: Oid, tip: Oid): Promise<boolean> {
    if (ancestor === tip) return true;
    // What is being asked about the tip may answer this as well.
    await this.#commits.arrived(tip);
    for (const { commits } of this.#cache.comparisons.values()) {
      if (commits.has(tip) && (reachable(commits, tip).has(ancestor) || endsOf(commits, tip).includes(ancestor)))
        return true;
    }
    const { base } = await this.#commits.compare(ancestor, tip);
    return base === ancestor;
  }

  mergeOf(bases: readonly Oid[]): Promise<Merged> {
    return mergeOfBases(this, bases);
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
      if (entry?.mode.startsWith("100") && entry.oid !== last) {
        last = entry.oid;
        yield entry.oid;
      }
      oid = (await this.#commits.bones(oid)).parents[0];
    }
  }

  async #treeOf(commit: Oid): Promise<Oid> {
    return (await this.#commits.bones(commit)).tree;
  }

  async #judged(bones: Bones): Promise<Commit> {
    const parents = await Promise.all(bones.parents.map((oid) => this.#treeOf(oid)));
    const own = await this.#trees.differences(parents, bones.tree);
    const trailers = trailersOf(bones.message);
    return {
      oid: bones.oid,
      parents: bones.parents,
      subject: subjectOf(bones.message),
      session: sessionOf(trailers),
      trailers,
      at: bones.at,
      authoredAt: bones.authoredAt,
      own,
    };
  }
}
