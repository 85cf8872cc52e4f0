// One repository of a story in people's hands: their clones, and the gate of a commit as it is once nothing waits any more.
import type { Clone, Files } from "../world/clone.ts";
import type { Opening } from "../world/pull-book.ts";
import type { Repo } from "../world/repo.ts";
import { POLICY, type Story } from "./app.ts";

export interface Gate {
  /** `success` or `failure`. */
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
  /** The paths that are annotated, in order. */
  readonly paths: readonly string[];
  /** How many runs there are at this commit. */
  readonly runs: number;
}

export const FILES: Files = {
  ".github/lanekeeper.yml": POLICY,
  "framework/a.ts": "1\n",
  "qa/b.ts": "1\n",
  "docs/c.md": "1\n",
};

let count = 0;

export class Scene {
  readonly story: Story;
  readonly repo: Repo;
  readonly #clones = new Map<string, Clone>();

  private constructor(story: Story, repo: Repo) {
    this.story = story;
    this.repo = repo;
  }

  /** A repository of its own, with the usual policy unless the files say otherwise. */
  static async of(story: Story, files: Files = {}, owner = "acme"): Promise<Scene> {
    count += 1;
    const all = Object.fromEntries(Object.entries({ ...FILES, ...files }).filter(([, content]) => content !== null));
    return new Scene(story, await story.world.repo(`${owner}/app${count}`, { files: all }));
  }

  /** A person's clone, the same each time, up to date. */
  async as(login: string): Promise<Clone> {
    const clone = this.#clones.get(login) ?? (await this.repo.clone(login));
    this.#clones.set(login, clone);
    await clone.fetch();
    return clone;
  }

  /** Somebody commits files on a branch that starts at trunk, or goes on where it is, and pushes it; gives the head. */
  async push(
    login: string,
    branch: string,
    files: Files,
    message = `Change ${Object.keys(files)[0]}`,
  ): Promise<string> {
    const clone = await this.as(login);
    const from = this.repo.tip(branch) === undefined ? `origin/${this.repo.trunk}` : `origin/${branch}`;
    await clone.checkout(branch, from);
    const head = await clone.commit(message, files);
    await clone.push();
    return head;
  }

  pull(head: string, by = "grace", more: Partial<Opening> = {}): Promise<number> {
    return this.repo.pulls.open({ head, by, ...more });
  }

  /** The gate at a commit, once all is quiet; a commit without one has none. */
  async gate(sha: string): Promise<Gate> {
    await this.story.quiet();
    const runs = this.repo.checks.of(sha, "lanekeeper");
    const run = runs.at(-1);
    if (run === undefined) return { conclusion: null, title: "", summary: "", paths: [], runs: 0 };
    const { title, summary } = run.output;
    const paths = run.annotations.map(({ path }) => path);
    return { conclusion: run.conclusion, title: title ?? "", summary: summary ?? "", paths, runs: runs.length };
  }

  /** The conclusion alone. */
  async conclusion(sha: string): Promise<string | null> {
    return (await this.gate(sha)).conclusion;
  }

  /** The newest comment of ours on a thread, read. */
  async said(number: number): Promise<readonly string[]> {
    await this.story.quiet();
    return this.repo.talk.read(number).map(({ body }) => body);
  }
}
