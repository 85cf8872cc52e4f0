// `/override` (PROTOCOL §1, §5): an architect's word, on record with its reason, that a rule does not hold on a branch.
import type { Command, Saying } from "../commands/command.ts";
import { grant, type Ruling, refuse } from "../commands/ruling.ts";
import { RULE_IDS, type RuleId } from "../finding.ts";
import { quotePath } from "../path.ts";

/** Rules about manners. What guards somebody else's paths, trunk or the policy is no matter of a word. */
export const OVERRIDABLE: readonly RuleId[] = ["claim-overlap", "commit-prefix", "history"];

const MAX_BRANCH = 250;
const MAX_REASON = 1_000;

export function overrule(saying: Saying, { rule, branch, reason }: Command & { kind: "override" }): Ruling {
  const { architect, by } = saying;
  if (!architect || by === null)
    return refuse(`only an architect sets a rule aside${by === null ? "" : `, and ${by} is none`}`, "ask an architect");
  const known = RULE_IDS.find((id) => id === rule);
  const can = OVERRIDABLE.join(", ");
  if (known === undefined)
    return refuse(`there is no rule ${quotePath(rule.slice(0, 50))}`, `these can be set aside: ${can}`);
  if (!OVERRIDABLE.includes(known))
    return refuse(`${known} is never set aside: ${WHY_NOT[known] ?? WHY}`, `these can be set aside: ${can}`);
  if (reason.trim() === "") return refuse("whoever sets a rule aside says why", `say /override ${known} -- WHY`);
  if (reason.length > MAX_REASON) return refuse(`a reason has at most ${MAX_REASON} characters`);
  const on = branch ?? saying.branch;
  if (on === null) return refuse("it does not say on which branch", `say /override ${known} on BRANCH -- WHY`);
  if (on.length > MAX_BRANCH) return refuse("no branch has so long a name");
  return grant({ kind: "overridden", rule: known, branch: on, by, reason });
}

const WHY = "it guards what one branch has no say in";
const WHY_NOT: Partial<Record<RuleId, string>> = {
  "write-scope": "an architect's word does not widen a scope, the policy does",
  "protected-paths": "an architect makes such a change with a push of their own",
  "announcement-author": "an architect announces with a push of their own",
};
