// The activity log: every move of a branch with who did it, whether or not a webhook told.
import { links, Refused, type Routes } from "./api.ts";
import { userJson } from "./shapes.ts";
import type { Activity, Json } from "./state.ts";

const PERIODS: Record<string, number> = { day: 1, week: 7, month: 31, quarter: 92, year: 366 };

const activityJson = (each: Activity): Json => ({
  id: each.id,
  before: each.before,
  after: each.after,
  ref: each.ref,
  timestamp: each.at,
  activity_type: each.type,
  actor: userJson(each.by),
});

export const activityRoutes: Routes = {
  "GET /repos/{owner}/{repo}/activity": {
    needs: ["contents", "read"],
    run: (call) => {
      const { repo, query, world } = call;
      const ref = query.get("ref");
      const days = PERIODS[query.get("time_period") ?? ""] ?? Number.POSITIVE_INFINITY;
      const listed = repo.activity
        .filter((each) => ref === null || each.ref === ref || each.ref === `refs/heads/${ref}`)
        .filter((each) => !query.has("actor") || each.by.login === query.get("actor"))
        .filter((each) => !query.has("activity_type") || each.type === query.get("activity_type"))
        .filter((each) => world.now().getTime() - Date.parse(each.at) <= days * 24 * 3600 * 1000);
      if (query.get("direction") !== "asc") listed.reverse();
      const size = Math.min(100, Number(query.get("per_page") ?? 30));
      const [after, before] = [query.get("after"), query.get("before")];
      const cursor = after ?? before;
      const at = cursor === null ? -1 : listed.findIndex(({ id }) => `c${id}` === cursor);
      if (cursor !== null && at === -1) throw new Refused(422, "The cursor is invalid");
      const from = before === null ? at + 1 : Math.max(0, at - size);
      const items = listed.slice(from, before === null ? from + size : at);
      const last = items.at(-1);
      const more = last !== undefined && listed.at(-1) !== last;
      const headers = links(call, more ? { next: { cursor: `c${last.id}`, name: "after" } } : {});
      return { body: items.map(activityJson), headers };
    },
  },
};
