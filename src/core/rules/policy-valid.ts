// policy-valid: a policy that does not validate never lands on trunk; elsewhere it is announced. What is odd in a valid one is
// told when it lands: that is when somebody reads it.
import type { Complaint } from "../finding.ts";
import type { Rule } from "./rule.ts";

export const policyValid: Rule = {
  id: "policy-valid",
  about: "A policy that does not validate, or whose architects cannot be resolved, may not land on trunk.",
  check: ({ push }) => {
    const lands = push.kind === "pull" || push.ref === push.trunk.ref;
    switch (push.proposed?.kind) {
      case "broken":
        return push.proposed.findings.map(
          (each): Complaint => (lands ? each : { ...each, level: "warning", undecided: false }),
        );
      case "valid":
        return lands ? push.proposed.warnings : [];
      default:
        return [];
    }
  },
};
