// trunk-gate: who moves trunk. `trunk: branch`: architects and merges on the forge. `trunk: direct`: whoever says which session.
import { sessionOfCommit } from "../attribution.ts";
import type { Complaint } from "../finding.ts";
import type { Commit } from "../model.ts";
import { quotePath } from "../path.ts";
import { isArchitect } from "../policy.ts";
import type { Push } from "../push.ts";
import type { Case, Rule } from "./rule.ts";

export const trunkGate: Rule = {
  id: "trunk-gate",
  about:
    "Trunk is moved by an architect or by a merged pull request; with `trunk: direct` by commits that name their session.",
  check: (subject) => {
    const { policy, push } = subject;
    if (push.ref !== push.trunk.ref || push.kind === "pull" || push.merged || isArchitect(policy, push.by)) return [];
    // First seen, it is taken as it is.
    if (push.before === push.after) return [];
    if (push.after === null) return [refuse(subject, "deletes trunk")];
    if (policy.trunk === "branch") return [refuse(subject, deedOf(push))];
    if (push.forced) return [refuse(subject, "drops commits from trunk")];
    return [...unattributed(subject), ...crookedMerges(subject)];
  },
};

const deedOf = ({ despite }: Push): string =>
  despite === undefined ? "moves trunk" : `merged #${despite}, whose head had not passed, into trunk`;

function refuse({ push }: Case, deed: string): Complaint {
  const who = push.by.login ?? "somebody unknown";
  const fix = "push your own branch; an architect merges it";
  const message = `${who} ${deed} (${push.ref}), which only an architect may`;
  return { level: "error", message, undecided: isUnknown(push), fix };
}

function unattributed({ push }: Case): Complaint[] {
  const nameless = push.commits.filter((commit) => commit.parents.length < 2 && sessionOfCommit(commit) === null);
  return nameless.map((commit) => ({
    level: "error",
    message: `commit ${short(commit)} on trunk names no session, so only an architect may push it`,
    commit: commit.oid,
    undecided: isUnknown(push),
    fix: "begin its subject with your session's prefix, such as `[sA] `",
  }));
}

/** A merge on trunk may not carry a change of its own: nobody's scope would cover it. */
function crookedMerges({ push }: Case): Complaint[] {
  const crooked = push.commits.filter((commit) => commit.parents.length > 1 && commit.own.length > 0);
  return crooked.flatMap((commit) =>
    commit.own.map(({ path }) => ({
      level: "error" as const,
      message: `merge ${short(commit)} on trunk changes ${quotePath(path)} in a way that none of its parents has`,
      path,
      commit: commit.oid,
      undecided: isUnknown(push),
      fix: "rebase instead of merging, or resolve the conflict in a commit of its own",
    })),
  );
}

/** Whoever it is may be an architect. */
const isUnknown = ({ by }: Push): boolean => by.login === null;

const short = ({ oid }: Commit): string => oid.slice(0, 10);
