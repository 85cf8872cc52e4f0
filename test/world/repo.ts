// One repository: a real bare repository, what GitHub keeps beside it, and how people move its refs.
import { join } from "node:path";
import { noCommit, Refused } from "./api.ts";
import { Checks } from "./check-book.ts";
import { Clone } from "./clone.ts";
import { Batch, type CommitObject, type GitObject, git, linesOf, parseCommit } from "./git.ts";
import type { GitHub } from "./github.ts";
import { notice } from "./notice.ts";
import { Pulls } from "./pull-book.ts";
import type { Account, Activity, Comment, Issue, Json, Level, Protection, Pull, Review, Status } from "./state.ts";
import { Talk } from "./talk.ts";

export const OID = /^[0-9a-f]{40}$/;

export class Repo {
  readonly world: GitHub;
  readonly id: number;
  readonly owner: Account;
  name: string;
  readonly dir: string;
  readonly forkOf: Repo | null;
  trunk = "main";
  isPrivate = true;
  isArchived = false;
  isDeleted = false;
  readonly createdAt: string;
  /** Names it had; GitHub redirects from them. */
  readonly oldNames: string[] = [];
  /** The refs as GitHub knows them: what notice() saw last. */
  readonly refs = new Map<string, string>();
  readonly checks = new Checks(this);
  readonly pulls = new Pulls(this);
  readonly talk = new Talk(this);
  readonly issues: Issue[] = [];
  readonly comments: Comment[] = [];
  readonly reviews: Review[] = [];
  readonly statuses: Status[] = [];
  readonly activity: Activity[] = [];
  readonly labels = new Set<string>();
  readonly roles = new Map<string, Level>();
  readonly protections = new Map<string, Protection>();
  /** Replication lag: how many reads of an object are still refused, and which refs still show what they were. */
  readonly lagging = new Map<string, number>();
  readonly stale = new Map<string, { readonly old: string | undefined; reads: number }>();
  readonly #batch: Batch;
  #lock: Promise<unknown> = Promise.resolve();
  #number = 0;

  constructor(world: GitHub, owner: Account, name: string, forkOf: Repo | null = null) {
    this.world = world;
    this.id = world.nextId();
    this.owner = owner;
    this.name = name;
    this.forkOf = forkOf;
    this.dir = join(world.folder, `${this.id}.git`);
    this.createdAt = world.timestamp();
    this.#batch = new Batch(this.dir);
  }

  get fullName(): string {
    return `${this.owner.login}/${this.name}`;
  }

  nextNumber(): number {
    this.#number += 1;
    return this.#number;
  }

  /** Run git in the bare repository. */
  git(...args: string[]): Promise<string> {
    return git(this.dir, args);
  }

  /** A clone of this repository in the hands of a person, who may write. */
  async clone(login: string): Promise<Clone> {
    if (!this.roles.has(login)) this.grant(login, "write");
    return Clone.of(this, this.world.account(login));
  }

  grant(login: string, level: Level): void {
    this.world.account(login);
    this.roles.set(login, level);
  }

  async fork(login: string): Promise<Repo> {
    const fork = this.world.addRepo(new Repo(this.world, this.world.account(login), this.name, this));
    await git(this.world.folder, ["clone", "-q", "--bare", this.dir, fork.dir]);
    fork.isPrivate = this.isPrivate;
    fork.trunk = this.trunk;
    fork.grant(login, "admin");
    await fork.readRefs();
    return fork;
  }

