// Commits as the repository API shows them: listed, one with its files, and the pull requests that have it.
import { type Call, noCommit, notFound, paged, pageOf, Refused, type Routes } from "./api.ts";
import { type CommitObject, linesOf, tryGit } from "./git.ts";
import { OID, type Repo } from "./repo.ts";
import { commitJson, pullJson } from "./shapes.ts";
import type { Json } from "./state.ts";

/** Files of one commit: 300 on a page, 3,000 in all. */
const FILES_PER_PAGE = 300;
export const MAX_FILES = 3000;
const WORDS: Record<string, string> = {
  A: "added",
  D: "removed",
  M: "modified",
  T: "changed",
  R: "renamed",
  C: "copied",
};
const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** Changed files between two trees, renames detected as GitHub does. */
export async function filesOf(repo: Repo, from: string | null, to: string): Promise<Json[]> {
  const { out } = await tryGit(repo.dir, [
    "diff-tree",
    "-r",
    "-z",
    "--raw",
    "--no-abbrev",
    "-M",
    from ?? EMPTY_TREE,
    to,
  ]);
  const fields = out.toString("utf8").split("\0");
  const files: Json[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const [, , , sha, status = ""] = fields[at]!.split(" ");
    const isPair = /^[RC]/.test(status);
    const [first, second] = [fields[at + 1]!, fields[at + 2]!];
    at += isPair ? 3 : 2;
    files.push({
      filename: isPair ? second : first,
      ...(isPair ? { previous_filename: first } : {}),
      sha: /^0+$/.test(sha!) ? null : sha,
      status: WORDS[status[0]!],
      ...{ additions: 0, deletions: 0, changes: 0, blob_url: "", raw_url: "" },
      contents_url: `${repo.world.url}/repos/${repo.fullName}/contents/`,
    });
  }
  return files;
}

export async function commitOr422(repo: Repo, ref: string): Promise<CommitObject> {
  const commit = await repo.commit(ref);
  if (commit === null) throw noCommit(ref);
  return commit;
}

async function list(call: Call): Promise<{ commits: CommitObject[]; more: boolean }> {
  const { repo, query } = call;
  const { page, size } = pageOf(query);
  if (repo.refs.size === 0) throw new Refused(409, "Git Repository is empty.");
  const start = query.get("sha") ?? repo.trunk;
  const from = await repo.commit(start);
  if (from === null) throw OID.test(start) ? noCommit(start) : notFound();
  const path = query.get("path");
  const range = [`--skip=${(page - 1) * size}`, `--max-count=${size + 1}`];
  for (const key of ["author", "since", "until"]) if (query.has(key)) range.push(`--${key}=${query.get(key)}`);
  const args = ["--literal-pathspecs", "rev-list", ...range, from.oid, ...(path === null ? [] : ["--", path])];
  const ids = linesOf((await tryGit(repo.dir, args)).out.toString("latin1"));
  const commits = await Promise.all(ids.slice(0, size).map((oid) => repo.commitNow(oid)));
  return { commits, more: ids.length > size };
}

export const commitRoutes: Routes = {
  "GET /repos/{owner}/{repo}/commits": {
    needs: ["contents", "read"],
    run: async (call) => {
      const { commits, more } = await list(call);
      const { page } = pageOf(call.query);
      const next = new URLSearchParams(call.query);
      next.set("page", String(page + 1));
      const headers: Record<string, string> = more ? { link: `<${call.url}?${next}>; rel="next"` } : {};
      return { body: commits.map((commit) => commitJson(call.repo, commit)), headers };
    },
  },
  "GET /repos/{owner}/{repo}/commits/{ref}": {
    needs: ["contents", "read"],
    run: async (call) => {
      const commit = await commitOr422(call.repo, call.params.ref!);
      const all = (await filesOf(call.repo, commit.parents[0] ?? null, commit.oid)).slice(0, MAX_FILES);
      const page = pageOf(call.query).page;
      const files = all.slice((page - 1) * FILES_PER_PAGE, page * FILES_PER_PAGE);
      const next = page * FILES_PER_PAGE < all.length;
      const headers: Record<string, string> = next ? { link: `<${call.url}?page=${page + 1}>; rel="next"` } : {};
      const stats = { additions: 0, deletions: 0, total: 0 };
      return { body: { ...commitJson(call.repo, commit), stats, files }, headers };
    },
  },
  "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls": {
    needs: ["pull_requests", "read"],
    run: async (call) => {
      const { repo } = call;
      const commit = await commitOr422(repo, call.params.commit_sha!);
      const having = [];
      for (const pull of repo.pulls.all) {
        const ids = await repo.git("rev-list", pull.head.sha, "--not", pull.base.sha);
        const isMerge = pull.merged?.sha === commit.oid;
        if (isMerge || pull.head.sha === commit.oid || linesOf(ids).includes(commit.oid)) having.push(pull);
      }
      const { items, headers } = paged(call, having);
      return { body: items.map((pull) => pullJson(repo, pull)), headers };
    },
  },
};
