// protected-paths: what only architects may change, on every branch, attributed by entry.
import { deed, guard } from "../attribution.ts";
import { quotePath } from "../path.ts";
import { cite, patternFor } from "../permit.ts";
import type { Rule } from "./rule.ts";

export const protectedPaths: Rule = {
  id: "protected-paths",
  about: "Only an architect's push may change a protected path; the policy file is always one.",
  check: (subject) => {
    const { policy } = subject;
    return guard(
      subject,
      (path) => policy.protected.set.has(path),
      (change, who) => {
        const pattern = patternFor(policy.protected, change.path);
        const line = pattern === null ? "" : ` (${cite(pattern)})`;
        return `${who} ${deed(change)} ${quotePath(change.path)}, which is protected${line}: architects only`;
      },
    );
  },
};
