// May the App do what it does, and is it told what it must know? Compared with app.yml, which says why each is needed.
import { type AppCheck, missing } from "./app.ts";
import { ok, problem, type Row, warning } from "./check.ts";

export const grants: AppCheck = ({ permissions, events, manifest, url }) => {
  const rows: Row[] = missing(manifest.permissions, permissions).map((each) =>
    problem("permissions", `the App does not ask for ${each}`, `grant it in the App's settings, Permissions: ${url}`),
  );
  for (const each of missing(permissions, manifest.permissions))
    rows.push(warning("permissions", `the App may do more than it needs: ${each}`, "lower it in the App's settings"));
  if (!rows.some(({ level }) => level === "problem")) rows.push(ok("permissions", "every permission is there"));
  const unheard = manifest.events.filter((each) => !events.includes(each));
  for (const each of unheard) {
    const what = `the App is not told of ${each} events`;
    rows.push(problem("events", what, "tick it in the App's settings, Permissions & events"));
  }
  if (unheard.length === 0) rows.push(ok("events", "every event is subscribed"));
  return rows;
};
