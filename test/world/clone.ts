// A person's clone: real commits, a real `git push` to the double's bare repository.
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { git, type Ran, tryGit } from "./git.ts";
import type { Repo } from "./repo.ts";
import type { Account } from "./state.ts";

/** Text or bytes; null deletes; a link's target; a mode. */
export type Content = string | Buffer | null | { readonly link: string } | { readonly executable: string };
export type Files = Readonly<Record<string, Content>>;

export class Clone {
  readonly repo: Repo;
  readonly by: Account;
  readonly dir: string;
  /** Where git's dates stand: a second later at each commit, so that ids are reproducible within a run. */
  #seconds = 0;

  private constructor(repo: Repo, by: Account, dir: string) {
    this.repo = repo;
    this.by = by;
    this.dir = dir;
  }

  static async of(repo: Repo, by: Account): Promise<Clone> {
    const dir = await mkdtemp(join(repo.world.folder, `clone-${by.login}-`));
    await git(repo.world.folder, ["clone", "-q", repo.dir, dir]);
    const clone = new Clone(repo, by, dir);
    if (repo.tip(repo.trunk) === undefined) await clone.git("checkout", "-q", "--orphan", repo.trunk);
    return clone;
  }

  git(...args: string[]): Promise<string> {
    return git(this.dir, args, { env: this.#env() });
  }

  /** Start or switch to a branch. */
  async checkout(branch: string, from?: string): Promise<void> {
    if (from !== undefined) await this.git("checkout", "-q", "-B", branch, from, "--no-track");
    else if ((await tryGit(this.dir, ["checkout", "-q", branch])).code !== 0)
      await this.git("checkout", "-q", "-b", branch);
  }

  /** Write files into the work tree; nothing is added. */
  async write(files: Files): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.dir, path);
      await rm(file, { recursive: true, force: true });
      if (content === null) continue;
      await mkdir(dirname(file), { recursive: true });
      if (typeof content === "string" || Buffer.isBuffer(content)) await writeFile(file, content);
      else if ("link" in content) await symlink(content.link, file);
      else {
        await writeFile(file, content.executable);
        await chmod(file, 0o755);
      }
    }
  }

  /** Commit files on the current branch; gives the commit's id. */
  async commit(message: string, files: Files = {}): Promise<string> {
    await this.write(files);
    await this.git("add", "-A");
    await this.git("commit", "-q", "--allow-empty", "-m", message);
    return this.head();
  }

  head(name = "HEAD"): Promise<string> {
    return this.git("rev-parse", "--verify", name);
  }

  /** Push; without arguments the current branch. Refused: throws. GitHub notices and tells the App. */
  async push(...args: string[]): Promise<string> {
    const { code, err } = await this.tryPush(...args);
    if (code !== 0) throw new Error(`git push failed: ${err}`);
    return this.head();
  }

  tryPush(...args: string[]): Promise<Ran> {
    const isRef = (arg: string) => !arg.startsWith("-");
    const what = args.some(isRef) || args.includes("--tags") || args.includes("--all") ? args : [...args, "HEAD"];
    const flags = what.filter((arg) => !isRef(arg));
    const run = () => tryGit(this.dir, ["push", "-q", ...flags, "origin", ...what.filter(isRef)], { env: this.#env() });
    return this.repo.change(this.by, run);
  }

  pull(branch = this.repo.trunk): Promise<string> {
    return this.git("pull", "-q", "--no-rebase", "--no-edit", "origin", branch);
  }

  fetch(): Promise<string> {
    return this.git("fetch", "-q", "--prune", "origin");
  }

  #env(): Record<string, string> {
    this.#seconds += 1;
    const date = `${Math.floor(this.repo.world.now().getTime() / 1000) + this.#seconds} +0000`;
    const { login } = this.by;
    return {
      ...{ GIT_AUTHOR_NAME: login, GIT_AUTHOR_EMAIL: `${login}@example.com`, GIT_AUTHOR_DATE: date },
      ...{ GIT_COMMITTER_NAME: login, GIT_COMMITTER_EMAIL: `${login}@example.com`, GIT_COMMITTER_DATE: date },
      GIT_MERGE_AUTOEDIT: "no",
    };
  }
}
