// One repository of the App: is the check required and nobody else's, is the policy valid, who shares logins.
import { readPolicy } from "../../app/policy.ts";
import { branchOf } from "../../core/model.ts";
import type { Policy } from "../../core/policy.ts";
import type { Repository } from "../../core/signal.ts";
import type { Hosts } from "../../hosts/github/app.ts";
import { Rest } from "../../hosts/github/rest.ts";
import type { Host } from "../../ports.ts";
import { Incomplete } from "../../ports.ts";
import type { AppFacts } from "./app.ts";
import { ok, problem, type Row } from "./check.ts";
import { members, pushedBoth } from "./logins.ts";
import { policyRows } from "./policy.ts";

/** The check that is to be required. */
const GATE = "lanekeeper";

interface Required {
  readonly context: string;
  /** Null: whoever posts it. */
  readonly app: number | null;
}

export async function repositoryRows(hosts: Hosts, app: AppFacts, repo: Repository): Promise<readonly Row[]> {
  try {
    const [owner = "", name = ""] = repo.name.split("/");
    const rest = new Rest(await hosts.client(repo.installation ?? 0), { owner, repo: name });
    const host = await hosts.hostOf(repo);
    const { ref, tip } = await host.trunk();
    const policy = await readPolicy(host.git, tip, host.resolution);
    const rows = [...policyRows(policy, "every check fails")];
    if (policy.kind === "absent") return rows;
    const required = await requiredChecks(rest, branchOf(ref) ?? "");
    return [...rows, gate(required, app, branchOf(ref) ?? ""), ...(await logins(rest, host, policy))];
  } catch (error) {
    if (!(error instanceof Incomplete)) throw error;
    return [problem("repository", error.message, error.fix ?? "try again")];
  }
}

/** By rulesets and by branch protection; both may be read without the right to administer. */
async function requiredChecks(rest: Rest, branch: string): Promise<Required[]> {
  interface Rule {
    readonly type: string;
    readonly parameters?: {
      readonly required_status_checks?: readonly { context: string; integration_id?: number | null }[];
    };
  }
  interface Branch {
    readonly protection?: {
      readonly required_status_checks?: {
        readonly checks?: readonly { readonly context: string; readonly app_id: number | null }[];
      };
    };
  }
  const rules = await rest.all<Rule>("GET /repos/{owner}/{repo}/rules/branches/{branch}", { branch });
  const found = await rest.find<Branch>("GET /repos/{owner}/{repo}/branches/{branch}", { branch });
  return [
    ...rules
      .filter(({ type }) => type === "required_status_checks")
      .flatMap(({ parameters }) => parameters?.required_status_checks ?? [])
      .map(({ context, integration_id: app }) => ({ context, app: app ?? null })),
    ...(found?.protection?.required_status_checks?.checks ?? []).map(({ context, app_id: app }) => ({
      context,
      // -1 is what branch protection has for anybody.
      app: app === -1 ? null : app,
    })),
  ];
}

function gate(required: readonly Required[], { id, slug }: AppFacts, branch: string): Row {
  const ours = required.filter(({ context }) => context === GATE);
  const fix = `require the status check ${GATE} on ${branch} in a ruleset, with the App ${slug} as its source`;
  if (ours.length === 0)
    return problem("required-check", `${branch} does not require the check ${GATE}, so a red one stops no merge`, fix);
  if (ours.some(({ app }) => app === id)) return ok("required-check", `${branch} requires ${GATE} from this App alone`);
  const other = ours.find(({ app }) => app !== null);
  const what =
    other === undefined
      ? `${branch} requires ${GATE} from anybody, so any workflow may post it in green`
      : `${branch} requires ${GATE} from the App ${other.app}, which is not this one`;
  return problem("required-check", what, fix);
}

async function logins(rest: Rest, host: Host, state: { kind: string; policy?: Policy }): Promise<Row[]> {
  if (state.kind !== "valid" || state.policy === undefined) return [];
  const { policy } = state;
  const list = await rest.find<{ ref: string; activity_type: string; actor?: { login?: string } | null }[]>(
    "GET /repos/{owner}/{repo}/activity",
    { per_page: 100 },
  );
  const groups = policy.architects.flatMap(({ name }) => (name.startsWith("@") ? [name] : []));
  const pushes = (list ?? []).filter(({ activity_type: type, actor }) => PUSHES.has(type) && actor?.login);
  const actors = new Map<string, Awaited<ReturnType<Host["actor"]>>>();
  for (const { actor } of pushes)
    if (!actors.has(actor!.login!)) actors.set(actor!.login!, await host.actor(actor!.login!, groups));
  const rows = [
    ...members(policy),
    ...pushedBoth(
      policy,
      pushes.map(({ actor, ref }) => ({ by: actors.get(actor!.login!)!, refs: [ref] })),
    ),
  ];
  return rows.length > 0 ? rows : [ok("architect-logins", "no architect shares a login with a team")];
}

const PUSHES: ReadonlySet<string> = new Set(["push", "force_push", "branch_creation"]);
