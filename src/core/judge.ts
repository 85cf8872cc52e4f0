// The judge: a policy and one push in, a verdict with every finding out. It serves hook, bot and command line alike,
// and it is total: whatever it is given, it answers.
import { bind } from "./binding.ts";
import { type Complaint, type Finding, finding, RULE_IDS, type RuleId } from "./finding.ts";
import { branchOf } from "./model.ts";
import { includes, type PolicyState } from "./policy.ts";
import type { Push, Verdict } from "./push.ts";
import { RULES } from "./rules/index.ts";
import type { Case, Rule } from "./rules/rule.ts";

/** Judge one push by the policy of trunk as it was before it. */
export function judge(state: PolicyState, push: Push): Verdict {
  switch (state.kind) {
    case "absent":
      return conclude([...unborn(push), ...worthless(push)]);
    case "broken":
      return lands(push) ? repair(state, push) : unjudged(state.findings);
    case "valid": {
      const subject: Case = { policy: state.policy, binding: bind(state.policy, branchOf(push.ref) ?? ""), push };
      return conclude(RULES.flatMap((rule) => complaintsOf(rule, subject).map((each) => finding(rule.id, each))));
    }
    default:
      return state satisfies never;
  }
}

/** What a rule has to say; where an architect set it aside, only for the record. */
function complaintsOf(rule: Rule, subject: Case): readonly Complaint[] {
  const complaints = rule.check(subject);
  const override = subject.push.overrides.find((each) => each.rule === rule.id);
  if (override === undefined) return complaints;
  const by = `set aside by ${override.by}: ${override.reason}`;
  return complaints.map(({ fix: _, undecided: __, ...each }) => {
    return { ...each, level: "notice", message: `${each.message} (${by})` };
  });
}

/** Everything that could not be judged, and why: blocks as a failure does. */
export const unjudged = (findings: readonly Finding[]): Verdict => ({ verdict: "unjudged", findings });

/** The verdict that findings amount to. */
export function conclude(findings: readonly Finding[]): Verdict {
  const errors = findings.filter((each) => each.level === "error");
  const verdict = errors.some((each) => !each.undecided) ? "fail" : errors.length > 0 ? "unjudged" : "pass";
  const order = (each: Finding) => LEVELS.indexOf(each.level) * RULE_IDS.length + RULE_IDS.indexOf(each.rule as RuleId);
  return { verdict, findings: [...findings].sort((a, b) => order(a) - order(b) || byPath(a, b)) };
}

/** What has no path comes first. */
function byPath(one: Finding, other: Finding): number {
  const [a, b] = [one.path ?? "", other.path ?? ""];
  return a === b ? 0 : a < b ? -1 : 1;
}

const LEVELS = ["error", "warning", "notice"] as const;

/** Would it change trunk? */
const lands = ({ kind, ref, trunk }: Push): boolean => kind === "pull" || ref === trunk.ref;

function unborn({ trunk, ref, after }: Push): Finding[] {
  if (trunk.tip !== null || (ref === trunk.ref && after !== null)) return [];
  const message = `trunk (${trunk.ref}) does not exist yet, so there is no policy and nothing is judged`;
  const fix = `push ${trunk.ref}, or name the right trunk with: lanekeeper install --trunk BRANCH`;
  return [finding("policy-valid", { level: "warning", message, fix })];
}

/** A policy that does not validate may not land on trunk, not even as the first one; what is odd in a valid one is told. */
export function worthless(push: Push): readonly Finding[] {
  return lands(push) ? findingsOf(push.proposed) : [];
}

function findingsOf(proposed: PolicyState | null): readonly Finding[] {
  if (proposed === null || proposed.kind === "absent") return [];
  return proposed.kind === "valid" ? proposed.warnings : proposed.findings;
}

/** A broken policy may be repaired on trunk by the architects of the last valid one; by anybody where there never was one. */
function repair(state: PolicyState & { kind: "broken" }, push: Push): Verdict {
  const may = push.merged || state.repairers === null || includes(state.repairers, push.by);
  if (may && (push.proposed?.kind === "valid" || push.proposed?.kind === "broken"))
    return conclude(findingsOf(push.proposed));
  const who = state.repairers?.map(({ name }) => name).join(", ") ?? "anybody";
  const nobody = "nobody, for none of its last versions did; write a valid one with git on the server";
  const message = `the policy on trunk does not validate, so nothing can be judged; it can be repaired on trunk by: ${who || nobody}`;
  return unjudged([...state.findings, finding("policy-valid", { level: "error", message, undecided: true })]);
}
