// Pull requests as the API lists and shows them, with the caps GitHub puts on their files and commits.
import { type Call, notFound, paged, type Routes } from "./api.ts";
import { filesOf, MAX_FILES } from "./commits.ts";
import { linesOf } from "./git.ts";
import { commitJson, pullDetails, pullJson } from "./shapes.ts";
import type { Pull } from "./state.ts";

/** Commits of a pull request: 250, and no page has more. */
const MAX_COMMITS = 250;

export function pullOf({ repo, params }: Call): Pull {
  const pull = repo.pull(Number(params.pull_number));
  if (pull === undefined) throw notFound();
  return pull;
}

const mergeBase = async ({ repo }: Call, pull: Pull): Promise<string | null> =>
  repo.git("merge-base", repo.tip(pull.base.ref) ?? pull.base.sha, pull.head.sha).catch(() => null);

function listed({ repo, query }: Call): Pull[] {
  const state = query.get("state") ?? "open";
  const [head, base] = [query.get("head"), query.get("base")];
  const found = repo.pulls.all
    .filter((pull) => state === "all" || pull.state === state)
    .filter((pull) => head === null || `${pull.head.repo.owner.login}:${pull.head.ref}` === head)
    .filter((pull) => base === null || pull.base.ref === base);
  const key = query.get("sort") === "updated" ? "updatedAt" : "number";
  const sorted = [...found].sort((a, b) => (a[key] < b[key] ? -1 : 1));
  const direction = query.get("direction") ?? (query.has("sort") && query.get("sort") !== "created" ? "asc" : "desc");
  return direction === "asc" ? sorted : sorted.reverse();
}

export const pullRoutes: Routes = {
  "GET /repos/{owner}/{repo}/pulls": {
    needs: ["pull_requests", "read"],
    run: (call) => {
      const { items, headers } = paged(call, listed(call));
      return { body: items.map((pull) => pullJson(call.repo, pull)), headers };
    },
  },
  "GET /repos/{owner}/{repo}/pulls/{pull_number}": {
    needs: ["pull_requests", "read"],
    run: async (call) => ({ body: await pullDetails(call.repo, pullOf(call)) }),
  },
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files": {
    needs: ["pull_requests", "read"],
    run: async (call) => {
      const pull = pullOf(call);
      const files = await filesOf(call.repo, await mergeBase(call, pull), pull.head.sha);
      const { items, headers } = paged(call, files.slice(0, MAX_FILES));
      return { body: items, headers };
    },
  },
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits": {
    needs: ["pull_requests", "read"],
    run: async (call) => {
      const pull = pullOf(call);
      const base = call.repo.tip(pull.base.ref) ?? pull.base.sha;
      const ids = linesOf(await call.repo.git("rev-list", "--reverse", "--topo-order", `${base}..${pull.head.sha}`));
      const { items, headers } = paged(call, ids.slice(0, MAX_COMMITS));
      const commits = await Promise.all(items.map((oid) => call.repo.commitNow(oid)));
      return { body: commits.map((commit) => commitJson(call.repo, commit)), headers };
    },
  },
};
