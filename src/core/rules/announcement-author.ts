// announcement-author: an announcement is an architect's word; whoever carries it along unchanged is clean.
import { deed, guard } from "../attribution.ts";
import { isBound } from "../binding.ts";
import { quotePath } from "../path.ts";
import type { Rule } from "./rule.ts";

export const announcementAuthor: Rule = {
  id: "announcement-author",
  about: "Only an architect's push may create, change or delete the announcement at the root of a bound branch.",
  check: (subject) => {
    const { policy, binding, push } = subject;
    // Where anybody may push to trunk, one there would be taken for an architect's word all the same.
    if (push.ref === push.trunk.ref ? policy.trunk === "branch" : !isBound(binding)) return [];
    return guard(
      subject,
      (path) => path === policy.rounds.announcement && !policy.protected.set.has(path),
      (change, who) => `${who} ${deed(change)} ${quotePath(change.path)}, which only an architect may`,
    );
  },
};
