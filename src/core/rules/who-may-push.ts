// who-may-push: only a team's members and architects move its branches; nobody pushes refs that rewrite what others read.
import { branchOf } from "../model.ts";
import { includes, isArchitect } from "../policy.ts";
import type { Rule } from "./rule.ts";

/** Refs that would change what git, or we, read. */
const RESERVED = [/^refs\/replace\//, /^refs\/lanekeeper\//, /^refs\/notes\/lanekeeper(?:\/|$)/];

export const whoMayPush: Rule = {
  id: "who-may-push",
  about:
    "Only a team's members and architects push, force-push or delete its branches; some refs are nobody's to push.",
  check: ({ policy, binding, push }) => {
    if (RESERVED.some((reserved) => reserved.test(push.ref))) {
      const message = `${push.ref} may not be pushed: refs like it change what everybody reads`;
      return [{ level: "error", message, fix: "push without it" }];
    }
    const team = binding.team;
    if (branchOf(push.ref) === null || push.ref === push.trunk.ref || team === null || team.members.length === 0)
      return [];
    if (includes(team.members, push.by) || isArchitect(policy, push.by)) return [];
    const deed = push.after === null ? "delete" : push.forced ? "force-push" : "push";
    const members = team.members.map(({ name }) => name).join(", ");
    const who = push.by.login ?? "somebody unknown";
    return [
      {
        level: "error",
        message: `${who} may not ${deed} branches of team ${team.name}; its members (${members}) and architects may`,
        undecided: push.by.login === null,
        fix:
          push.by.login === null
            ? "push in a way that says who you are, or ask the server's administrator which identity source it goes by (lanekeeper install --identity)"
            : "push as one of them, or ask an architect to add you to `members`",
      },
    ];
  },
};
