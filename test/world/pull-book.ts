// A repository's pull requests, as people handle them: open, close, merge, retarget, queue; and how they follow pushes.
import { git, linesOf } from "./git.ts";
import { combine, type Method, mergeCommit } from "./merge.ts";
import { isAncestor } from "./notice.ts";
import type { Repo } from "./repo.ts";
import { pullDetails } from "./shapes.ts";
import type { Account, Json, Pull } from "./state.ts";

export interface Opening {
  readonly head: string;
  readonly by: string;
  readonly base?: string;
  readonly title?: string;
  readonly body?: string;
  /** The fork the head is in. */
  readonly from?: Repo;
}

export interface Queued {
  readonly head: string;
  readonly ref: string;
  readonly base: string;
}

export class Pulls {
  readonly #repo: Repo;
  readonly all: Pull[] = [];
  readonly queue: (Queued & { readonly number: number })[] = [];

  constructor(repo: Repo) {
    this.#repo = repo;
  }

  get(number: number): Pull {
    const pull = this.#repo.pull(number);
    if (pull === undefined) throw new Error(`${this.#repo.fullName} has no pull request #${number}`);
    return pull;
  }

  async open({ head, by, base = this.#repo.trunk, title = head, body, from = this.#repo }: Opening): Promise<number> {
    const { world } = this.#repo;
    const [sha, baseSha] = [from.tip(head), this.#repo.tip(base)];
    if (sha === undefined || baseSha === undefined) throw new Error(`no branch ${sha === undefined ? head : base}`);
    const at = world.timestamp();
    const number = this.#repo.nextNumber();
    const pull: Pull = {
      ...{ number, id: world.nextId(), title, body: body ?? null, by: world.account(by) },
      ...{ head: { repo: from, ref: head, sha }, base: { ref: base, sha: baseSha } },
      ...{ state: "open", merged: null, testMerge: null, createdAt: at, updatedAt: at, closedAt: null },
    };
    this.all.push(pull);
    await this.#update(pull);
    await this.#tell("opened", pull, pull.by);
    return number;
  }

  async close(number: number, { by }: { by: string }): Promise<void> {
    await this.#close(this.get(number), this.#repo.world.account(by));
  }

  async reopen(number: number, { by }: { by: string }): Promise<void> {
    const pull = this.get(number);
    Object.assign(pull, { state: "open", closedAt: null });
    await this.#update(pull);
    await this.#tell("reopened", pull, this.#repo.world.account(by));
  }

  /** Merge as the button does; gives the commit that trunk is at afterwards. */
  async merge(number: number, { by, method = "merge" }: { by: string; method?: Method }): Promise<string> {
    const pull = this.get(number);
    const account = this.#repo.world.account(by);
    const ref = `refs/heads/${pull.base.ref}`;
    let sha = "";
    const move = async () => {
      const base = this.#repo.refs.get(ref)!;
      const made = await combine(this.#repo, account, method, base, pull.head.sha, pull.title, number);
      if (made === null) throw new Error(`#${number} conflicts with ${pull.base.ref}`);
      sha = made;
      this.#merged(pull, account, sha);
      await this.#repo.git("update-ref", ref, sha, base);
    };
    await this.#repo.change(account, move, "pr_merge");
    await this.#tell("closed", pull, account);
    return sha;
  }

  async editBase(number: number, base: string, { by }: { by: string }): Promise<void> {
    const pull = this.get(number);
    const from = pull.base;
    pull.base = { ref: base, sha: this.#repo.tip(base)! };
    await this.#update(pull);
    const changes = { base: { ref: { from: from.ref }, sha: { from: from.sha } } };
    await this.#tell("edited", pull, this.#repo.world.account(by), { changes });
  }

  async editTitle(number: number, title: string, { by }: { by: string }): Promise<void> {
    const pull = this.get(number);
    const changes = { title: { from: pull.title } };
    pull.title = title;
    await this.#tell("edited", pull, this.#repo.world.account(by), { changes });
  }

  /** Put it into the merge queue: GitHub makes a commit on top of the last one queued and asks for checks on it. */
  async enqueue(number: number, { by }: { by: string }): Promise<Queued> {
    const { world } = this.#repo;
    const pull = this.get(number);
    const base = this.queue.at(-1)?.head ?? this.#repo.tip(pull.base.ref)!;
    const head = await mergeCommit(this.#repo, pull.by, base, pull.head.sha, `Merge pull request #${number}`);
    if (head === null) throw new Error(`#${number} conflicts in the queue`);
    const ref = `refs/heads/gh-readonly-queue/${pull.base.ref}/pr-${number}-${base}`;
    const queued = { number, head, ref, base };
    this.queue.push(queued);
    const bot = world.account("github-merge-queue[bot]");
    await this.#repo.change(bot, () => this.#repo.git("update-ref", ref, head));
    const group = { head_sha: head, head_ref: ref, base_sha: base, base_ref: `refs/heads/${pull.base.ref}` };
    const commit = {
      id: head,
      tree_id: (await this.#repo.commitNow(head)).tree,
      message: `Merge pull request #${number}`,
    };
    const payload = { action: "checks_requested", merge_group: { ...group, head_commit: commit } };
    world.emit(this.#repo, "merge_group", payload, world.account(by));
    return queued;
  }

  /** The queue's checks are green: trunk moves to the commit of the queue, the branch goes, the pull request is merged. */
  async leaveQueue(number: number): Promise<void> {
    const { world } = this.#repo;
    const pull = this.get(number);
    const at = this.queue.findIndex((each) => each.number === number);
    const [queued] = this.queue.splice(at, 1);
    const bot = world.account("github-merge-queue[bot]");
    this.#merged(pull, bot, queued!.head);
    const move = async () => {
      await this.#repo.git("update-ref", `refs/heads/${pull.base.ref}`, queued!.head);
      await this.#repo.git("update-ref", "-d", queued!.ref);
    };
    await this.#repo.change(bot, move, "merge_queue_merge");
    await this.#tell("closed", pull, bot);
  }

  /** A branch of any repository moved: heads follow it, bases may have got it by hand, and without it a request is closed. */
  async follow(
    from: Repo,
    by: Account,
    branch: string,
    move: { before: string | null; after: string | null },
  ): Promise<void> {
    for (const pull of this.all.filter(({ state }) => state === "open")) {
      if (pull.head.repo === from && pull.head.ref === branch) await this.#headMoved(pull, by, move);
      else if (this.#repo === from && pull.base.ref === branch) await this.#baseMoved(pull, by, move.after);
    }
  }

  async #headMoved(pull: Pull, by: Account, { before, after }: { before: string | null; after: string | null }) {
    if (after === null) return this.#close(pull, by);
    pull.head.sha = after;
    pull.base.sha = this.#repo.tip(pull.base.ref) ?? pull.base.sha;
    await this.#update(pull);
    await this.#tell("synchronize", pull, by, { before, after });
  }

  async #baseMoved(pull: Pull, by: Account, after: string | null): Promise<void> {
    if (after === null) return this.#close(pull, by);
    if (!(await isAncestor(this.#repo, pull.head.sha, after))) return;
    this.#merged(pull, by, after);
    await this.#tell("closed", pull, by);
  }

  async #close(pull: Pull, by: Account): Promise<void> {
    Object.assign(pull, { state: "closed", closedAt: this.#repo.world.timestamp() });
    await this.#tell("closed", pull, by);
  }

  #merged(pull: Pull, by: Account, sha: string): void {
    const at = this.#repo.world.timestamp();
    Object.assign(pull, { state: "closed", closedAt: at, updatedAt: at, merged: { at, by, sha } });
  }

  /** refs/pull/N/head and the test merge; the commits of a fork come with them. */
  async #update(pull: Pull): Promise<void> {
    pull.updatedAt = this.#repo.world.timestamp();
    const { dir } = this.#repo;
    const ref = `refs/pull/${pull.number}/head`;
    if (pull.head.repo === this.#repo) await git(dir, ["update-ref", ref, pull.head.sha]);
    else await git(dir, ["fetch", "-q", pull.head.repo.dir, `+refs/heads/${pull.head.ref}:${ref}`]);
    this.#repo.refs.set(ref, pull.head.sha);
    const base = this.#repo.tip(pull.base.ref) ?? pull.base.sha;
    pull.testMerge = await mergeCommit(this.#repo, pull.by, base, pull.head.sha, `Merge ${pull.head.sha} into ${base}`);
    const merge = `refs/pull/${pull.number}/merge`;
    if (pull.testMerge === null) return;
    await git(dir, ["update-ref", merge, pull.testMerge]);
    this.#repo.refs.set(merge, pull.testMerge);
  }

  async #tell(action: string, pull: Pull, by: Account, more: Json = {}): Promise<void> {
    if (!this.#repo.world.tells(this.#repo, "pull_request")) return;
    const payload = { action, number: pull.number, pull_request: await pullDetails(this.#repo, pull), ...more };
    this.#repo.world.emit(this.#repo, "pull_request", payload, by);
  }

  async counts(pull: Pull): Promise<{ additions: number; deletions: number; files: number; commits: number }> {
    const base = pull.merged === null ? (this.#repo.tip(pull.base.ref) ?? pull.base.sha) : pull.base.sha;
    const commits = Number(await this.#repo.git("rev-list", "--count", `${base}..${pull.head.sha}`));
    if (!(await this.hasBase(base, pull.head.sha))) return { additions: 0, deletions: 0, files: 0, commits };
    const rows = linesOf(await this.#repo.git("diff", "--numstat", `${base}...${pull.head.sha}`)).map((row) =>
      row.split("\t"),
    );
    const sum = (column: number) => rows.reduce((total, row) => total + (Number(row[column]) || 0), 0);
    return { additions: sum(0), deletions: sum(1), files: rows.length, commits };
  }

  async hasBase(a: string, b: string): Promise<boolean> {
    return this.#repo.git("merge-base", a, b).then(
      () => true,
      () => false,
    );
  }
}
