// What `doctor` says of the App on GitHub: signs in, gathers what the checks look at, and has them look. It changes nothing there.
import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { Hosts } from "../../hosts/github/app.ts";
import { type Octokit, Rest, translate } from "../../hosts/github/rest.ts";
import { signIn } from "../../hosts/github/sign-in.ts";
import { BadSettings, type GitHubSettings, readSettings } from "../../settings.ts";
import { root } from "../assets.ts";
import type { AppCheck, AppFacts, InstallationFacts, Manifest } from "./app.ts";
import { grants } from "./app-grants.ts";
import { hook } from "./app-hook.ts";
import { installations } from "./app-installations.ts";
import { repositoryRows } from "./app-repository.ts";
import { server } from "./app-server.ts";
import { ok, problem, type Row, warning } from "./check.ts";

const CHECKS: readonly AppCheck[] = [server, grants, hook, installations];
/** More repositories than this are not looked at one by one. */
const MOST = 50;

export interface Section {
  readonly about: string | null;
  readonly rows: readonly Row[];
}

const NO_APP = "set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET, as docs/reference/server.md says";

/** Nothing where the environment has no App in it, unless somebody asked. */
export async function githubSections(env: NodeJS.ProcessEnv, asked: boolean): Promise<Section[]> {
  const isThere = [env.APP_ID, env.PRIVATE_KEY, env.PRIVATE_KEY_PATH].some(Boolean);
  if (!isThere && !asked) return [];
  const about = "GitHub App";
  try {
    const { github } = readSettings(env);
    if (github === null)
      return [{ about, rows: [problem("app", "no credentials are set, so the App is off", NO_APP)] }];
    return await sections(github);
  } catch (error) {
    if (error instanceof BadSettings)
      return [{ about, rows: error.problems.map((each) => problem("app", each, NO_APP)) }];
    throw error;
  }
}

async function sections(settings: GitHubSettings): Promise<Section[]> {
  const hosts = new Hosts(await signIn(settings), settings.appId);
  const about = `GitHub App ${settings.appId} (${new URL(settings.baseUrl).host})`;
  const facts = await gather(hosts, settings.baseUrl);
  if (!("slug" in facts)) return [{ about, rows: [facts] }];
  const rows: Row[] = [ok("app", `signed in as ${facts.slug}`)];
  for (const check of CHECKS) rows.push(...check(facts));
  const all = facts.installations.flatMap(({ repositories }) => repositories);
  if (all.length > MOST) {
    const what = `${all.length - MOST} of ${all.length} repositories were not looked at`;
    rows.push(warning("repositories", what, "run it with an installation on fewer repositories"));
  }
  const found: Section[] = [{ about, rows }];
  for (const repo of all.slice(0, MOST))
    found.push({ about: repo.name, rows: await repositoryRows(hosts, facts, repo) });
  return found;
}

/** What GitHub says of the App; a row where it does not let us in. */
async function gather(hosts: Hosts, baseUrl: string): Promise<AppFacts | Row> {
  try {
    const client = (await hosts.client()) as Octokit;
    const rest = new Rest(client);
    const { data, headers } = await client.request("GET /app");
    const { id, slug, html_url, permissions, events } = data as AppFacts & { html_url?: string };
    return {
      ...{ id, slug, url: html_url ?? baseUrl, permissions, events, baseUrl, manifest: manifest() },
      version: (headers["x-github-enterprise-version"] as string | undefined) ?? null,
      hook: await rest.find("GET /app/hook/config"),
      deliveries: await rest.get("GET /app/hook/deliveries", { per_page: 100 }),
      installations: await installationsOf(hosts, rest),
    };
  } catch (error) {
    const { status } = error as { status?: unknown };
    if (status === 401) {
      const fix = "APP_ID and PRIVATE_KEY must be of one App, and this machine's clock must be right";
      return problem("app", "GitHub does not take the App's credentials", fix);
    }
    const { message } = translate(error, "GET /app");
    const fix = /certificate/i.test(message)
      ? "name the file with the server's certificate authority in NODE_EXTRA_CA_CERTS"
      : "check GHE_HOST, GHE_PROTOCOL and the way from here to GitHub";
    return problem("app", message, fix);
  }
}

async function installationsOf(hosts: Hosts, app: Rest): Promise<InstallationFacts[]> {
  const list = await app.all<InstallationFacts & { suspended_at?: string | null }>("GET /app/installations");
  return Promise.all(
    list.map(async (each) => {
      const isSuspended = each.suspended_at != null;
      const rest = isSuspended ? null : new Rest(await hosts.client(each.id));
      const repositories =
        rest === null
          ? []
          : await rest.all<{ id: number; full_name: string }>("GET /installation/repositories", {}, "repositories");
      return {
        ...{ id: each.id, account: each.account, html_url: each.html_url, isSuspended },
        ...{ permissions: each.permissions, events: each.events },
        repositories: repositories.map((repo) => ({
          key: `github/${repo.id}`,
          name: repo.full_name,
          installation: each.id,
        })),
      };
    }),
  );
}

function manifest(): Manifest {
  const { default_permissions: permissions, default_events: events } = load(readFileSync(root("app.yml"), "utf8")) as {
    default_permissions: Manifest["permissions"];
    default_events: Manifest["events"];
  };
  return { permissions, events };
}
