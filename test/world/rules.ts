// The rules that apply to a branch, and classic protection: what `doctor` looks at, and no more.
import { Refused, type Routes } from "./api.ts";
import { commitJson } from "./shapes.ts";
import type { Json, Protection } from "./state.ts";

function rulesOf(protection: Protection, source: string): Json[] {
  const ruleset = { ruleset_source_type: "Repository", ruleset_source: source, ruleset_id: 1 };
  const checks = protection.checks.map(({ context, app }) => ({
    context,
    ...(app === null ? {} : { integration_id: app }),
  }));
  const parameters = {
    required_status_checks: checks,
    strict_required_status_checks_policy: false,
    do_not_enforce_on_create: false,
  };
  const queue = {
    ...{
      check_response_timeout_minutes: 60,
      grouping_strategy: "ALLGREEN",
      max_entries_to_build: 5,
      max_entries_to_merge: 5,
    },
    ...{ merge_method: "MERGE", min_entries_to_merge: 1, min_entries_to_merge_wait_minutes: 5 },
  };
  return [
    ...(checks.length === 0 ? [] : [{ type: "required_status_checks", parameters, ...ruleset }]),
    ...(protection.queue ? [{ type: "merge_queue", parameters: queue, ...ruleset }] : []),
  ];
}

const classic = (protection: Protection): Json => ({
  required_status_checks: {
    strict: false,
    contexts: protection.checks.map(({ context }) => context),
    checks: protection.checks.map(({ context, app }) => ({ context, app_id: app })),
  },
  enforce_admins: { enabled: false },
});

export const ruleRoutes: Routes = {
  "GET /repos/{owner}/{repo}/rules/branches/{branch}": {
    needs: ["metadata", "read"],
    run: ({ repo, params }) => {
      const protection = repo.protections.get(params.branch!);
      return { body: protection?.by === "ruleset" ? rulesOf(protection, repo.fullName) : [] };
    },
  },
  "GET /repos/{owner}/{repo}/branches/{branch}/protection": {
    needs: ["administration", "read"],
    run: ({ repo, params }) => {
      const protection = repo.protections.get(params.branch!);
      if (protection?.by !== "branch protection") throw new Refused(404, "Branch not protected");
      return { body: classic(protection) };
    },
  },
  "GET /repos/{owner}/{repo}/branches/{branch}": {
    needs: ["contents", "read"],
    run: async ({ repo, params }) => {
      const commit = await repo.commit(`heads/${params.branch}`);
      if (commit === null) throw new Refused(404, "Branch not found");
      const protection = repo.protections.get(params.branch!);
      const isClassic = protection?.by === "branch protection";
      const body = {
        name: params.branch,
        commit: commitJson(repo, commit),
        _links: { html: `${repo.world.url}/${repo.fullName}/tree/${params.branch}` },
        protected: protection !== undefined,
        protection: {
          enabled: isClassic,
          ...(isClassic ? { required_status_checks: classic(protection).required_status_checks } : {}),
        },
      };
      return { body };
    },
  },
};
