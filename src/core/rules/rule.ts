// What a rule is: an id, a sentence, and a synchronous function from a case to complaints. Rules list every offender.
import type { Binding } from "../binding.ts";
import type { Complaint, RuleId } from "../finding.ts";
import type { Policy } from "../policy.ts";
import type { Push } from "../push.ts";

/** One push against the policy in force: everything a rule may look at. */
export interface Case {
  readonly policy: Policy;
  readonly binding: Binding;
  readonly push: Push;
}

export interface Rule {
  readonly id: RuleId;
  /** What it holds, in one sentence for people. */
  readonly about: string;
  readonly check: (subject: Case) => readonly Complaint[];
}
