// A branch of a round as the rules and the round machine see it: which round it is, whose announcement is in force, which reply counts.
import { isBound } from "../binding.ts";
import { sameEntry } from "../model.ts";
import { isArchitect, type Policy } from "../policy.ts";
import type { Carried, Read } from "../push.ts";
import type { Case } from "../rules/rule.ts";
import { disagreements, roundOfBranch } from "./branch.ts";
import type { Announcement, Reply } from "./rounds.ts";
import { onBranch, type Round, type TeamRound } from "./rounds.ts";

/** A team's branch with something of a round on it. */
export interface OnRound {
  readonly policy: Policy;
  readonly carried: Carried;
  readonly team: string;
  /** Null: neither the files nor the branch say it. */
  readonly number: number | null;
  /** The announcement that counts here, an architect's. */
  readonly announced: Read<Announcement> | null;
  /** What the ledger knows of the round and of the team in it. */
  readonly round: Round | null;
  readonly mine: TeamRound | null;
}

export function onRound({ policy, binding, push }: Case): OnRound | null {
  const carried = push.round;
  if (carried === null || binding.team === null || !isBound(binding) || push.ref === push.trunk.ref) return null;
  const announced = inForce({ policy, binding, push });
  const reply = carried.replies[0]?.read.value ?? null;
  const known = carried.known === null ? null : onBranch(carried.known, binding.branch);
  const number =
    roundOfBranch(policy, binding) ?? announced?.read.value?.round ?? reply?.round ?? known?.round.round ?? null;
  const round = number === null ? null : (carried.known?.get(number) ?? null);
  const team = binding.team.name;
  return { policy, carried, team, number, announced, round, mine: round?.teams.get(team) ?? null };
}

/** The announcement at the tip where an architect set it, else the one that an architect set before. */
function inForce({ policy, push }: Case): Read<Announcement> | null {
  const carried = push.round!;
  const path = policy.rounds.announcement;
  const change = push.changes.find((each) => each.path === path);
  if (carried.announcement === null || change === undefined) return carried.standing;
  const isCarried = push.standing.has(path) && sameEntry(push.standing.get(path)!, change.after);
  const isTheirs = isArchitect(policy, push.authors.get(path) ?? push.by);
  return isCarried || isTheirs || push.merged ? carried.announcement : carried.standing;
}

/** May this announcement count: it can be read, and agrees with its branch? */
export const isSound = (subject: Case, { path, read }: Read<Announcement>): boolean =>
  read.value !== null && disagreements(subject.policy, subject.binding, read, path).length === 0;

/** Both files taken away on top of the reply: tidied up for the merge, which whoever may push the branch may do. */
export function isTidied(subject: Case): boolean {
  const { push, binding } = subject;
  const carried = push.round;
  if (carried === null || push.forced || carried.announcement !== null || carried.replies.length > 0) return false;
  const team = carried.known === null ? undefined : onBranch(carried.known, binding.branch)?.team;
  return carried.had || team?.state === "replied" || team?.state === "merged";
}

/** The reply of a branch: the one at the root where there are several that say the same. */
export const theReply = ({ replies }: Carried): Read<Reply> | null => replies[0] ?? null;
