// write-scope: every path written lies in the scope of whose work it is. An architect's login never widens it.
import { blame, deed, sessionOfCommit } from "../attribution.ts";
import { type Binding, bindSession, holderOf, isBound } from "../binding.ts";
import type { Complaint } from "../finding.ts";
import type { Change, Oid } from "../model.ts";
import { quotePath } from "../path.ts";
import { describeScope, owners, permit } from "../permit.ts";
import { isNarrowable, type Narrowing, narrowing } from "../rounds/narrow.ts";
import type { Case, Rule } from "./rule.ts";

export const writeScope: Rule = {
  id: "write-scope",
  about:
    "Each path written, deletions and both sides of a rename included, is in the write scope of the branch's team or session.",
  check: (subject) => {
    const { policy, binding, push } = subject;
    if (push.ref !== push.trunk.ref) return isBound(binding) ? onBranch(subject) : [];
    return policy.trunk === "direct" && !push.merged ? onTrunk(subject) : [];
  },
};

function onBranch(subject: Case): Complaint[] {
  const { push, binding } = subject;
  const narrow = narrowing(subject);
  const outside = push.changes.filter((change) => isOutside(subject, binding, change, narrow));
  if (outside.length === 0) return [];
  const blamed = blame(push.commits);
  return outside.map((change) => complain(subject, binding, change, blamed.get(change.path)?.oid ?? null, narrow));
}

/** `trunk: direct`: each commit stands for itself, by the scope of the session it names. */
function onTrunk(subject: Case): Complaint[] {
  return subject.push.commits.flatMap((commit) => {
    const session = sessionOfCommit(commit);
    if (session === null || commit.parents.length > 1) return [];
    const binding = bindSession(subject.policy, subject.binding.branch, session);
    return commit.own
      .filter((change) => isOutside(subject, binding, change))
      .map((change) => complain(subject, binding, change, commit.oid));
  });
}

function isOutside(
  { policy, push }: Case,
  binding: Binding,
  { path }: Change,
  narrow: Narrowing | null = null,
): boolean {
  const answer = permit(policy, binding, push.by, path);
  if (answer.guard !== null) return false;
  return !answer.allowed || (narrow !== null && isNarrowable(policy, path) && !narrow.allows(path));
}

function complain(
  subject: Case,
  binding: Binding,
  change: Change,
  commit: Oid | null,
  narrow: Narrowing | null = null,
): Complaint {
  const { policy, push } = subject;
  const path = change.path;
  if (push.uncertain.has(path)) {
    const message = `${quotePath(path)} has several merge bases that conflict, so what this branch changes in it cannot be told`;
    return { level: "error", undecided: true, message, path, fix: "merge the base branch" };
  }
  if (narrow !== null && permit(policy, binding, push.by, path).allowed) {
    const message = `${holderOf(binding)} ${deed(change)} ${quotePath(path)}, outside ${narrow.says}`;
    return {
      level: "error",
      message,
      path,
      commit,
      fix: `take ${quotePath(path)} out of this round, or ask an architect to announce it`,
    };
  }
  const owned = owners(policy, path).filter((owner) => owner !== holderOf(binding));
  const whose = owned.length > 0 ? `; it belongs to ${owned.join(" and ")}` : "";
  const message = `${holderOf(binding)} ${deed(change)} ${quotePath(path)}, outside ${describeScope(policy, binding)}${whose}`;
  const fix =
    owned.length > 0
      ? `leave ${quotePath(path)} to ${owned.join(" and ")}; if it came with a branch stacked on theirs, wait for its merge, or rebase`
      : `take ${quotePath(path)} out of this push, or ask an architect to widen the scope`;
  return { level: "error", message, path, commit, fix };
}
