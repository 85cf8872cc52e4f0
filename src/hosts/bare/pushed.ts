// The Git port over a push that only its hook can read: git's quarantine is closed to everybody else. What the hook's log tells
// is known; what it does not tell is asked of the hook; everything older is read from the repository.
import { endsOf, oldestFirst, reachable } from "../../core/ancestry.ts";
import { compose } from "../../core/changes.ts";
import type { Change, Commit, Oid, Path, Ref, TreeEntry } from "../../core/model.ts";
import { POLICY_PATH } from "../../core/policy.ts";
import { type Git, Incomplete } from "../../ports.ts";
import { EMPTY_TREE, type LocalGit } from "./git.ts";
import type { PushRequest } from "./push.ts";
import { git, lines } from "./run.ts";

/** What a hook can be asked, each answered from the quarantine. */
export interface Hook {
  net(from: Oid, to: Oid): Promise<readonly Change[]>;
  policyEntry(at: Oid): Promise<TreeEntry | null>;
  blob(oid: Oid, atMost: number): Promise<Uint8Array>;
}

/** What stood in the repository before a push: trunk and the old values. */
export const oldValues = ({ trunk, updates }: PushRequest): ReadonlySet<Oid> =>
  new Set([trunk.tip, ...updates.map(({ before }) => before)].filter((oid) => oid !== null));

export class PushedGit implements Git {
  readonly #repository: LocalGit;
  /** Every commit of the push that trunk does not have. */
  readonly #new: ReadonlyMap<Oid, Commit>;
  readonly #trunk: Oid | null;
  readonly #old: ReadonlySet<Oid>;
  readonly #hook: Hook;

  constructor(repository: LocalGit, log: readonly Commit[], trunk: Oid | null, old: ReadonlySet<Oid>, hook: Hook) {
    this.#repository = repository;
    this.#old = old;
    this.#new = new Map(log.map((commit) => [commit.oid, commit]));
    this.#trunk = trunk;
    this.#hook = hook;
  }

  tip(ref: Ref): Promise<Oid | null> {
    return this.#repository.tip(ref);
  }

  resolve(ref: Ref): Promise<Ref> {
    return this.#repository.resolve(ref);
  }

  async commits(tip: Oid, not: Oid | null): Promise<readonly Commit[]> {
    this.#fromTrunk(not);
    if (this.#isDropped(tip)) return this.#repository.commits(tip, not);
    // A tip that the log leaves out is trunk's, or one that the hook did not look at: that would hide what it brings.
    if (!this.#new.has(tip) && (not === null || !(await this.#repository.isAncestor(tip, not))))
      throw new Incomplete(`the hook did not tell what ${tip} brings`);
    return oldestFirst(this.#new, tip);
  }

  async mergeBases(a: Oid, b: Oid): Promise<readonly Oid[]> {
    this.#fromTrunk(a);
    if (this.#isDropped(b)) return this.#repository.mergeBases(a, b);
    const ends = endsOf(this.#new, b);
    if (ends.length < 2) return ends;
    return lines(await git(this.#repository.place, ["merge-base", "--independent", ...ends]));
  }

  async isAncestor(ancestor: Oid, tip: Oid): Promise<boolean> {
    if (ancestor === tip || reachable(this.#new, tip).has(ancestor)) return true;
    for (const end of endsOf(this.#new, tip))
      if (end === ancestor || (await this.#repository.isAncestor(ancestor, end))) return true;
    return false;
  }

  mergeOf(bases: readonly Oid[]) {
    return this.#repository.mergeOf(bases);
  }

  /** Along a line of commits the differences add up; past a merge only the hook can tell. */
  async changes(from: Oid | null, to: Oid): Promise<readonly Change[]> {
    const steps: (readonly Change[])[] = [];
    let at: Oid | null = to;
    while (at !== from) {
      const commit: Commit | undefined = at === null ? undefined : this.#new.get(at);
      if (commit === undefined || commit.parents.length > 1) {
        return at === to && commit === undefined
          ? this.#repository.changes(from, to)
          : this.#hook.net(from ?? EMPTY_TREE[to.length]!, to);
      }
      steps.push(commit.own);
      at = commit.parents[0] ?? null;
    }
    return steps.length === 1 ? steps[0]! : compose(steps.reverse());
  }

  entry(at: Oid, path: Path): Promise<TreeEntry | null> {
    if (this.#old.has(at)) return this.#repository.entry(at, path);
    if (path === POLICY_PATH) return this.#hook.policyEntry(at);
    if (this.#new.has(at)) throw new Incomplete(`what ${at} has at ${path} is only known to the hook`);
    return this.#repository.entry(at, path);
  }

  names(at: Oid, directory: Path): Promise<readonly string[]> {
    return this.#repository.names(at, directory);
  }

  blob(oid: Oid, atMost: number): Promise<Uint8Array> {
    return this.#hook.blob(oid, atMost);
  }

  versions(at: Oid, path: Path): AsyncIterable<Oid> {
    return this.#repository.versions(at, path);
  }

  /** Is it an old value that the push does not build on? The log leaves it out, the repository has it. */
  #isDropped(oid: Oid): boolean {
    return oid !== this.#trunk && this.#old.has(oid) && !this.#new.has(oid);
  }

  /** The log leaves out what one tip of trunk has; against anything else it says nothing. */
  #fromTrunk(oid: Oid | null): void {
    if (oid !== this.#trunk) throw new Incomplete("trunk moved while this was pushed", "push again");
  }
}
