// The policy in force: is there one, does it validate, what does it warn of?
import type { Finding } from "../../core/finding.ts";
import { POLICY_PATH, type PolicyState } from "../../core/policy.ts";
import { place, plural } from "../../render/hook.ts";
import { ok, problem, type Row, warning } from "./check.ts";

/** `so` is what a broken policy means where this is. */
export function policyRows(state: PolicyState, so = "every push is refused"): readonly Row[] {
  switch (state.kind) {
    case "absent":
      return [warning("policy", `trunk has no ${POLICY_PATH}, so everything is taken`, "lanekeeper init")];
    case "broken": {
      const who = state.repairers === null ? "anybody" : state.repairers.map(({ name }) => name).join(", ") || "nobody";
      const what = `the policy on trunk does not validate, so ${so}: ${first(state.findings)}`;
      return [problem("policy", what, `push a valid one to trunk; who may: ${who}`)];
    }
    case "valid": {
      const { policy, warnings } = state;
      const teams = plural(policy.teams.length, "team") || "no team";
      const says = `the policy on trunk is valid: ${teams}, ${plural(policy.architects.length, "architect")}`;
      const rows = warnings.map((each) => warning("policy", clause(each), each.fix ?? "change the policy"));
      return [ok("policy", says), ...rows];
    }
    default:
      return state satisfies never;
  }
}

function first(findings: readonly Finding[]): string {
  const [one] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
  return one === undefined ? "" : `${clause(one)}${more}`;
}

const clause = (finding: Finding): string => `${place(finding).trim()}: ${finding.message.replace(/\.$/, "")}`;
