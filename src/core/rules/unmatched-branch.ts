// unmatched-branch: a branch of no lane may be pushed; whether it may be merged is the policy's `unmatched`.
import { isBound } from "../binding.ts";
import type { Complaint } from "../finding.ts";
import { branchOf } from "../model.ts";
import { includes, isArchitect } from "../policy.ts";
import type { Case, Rule } from "./rule.ts";

const FIX = "rename it to one of your team's patterns, or let an architect push it";

export const unmatchedBranch: Rule = {
  id: "unmatched-branch",
  about: "A branch bound to no team or session merges only if every push to it came from an architect or a free login.",
  check: (subject) => {
    const { policy, binding, push } = subject;
    const branch = branchOf(push.ref);
    const isFork = push.kind === "pull" && branch === null;
    if ((branch === null && !isFork) || push.after === null || push.ref === push.trunk.ref || isBound(binding))
      return [];
    const message = `${isFork ? "a branch of a fork" : `branch ${branch}`} is bound to no team or session`;
    if (policy.unmatched === "allow") return [];
    return push.kind === "pull" ? pulled(subject, message) : [{ level: "notice", message, fix: FIX }];
  },
};

function pulled({ policy, push }: Case, message: string): Complaint[] {
  if (push.pushers === null)
    return [{ level: "error", undecided: true, message: `${message}, and who pushed it is not known`, fix: FIX }];
  const others = push.pushers.filter((who) => !isArchitect(policy, who) && !includes(policy.free, who));
  const names = [...new Set(others.map(({ login }) => login ?? "somebody unknown"))].join(", ");
  const undecided = others.every(({ login }) => login === null);
  return others.length === 0
    ? []
    : [{ level: "error", undecided, message: `${message} and was pushed by ${names}`, fix: FIX }];
}
