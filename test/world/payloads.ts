// The payload of a push, as GitHub words it: capped, against first parents, and so no source for a verdict.
import { tryGit } from "./git.ts";
import type { Repo } from "./repo.ts";
import { type Account, type Json, ZERO } from "./state.ts";

/** The most commits a push event has, and the most files one of them lists. */
export const MAX_COMMITS = 2048;
const MAX_FILES = 3000;

export async function pushPayload(
  repo: Repo,
  by: Account,
  ref: string,
  before: string | null,
  after: string | null,
  forced: boolean,
): Promise<Json> {
  const url = `${repo.world.url}/${repo.fullName}`;
  const commits = after === null ? [] : await pushed(repo, ref, before, after);
  const head = after === null ? null : await repo.commitNow(after);
  const entry = head === null ? null : await files(repo, head.oid);
  return {
    ref,
    before: before ?? ZERO,
    after: after ?? ZERO,
    created: before === null,
    deleted: after === null,
    forced,
    base_ref: before === null ? baseRef(repo, ref, after) : null,
    compare: `${url}/compare/${(before ?? ZERO).slice(0, 12)}...${(after ?? ZERO).slice(0, 12)}`,
    commits: commits.slice(0, MAX_COMMITS),
    head_commit: entry,
    pusher: { name: by.login, email: `${by.login}@example.com` },
  };
}

/** Another branch at the same commit, when a ref is created. */
const baseRef = (repo: Repo, ref: string, after: string | null): string | null =>
  [...repo.refs].find(([name, oid]) => oid === after && name !== ref && name.startsWith("refs/heads/"))?.[0] ?? null;

async function pushed(repo: Repo, ref: string, before: string | null, after: string): Promise<Json[]> {
  const others = [...repo.refs]
    .filter(([name]) => name !== ref && name.startsWith("refs/heads/"))
    .map(([, oid]) => oid);
  const known = before === null ? others : [before];
  return history(repo, ["--reverse", "--topo-order", after, "--not", ...known]);
}

const files = async (repo: Repo, oid: string): Promise<Json | null> =>
  (await history(repo, ["--max-count=1", oid]))[0] ?? null;

/** One `git log`: every commit with the files that differ from its first parent. */
async function history(repo: Repo, revisions: readonly string[]): Promise<Json[]> {
  const format = "--format=%x01%H%x00%T%x00%an%x00%ae%x00%cn%x00%ce%x00%cI%x00%B%x00";
  const diff = ["--diff-merges=first-parent", "--name-status", "--no-renames", "-z"];
  const { out } = await tryGit(repo.dir, ["log", format, ...diff, ...revisions]);
  const commits: Json[] = [];
  const fields = out.toString("utf8").split("\0");
  for (let at = 0; at < fields.length; ) {
    const start = fields[at]!.replace(/^\n/, "");
    if (!start.startsWith("\u0001")) {
      at += 1;
      continue;
    }
    const [tree, an, ae, cn, ce, date, body] = fields.slice(at + 1, at + 8);
    at += 8;
    const lists: Record<string, string[]> = { A: [], D: [], M: [] };
    let count = 0;
    for (; at < fields.length; at += 2) {
      const status = fields[at]!.replace(/^\n/, "");
      if (status === "" && fields[at + 1] !== undefined && /^\n?[ADMT]$/.test(fields[at + 1]!)) at += 1;
      const kind = fields[at]!.replace(/^\n/, "");
      if (!/^[ADMT]$/.test(kind)) break;
      count += 1;
      if (count <= MAX_FILES) lists[kind === "T" ? "M" : kind]!.push(fields[at + 1]!);
    }
    commits.push({
      id: start.slice(1),
      tree_id: tree,
      distinct: true,
      message: body!.replace(/\n+$/, ""),
      timestamp: date,
      url: `${repo.world.url}/${repo.fullName}/commit/${start.slice(1)}`,
      author: { name: an, email: ae, username: an },
      committer: { name: cn, email: ce, username: cn },
      ...{ added: lists.A, removed: lists.D, modified: lists.M },
    });
  }
  return commits;
}
