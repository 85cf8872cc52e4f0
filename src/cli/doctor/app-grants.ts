// May the App do what it does, and is it told what it must know? Compared with app.yml, which says why each is needed.
import { type AppCheck, missing } from "./app.ts";
import { ok, problem, type Row, warning } from "./check.ts";

export const grants: AppCheck = ({ permissions, events, manifest, url }) => [
  ...permissionRows(missing(manifest.permissions, permissions), missing(permissions, manifest.permissions), url),
  eventRow(manifest.events.filter((each) => !events.includes(each))),
];

function permissionRows(less: readonly string[], more: readonly string[], url: string): Row[] {
  const fix = `grant it in the App's settings, Permissions: ${url}`;
  const too = `the App may do more than it needs: ${more.join(", ")}`;
  return [
    less.length === 0
      ? ok("permissions", "every permission is there")
      : problem("permissions", `the App does not ask for ${less.join(", ")}`, fix),
    ...(more.length === 0 ? [] : [warning("permissions", too, "lower it in the App's settings")]),
  ];
}

function eventRow(unheard: readonly string[]): Row {
  if (unheard.length === 0) return ok("events", "every event is subscribed");
  const what = `the App is not told of ${unheard.join(", ")} events`;
  return problem("events", what, "tick it in the App's settings, Permissions & events");
}
