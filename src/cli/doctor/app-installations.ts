// Where the App is installed, and whether each owner accepted what it asks for now.
import { type AppCheck, missing } from "./app.ts";
import { ok, problem, type Row, warning } from "./check.ts";

export const installations: AppCheck = ({ installations, permissions, manifest, url }) => {
  if (installations.length === 0)
    return [warning("installations", "the App is installed nowhere", `install it: ${url}/installations/new`)];
  return installations.flatMap((each): Row[] => {
    const owner = each.account?.login ?? String(each.id);
    if (each.isSuspended)
      return [problem("installations", `the installation of ${owner} is suspended`, `unsuspend it: ${each.html_url}`)];
    // What the App itself does not ask for was said already.
    const asked = Object.fromEntries(Object.entries(manifest.permissions).filter(([name]) => name in permissions));
    const refused = missing(asked, each.permissions).join(", ");
    const rows: Row[] =
      refused === ""
        ? []
        : [problem("installations", `${owner} has not granted ${refused}`, `an owner accepts it: ${each.html_url}`)];
    const count = each.repositories.length;
    if (count === 0)
      rows.push(warning("installations", `${owner} gave it no repository`, `choose some: ${each.html_url}`));
    return rows.length > 0
      ? rows
      : [ok("installations", `installed by ${owner} on ${count === 1 ? "one repository" : `${count} repositories`}`)];
  });
};
