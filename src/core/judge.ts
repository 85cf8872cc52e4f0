// The judge: a policy and one push in, a verdict with every finding out. It serves hook, bot and command line alike,
// and it is total: whatever it is given, it answers.
import { bind } from "./binding.ts";
import { type Finding, finding, RULE_IDS } from "./finding.ts";
import {
  type Actor,
  branchOf,
  type Change,
  type Commit,
  type Oid,
  type Path,
  type Ref,
  type TreeEntry,
} from "./model.ts";
import { includes, type PolicyState } from "./policy.ts";
import { RULES } from "./rules/index.ts";
import type { Case } from "./rules/rule.ts";

/** One ref to be judged, with all that was gathered about it. Its changes already follow PROTOCOL §3. */
export interface Push {
  /** `push`: a ref moves. `pull`: it asks to be merged into trunk; the head of a fork is a ref outside `refs/heads/`. */
  readonly kind: "push" | "pull";
  /** Symbolic refs are resolved before. */
  readonly ref: Ref;
  readonly trunk: { readonly ref: Ref; readonly tip: Oid | null };
  readonly before: Oid | null;
  /** Null: the ref is deleted. */
  readonly after: Oid | null;
  /** Commits that the ref had are dropped. */
  readonly forced: boolean;
  readonly by: Actor;
  /** The forge itself merged a pull request whose head had passed. */
  readonly merged: boolean;
  /** Merge base…tip, no rename detection: the paths written. */
  readonly changes: readonly Change[];
  /** Paths among them whose base could not be computed. */
  readonly uncertain: ReadonlySet<Path>;
  /** New commits, oldest first. */
  readonly commits: readonly Commit[];
  /**
   * For guarded paths written: the entry last authorised on this ref; a path that is not in it is measured against the base.
   * A path in it that was not written is one that the ref had otherwise and that the push takes back.
   */
  readonly standing: ReadonlyMap<Path, TreeEntry | null>;
  /** Who set the entry at the tip, for guarded paths whose history is known; else it was whoever pushed. */
  readonly authors: ReadonlyMap<Path, Actor>;
  /** The names in the directories that paths were added to, as they are at the base; the root is "". */
  readonly names: ReadonlyMap<Path, readonly string[]>;
  /** Targets of the symbolic links written, by blob. */
  readonly links: ReadonlyMap<Oid, string>;
  /** The policy file as the push would leave it, where it changes it. */
  readonly proposed: PolicyState | null;
  /** Everybody who ever pushed this branch; null where that is not known. */
  readonly pushers: readonly Actor[] | null;
}

export interface Verdict {
  readonly verdict: "pass" | "fail" | "unjudged";
  readonly findings: readonly Finding[];
}

/** Judge one push by the policy of trunk as it was before it. */
export function judge(state: PolicyState, push: Push): Verdict {
  switch (state.kind) {
    case "absent":
      return conclude([...unborn(push), ...worthless(push)]);
    case "broken":
      return lands(push) ? repair(state, push) : unjudged(state.findings);
    case "valid": {
      const subject: Case = { policy: state.policy, binding: bind(state.policy, branchOf(push.ref) ?? ""), push };
      return conclude(RULES.flatMap((rule) => rule.check(subject).map((complaint) => finding(rule.id, complaint))));
    }
    default:
      return state satisfies never;
  }
}

/** Everything that could not be judged, and why: blocks as a failure does. */
export const unjudged = (findings: readonly Finding[]): Verdict => ({ verdict: "unjudged", findings });

/** The verdict that findings amount to. */
export function conclude(findings: readonly Finding[]): Verdict {
  const errors = findings.filter((each) => each.level === "error");
  const verdict = errors.some((each) => !each.undecided) ? "fail" : errors.length > 0 ? "unjudged" : "pass";
  const order = (each: Finding) => LEVELS.indexOf(each.level) * RULE_IDS.length + RULE_IDS.indexOf(each.rule);
  return { verdict, findings: [...findings].sort((a, b) => order(a) - order(b)) };
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

/** A policy that does not validate may not land on trunk, not even as the first one. */
export function worthless(push: Push): Finding[] {
  return lands(push) && push.proposed?.kind === "broken" ? [...push.proposed.findings] : [];
}

/** A broken policy may be repaired on trunk by the architects of the last valid one; by anybody where there never was one. */
function repair(state: PolicyState & { kind: "broken" }, push: Push): Verdict {
  const may = state.repairers === null || includes(state.repairers, push.by);
  if (may && push.proposed?.kind === "valid") return conclude([]);
  if (may && push.proposed?.kind === "broken") return conclude(push.proposed.findings);
  const who = state.repairers?.map(({ name }) => name).join(", ") ?? "anybody";
  const nobody = "nobody, for none of its last versions did; write a valid one with git on the server";
  const message = `the policy on trunk does not validate, so nothing can be judged; it can be repaired on trunk by: ${who || nobody}`;
  return unjudged([...state.findings, finding("policy-valid", { level: "error", message, undecided: true })]);
}
