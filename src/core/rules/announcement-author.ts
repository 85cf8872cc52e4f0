// announcement-author: an announcement is an architect's word; whoever carries it along unchanged is clean.
import { deed, guard } from "../attribution.ts";
import { isBound } from "../binding.ts";
import type { Complaint } from "../finding.ts";
import { quotePath } from "../path.ts";
import { isArchitect } from "../policy.ts";
import { disagreements, impossibilities } from "../rounds/branch.ts";
import { isTidied, onRound } from "../rounds/case.ts";
import type { Case, Rule } from "./rule.ts";

export const announcementAuthor: Rule = {
  id: "announcement-author",
  about: "Only an architect's push may create, change or delete the announcement at the root of a bound branch.",
  check: (subject) => {
    const { policy, binding, push } = subject;
    // Where anybody may push to trunk, one there would be taken for an architect's word all the same.
    if (push.ref === push.trunk.ref ? policy.trunk === "branch" : !isBound(binding)) return [];
    const tidied = isTidied(subject);
    const offences = guard(
      subject,
      (path) => path === policy.rounds.announcement && !policy.protected.set.has(path) && !tidied,
      (change, who) => `${who} ${deed(change)} ${quotePath(change.path)}, which only an architect may`,
    );
    return offences.length > 0 ? offences : unsound(subject);
  },
};

/** What is wrong with an architect's announcement stops the architect; a team that carries it along is only told. */
function unsound(subject: Case): Complaint[] {
  const { policy, binding, push } = subject;
  const here = onRound(subject);
  const file = here?.carried.announcement ?? null;
  if (here === null || file === null || here.carried.landed || file.oid === here.mine?.announcement.oid) return [];
  const { read, path } = file;
  const wrong = [
    ...read.complaints,
    ...disagreements(policy, binding, read, path),
    ...impossibilities(policy, binding, read, path),
  ];
  if (here.round?.closed != null)
    wrong.push({
      level: "error",
      message: `round ${here.number} is closed`,
      path,
      fix: `reopen it (/round reopen ${here.number}), or announce another`,
    });
  if (read.value !== null && here.number === null)
    wrong.push({
      level: "warning",
      message: "it says no round, and neither does the branch: nothing is announced",
      path,
      fix: "begin it with the lines ---, round: N, ---",
    });
  if (isArchitect(policy, push.by)) return wrong;
  return wrong.filter(({ level }) => level === "error").map((each) => ({ ...each, level: "warning" }));
}