  /** The one way refs move: one change at a time, then GitHub notices what moved, and tells. */
  change<T>(by: Account, move: () => Promise<T>, type?: Activity["type"]): Promise<T> {
    const turn = this.#lock.then(async () => {
      const result = await move();
      await notice(this, by, type);
      return result;
    });
    this.#lock = turn.catch(() => {});
    return turn;
  }

  /** Move or delete (null) refs as somebody, without a clone. */
  setRefs(login: string, to: Readonly<Record<string, string | null>>): Promise<void> {
    return this.change(this.world.account(login), async () => {
      for (const [ref, oid] of Object.entries(to))
        await git(this.dir, oid === null ? ["update-ref", "-d", ref] : ["update-ref", ref, oid]);
    });
  }

  /** What the bare repository's refs are now, without telling anybody. */
  async readRefs(): Promise<Map<string, string>> {
    const text = await this.git("for-each-ref", "--format=%(objectname) %(refname)");
    this.refs.clear();
    for (const line of linesOf(text))
      this.refs.set(line.slice(line.indexOf(" ") + 1), line.slice(0, line.indexOf(" ")));
    return this.refs;
  }

  tip(branch: string): string | undefined {
    return this.refs.get(`refs/heads/${branch}`);
  }

  /** The refs as the API shows them, which may lag behind. */
  seenRefs(count = true): Map<string, string> {
    const seen = new Map(this.refs);
    for (const [ref, lag] of this.stale) {
      if (lag.old === undefined) seen.delete(ref);
      else seen.set(ref, lag.old);
      if (count) lag.reads -= 1;
      if (lag.reads <= 0) this.stale.delete(ref);
    }
    return seen;
  }

  /** An object by its full id, as the API reads it: refused while it lags. */
  async object(oid: string): Promise<GitObject | null> {
    const left = this.lagging.get(oid);
    if (left !== undefined) {
      if (left > 1) this.lagging.set(oid, left - 1);
      else this.lagging.delete(oid);
      throw [new Refused(404, "Not Found"), noCommit(oid), new Refused(409, "Git Repository is empty.")][left % 3]!;
    }
    return OID.test(oid) ? this.#batch.read(oid) : null;
  }

  /** A commit by id, by branch or by tag, as `commits/{ref}` takes it. */
  async commit(name: string): Promise<CommitObject | null> {
    const refs = this.seenRefs();
    const oid = OID.test(name)
      ? name
      : (refs.get(`refs/heads/${name}`) ?? refs.get(`refs/tags/${name}`) ?? refs.get(`refs/${name}`) ?? refs.get(name));
    const found = oid === undefined ? null : await this.object(oid);
    if (found === null) return null;
    if (found.type === "tag") return this.commit(found.body.toString("latin1", 7, 47));
    return found.type === "commit" ? parseCommit(found) : null;
  }

  async typeOf(oid: string): Promise<string> {
    return (await this.#batch.read(oid))?.type ?? "commit";
  }

  /** A commit by id, for the double itself: it never lags. */
  async commitNow(oid: string): Promise<CommitObject> {
    const found = await this.#batch.read(`${oid}^{commit}`);
    if (found === null) throw new Error(`${this.fullName} has no commit ${oid}`);
    return parseCommit(found);
  }

  pull(number: number): Pull | undefined {
    return this.pulls.all.find((pull) => pull.number === number);
  }

  /** Under a new name; the old one leads here. */
  rename(name: string, { by = "root" } = {}): void {
    const from = this.name;
    this.oldNames.push(this.fullName);
    this.name = name;
    this.#tell("renamed", by, { changes: { repository: { name: { from } } } });
  }

  /** Another branch is trunk; the old one stays. */
  async changeTrunk(branch: string, { by = "root" } = {}): Promise<void> {
    const from = this.trunk;
    this.trunk = branch;
    await this.git("symbolic-ref", "HEAD", `refs/heads/${branch}`);
    this.#tell("edited", by, { changes: { default_branch: { from } } });
  }

  delete({ by = "root" } = {}): void {
    this.#tell("deleted", by);
    this.isDeleted = true;
  }

  #tell(action: string, by: string, more: Json = {}): void {
    this.world.emit(this, "repository", { action, ...more }, this.world.account(by));
  }

  /** Require checks on a branch, by a ruleset unless said otherwise; for what `doctor` reads. */
  protect(branch: string, protection: Partial<Protection> = {}): void {
    this.protections.set(branch, { checks: [], by: "ruleset", queue: false, ...protection });
  }

  close(): void {
    this.#batch.close();
  }
}
