// Commit statuses: any writer may post one, 1,000 for a commit and context.
import { noCommit, paged, Refused, type Routes } from "./api.ts";
import { repoJson, userJson } from "./shapes.ts";
import type { Json, Status } from "./state.ts";

const MAX = 1000;

const statusJson = (status: Status): Json => ({
  id: status.id,
  state: status.state,
  context: status.context,
  description: status.description,
  target_url: null,
  ...{ created_at: status.createdAt, updated_at: status.createdAt },
});

export const statusRoutes: Routes = {
  "POST /repos/{owner}/{repo}/statuses/{sha}": {
    needs: ["statuses", "write"],
    run: async ({ world, repo, params, body, by }) => {
      if ((await repo.object(params.sha!))?.type !== "commit") throw noCommit(params.sha!);
      const {
        state,
        context = "default",
        description,
      } = body as { state: string; context?: string; description?: string };
      const same = repo.statuses.filter((each) => each.sha === params.sha && each.context === context);
      if (same.length >= MAX)
        throw new Refused(422, "Validation Failed: This SHA and context has reached the maximum number of statuses.");
      const status = {
        id: world.nextId(),
        sha: params.sha!,
        state,
        context,
        description: description ?? null,
        by,
        createdAt: world.timestamp(),
      };
      repo.statuses.push(status);
      return { status: 201, body: { ...statusJson(status), creator: userJson(by) } };
    },
  },
  "GET /repos/{owner}/{repo}/commits/{ref}/status": {
    needs: ["statuses", "read"],
    run: async (call) => {
      const { repo, params } = call;
      const commit = await repo.commit(params.ref!);
      if (commit === null) throw noCommit(params.ref!);
      const at = repo.statuses.filter(({ sha }) => sha === commit.oid);
      const latest = [...new Map(at.map((status) => [status.context, status])).values()];
      const has = (...states: string[]) => latest.some(({ state }) => states.includes(state));
      const state = has("failure", "error") ? "failure" : latest.length === 0 || has("pending") ? "pending" : "success";
      const { items, headers } = paged(call, latest);
      const body = {
        state,
        sha: commit.oid,
        total_count: latest.length,
        statuses: items.map(statusJson),
        repository: repoJson(repo),
      };
      return { body, headers };
    },
  },
};
