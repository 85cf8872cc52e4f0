// What GitHub does to commits when it merges: merge, squash and rebase, by real git in the bare repository.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { git, linesOf, tryGit } from "./git.ts";
import type { Repo } from "./repo.ts";
import type { Account } from "./state.ts";

export type Method = "merge" | "squash" | "rebase";

const identity = (repo: Repo, by: Account): Record<string, string> => {
  const date = `${Math.floor(repo.world.now().getTime() / 1000)} +0000`;
  return {
    ...{ GIT_AUTHOR_NAME: by.login, GIT_AUTHOR_EMAIL: `${by.login}@example.com`, GIT_AUTHOR_DATE: date },
    ...{ GIT_COMMITTER_NAME: "GitHub", GIT_COMMITTER_EMAIL: "noreply@github.com", GIT_COMMITTER_DATE: date },
  };
};

/** The tree of a merge, null where it conflicts. */
export async function mergedTree(repo: Repo, base: string, head: string): Promise<string | null> {
  const { code, out } = await tryGit(repo.dir, ["merge-tree", "--write-tree", "--no-messages", base, head]);
  return code === 0 ? out.toString("utf8").trim() : null;
}

/** A merge commit of head into base, null where it conflicts. */
export async function mergeCommit(repo: Repo, by: Account, base: string, head: string, message: string) {
  const tree = await mergedTree(repo, base, head);
  return tree === null ? null : commitTree(repo, by, tree, [base, head], message);
}

export async function squashCommit(repo: Repo, by: Account, base: string, head: string, message: string) {
  const tree = await mergedTree(repo, base, head);
  return tree === null ? null : commitTree(repo, by, tree, [base], message);
}

/** The commits of head again, on top of base. */
export async function rebased(repo: Repo, by: Account, base: string, head: string): Promise<string | null> {
  const commits = linesOf(await repo.git("rev-list", "--reverse", "--topo-order", "--no-merges", `${base}..${head}`));
  const folder = join(repo.world.folder, `rebase-${repo.world.nextId()}`);
  await git(repo.dir, ["worktree", "add", "-q", "--detach", folder, base]);
  try {
    const { GIT_AUTHOR_NAME: _, GIT_AUTHOR_EMAIL: __, GIT_AUTHOR_DATE: ___, ...env } = identity(repo, by);
    const picked = await tryGit(folder, ["cherry-pick", "--allow-empty", ...commits], { env });
    return picked.code === 0 ? await git(folder, ["rev-parse", "HEAD"]) : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await git(repo.dir, ["worktree", "prune"]);
  }
}

export function combine(
  repo: Repo,
  by: Account,
  method: Method,
  base: string,
  head: string,
  title: string,
  number: number,
) {
  if (method === "squash") return squashCommit(repo, by, base, head, `${title} (#${number})`);
  if (method === "rebase") return rebased(repo, by, base, head);
  return mergeCommit(repo, by, base, head, `Merge pull request #${number}\n\n${title}`);
}

async function commitTree(repo: Repo, by: Account, tree: string, parents: readonly string[], message: string) {
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-m", message];
  return git(repo.dir, args, { env: identity(repo, by) });
}
