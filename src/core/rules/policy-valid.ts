// policy-valid: a policy that does not validate never lands on trunk; elsewhere it is announced.
import type { Complaint } from "../finding.ts";
import type { Rule } from "./rule.ts";

export const policyValid: Rule = {
  id: "policy-valid",
  about: "A policy that does not validate, or whose architects cannot be resolved, may not land on trunk.",
  check: ({ push }) => {
    if (push.proposed?.kind !== "broken") return [];
    const lands = push.kind === "pull" || push.ref === push.trunk.ref;
    return push.proposed.findings.map(
      (each): Complaint => (lands ? each : { ...each, level: "warning", undecided: false }),
    );
  },
};
