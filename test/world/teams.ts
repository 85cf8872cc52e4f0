// Who is in a team, and what a person may do in a repository.
import { type Call, notFound, paged, type Routes } from "./api.ts";
import { userJson } from "./shapes.ts";

const members = ({ world, params }: Call): ReadonlySet<string> => {
  const found = world.teamMembers(`${params.org}/${params.team_slug}`);
  if (found === undefined) throw notFound();
  return found;
};

export const teamRoutes: Routes = {
  "GET /orgs/{org}/teams/{team_slug}/memberships/{username}": {
    needs: ["members", "read"],
    run: (call) => {
      const account = call.world.known(call.params.username!);
      // Not a member and no such team look alike.
      if (account === undefined || !members(call).has(account.login)) throw notFound();
      return { body: { role: "member", state: "active" } };
    },
  },
  "GET /orgs/{org}/teams/{team_slug}/members": {
    needs: ["members", "read"],
    run: (call) => {
      const { items, headers } = paged(call, [...members(call)]);
      return { body: items.map((login) => userJson(call.world.account(login))), headers };
    },
  },
  "GET /repos/{owner}/{repo}/collaborators/{username}/permission": {
    needs: ["metadata", "read"],
    run: ({ world, repo, params }) => {
      const account = world.known(params.username!);
      if (account === undefined) throw notFound();
      const role = repo.roles.get(account.login) ?? (repo.isPrivate ? "none" : "read");
      const is = (...roles: string[]) => roles.includes(role);
      const push = is("write", "admin");
      const permissions = { pull: !is("none"), triage: push, push, maintain: is("admin"), admin: is("admin") };
      const user = { ...userJson(account), permissions, role_name: role };
      return { body: { permission: role, role_name: role, user } };
    },
  },
};
