// The App, its installations and their tokens; repositories.
import { randomBytes } from "node:crypto";
import { type Call, notFound, paged, Refused, type Routes } from "./api.ts";
import { appJson, installationJson, repoJson, userJson } from "./shapes.ts";
import type { Installation, Json, Level } from "./state.ts";

const HOUR_MS = 3_600_000;

function installationOf({ world, params }: Call): Installation {
  const found = world.installations.find((each) => each.id === Number(params.installation_id) && !each.gone);
  if (found === undefined) throw notFound();
  return found;
}

/** A token for an installation, for all of it or for less. */
function token(call: Call): Json {
  const { world, body } = call;
  const installation = installationOf(call);
  if (installation.suspendedAt !== null) throw new Refused(403, "This installation has been suspended");
  const asked = body as { repositories?: string[]; repository_ids?: number[]; permissions?: Record<string, Level> };
  const repos = world.installed.repos(installation);
  const wanted = [...(asked.repository_ids ?? []), ...(asked.repositories ?? [])];
  const chosen = wanted.map((each) => repos.find(({ id, name }) => id === each || name === each));
  if (chosen.includes(undefined))
    throw new Refused(
      422,
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  for (const [name, level] of Object.entries(asked.permissions ?? {}))
    if (installation.permissions[name] !== level && installation.permissions[name] !== "write")
      throw new Refused(422, "The permissions requested are not granted to this installation.");
  // The new form: longer than forty characters.
  const text = `ghs_${world.app.id}_${randomBytes(40).toString("hex")}`;
  const expires = Date.now() + HOUR_MS;
  const repositories = wanted.length === 0 ? null : new Set(chosen.map((repo) => repo!.id));
  world.tokens.add(text, { installation, person: null, expires, permissions: asked.permissions ?? null, repositories });
  return {
    token: text,
    expires_at: `${new Date(expires).toISOString().slice(0, 19)}Z`,
    permissions: asked.permissions ?? installation.permissions,
    repository_selection: repositories === null && installation.selected === null ? "all" : "selected",
    ...(repositories === null ? {} : { repositories: chosen.map((repo) => repoJson(repo!)) }),
  };
}

export const appRoutes: Routes = {
  "GET /app": { auth: "app", run: ({ world }) => ({ body: appJson(world, world.app.id) }) },
  "GET /app/installations": {
    auth: "app",
    run: (call) => {
      const there = call.world.installations.filter(({ gone }) => !gone);
      const { items, headers } = paged(call, there);
      return { body: items.map((each) => installationJson(call.world, each)), headers };
    },
  },
  "GET /app/installations/{installation_id}": {
    auth: "app",
    run: (call) => ({ body: installationJson(call.world, installationOf(call)) }),
  },
  "POST /app/installations/{installation_id}/access_tokens": {
    auth: "app",
    run: (call) => ({ status: 201, body: token(call) }),
  },
  "GET /repos/{owner}/{repo}/installation": {
    auth: "app",
    run: ({ world, repo }) => {
      const installation = world.installationOf(repo);
      if (installation === null) throw notFound();
      return { body: installationJson(world, installation) };
    },
  },
  "GET /installation/repositories": {
    run: (call) => {
      if (call.installation === null) throw new Refused(403, "Resource not accessible by personal access token");
      const repos = call.world.installed.repos(call.installation);
      const { items, headers } = paged(call, repos);
      return { body: { total_count: repos.length, repositories: items.map(repoJson) }, headers };
    },
  },
  "GET /repos/{owner}/{repo}": {
    needs: ["metadata", "read"],
    run: ({ repo, app, by, installation }) => {
      const role = repo.roles.get(by.login);
      const writes =
        app === null ? role === "write" || role === "admin" : installation?.permissions.contents === "write";
      const admin = app === null && role === "admin";
      const permissions = { admin, maintain: admin, push: writes, triage: writes, pull: true };
      const source = repo.forkOf === null ? {} : { parent: repoJson(repo.forkOf), source: repoJson(repo.forkOf) };
      return { body: { ...repoJson(repo), permissions, ...source } };
    },
  },
  "GET /user": {
    run: ({ by, app }) => {
      if (app !== null) throw new Refused(403, "Resource not accessible by integration");
      return { body: personJson(userJson(by)) };
    },
  },
  "GET /users/{username}": {
    run: ({ world, params }) => {
      const account = world.known(params.username!);
      if (account === undefined) throw notFound();
      return { body: personJson(userJson(account)) };
    },
  },
};

const personJson = (user: Json): Json => ({
  ...user,
  ...{ name: null, company: null, blog: null, location: null, email: null, hireable: null, bio: null },
  ...{ public_repos: 0, public_gists: 0, followers: 0, following: 0 },
  ...{ created_at: "2020-01-01T00:00:00Z", updated_at: "2020-01-01T00:00:00Z" },
});
