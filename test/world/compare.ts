// Comparing: three dots, so from the merge base; files on the first page only, 300 at most, and it does not say when that is not all.
import { type Call, links, notFound, pageOf, Refused, type Routes } from "./api.ts";
import { filesOf } from "./commits.ts";
import { type CommitObject, linesOf, tryGit } from "./git.ts";
import type { Repo } from "./repo.ts";
import { commitJson } from "./shapes.ts";

const MAX_FILES = 300;
const COMMITS_PER_PAGE = 250;

/** A side of a comparison: an id, a branch, a tag, or `owner:branch` of a fork. */
async function side(repo: Repo, name: string): Promise<CommitObject> {
  const [owner, branch] = name.includes(":") ? name.split(":") : [null, name];
  const inFork =
    owner === null ? repo : repo.world.repos.find((each) => each.owner.login === owner && related(repo, each));
  const found = inFork === undefined ? null : await inFork.commit(branch!);
  if (found === null) throw notFound();
  if (inFork !== undefined && inFork !== repo) await tryGit(repo.dir, ["fetch", "-q", inFork.dir, found.oid]);
  return found;
}

const related = (a: Repo, b: Repo): boolean => a === b || a.forkOf === b || b.forkOf === a;

async function compare(call: Call) {
  const { repo, params, query } = call;
  const dots = params.basehead!.indexOf("...");
  if (dots === -1) throw notFound();
  const base = await side(repo, params.basehead!.slice(0, dots));
  const head = await side(repo, params.basehead!.slice(dots + 3));
  const sides = ["rev-list", "--left-right", "--reverse", "--topo-order", `${base.oid}...${head.oid}`];
  const [{ out, code }, listed] = await Promise.all([
    tryGit(repo.dir, ["merge-base", base.oid, head.oid]),
    repo.git(...sides),
  ]);
  if (code !== 0) throw new Refused(404, `No common ancestor between ${base.oid} and ${head.oid}.`);
  const mergeBase = await repo.commitNow(out.toString("latin1").trim());
  const lines = linesOf(listed);
  const ahead = lines.filter((line) => line.startsWith(">")).map((line) => line.slice(1));
  const behind = lines.length - ahead.length;
  // Without paging, 250 commits; with it, up to 100 on a page.
  const isPaged = query.has("page") || query.has("per_page");
  const { page, size } = isPaged ? pageOf(query) : { page: 1, size: COMMITS_PER_PAGE };
  const ids = ahead.slice((page - 1) * size, page * size);
  const commits = await Promise.all(ids.map((oid) => repo.commitNow(oid)));
  const url = `${repo.world.url}/${repo.fullName}/compare/${params.basehead}`;
  const files = page === 1 ? (await filesOf(repo, mergeBase.oid, head.oid)).slice(0, MAX_FILES) : [];
  const status = ahead.length === 0 ? (behind === 0 ? "identical" : "behind") : behind === 0 ? "ahead" : "diverged";
  const body = {
    ...{ url, html_url: url, permalink_url: url, diff_url: `${url}.diff`, patch_url: `${url}.patch` },
    base_commit: commitJson(repo, base),
    merge_base_commit: commitJson(repo, mergeBase),
    ...{ status, ahead_by: ahead.length, behind_by: behind, total_commits: ahead.length },
    commits: commits.map((commit) => commitJson(repo, commit)),
    files,
  };
  return { body, headers: links(call, page * size < ahead.length ? { next: { page } } : {}) };
}

export const compareRoutes: Routes = {
  "GET /repos/{owner}/{repo}/compare/{basehead}": { needs: ["contents", "read"], run: compare },
};
