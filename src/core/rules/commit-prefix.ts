// commit-prefix: on a session's branch every new commit says `[sX]`; elsewhere no commit says another team's session.
import { holderOf } from "../binding.ts";
import type { Complaint } from "../finding.ts";
import { branchOf, type Commit } from "../model.ts";
import { registeredSessions, teamOf } from "../policy.ts";
import { isUndo, prefixOf, withoutAutosquash } from "../subject.ts";
import type { Case, Rule } from "./rule.ts";

export const commitPrefix: Rule = {
  id: "commit-prefix",
  about: "On a session's branch each new commit's subject begins with that session's prefix, such as `[sA] `.",
  check: (subject) => {
    const { policy, binding, push } = subject;
    if (push.ref === push.trunk.ref || branchOf(push.ref) === null) return [];
    if (policy.sessions.prefix === "off") return intruder(subject);
    const commits = push.commits.filter(
      ({ parents, subject }) => parents.length < 2 && !isUndo(withoutAutosquash(subject)),
    );
    const wrong =
      binding.session === null
        ? commits.flatMap((each) => foreign(subject, each))
        : commits.flatMap((each) => missing(subject, each));
    return [...intruder(subject), ...wrong];
  },
};

/** A session at work on a branch of a team it does not belong to. */
function intruder({ binding, push }: Case): Complaint[] {
  if (!binding.intruder || push.after === null) return [];
  const message = `session ${binding.session} does not belong to ${holderOf(binding)}, whose branch ${binding.branch} is`;
  return [
    { level: "error", message, fix: "push to a branch of the session's own team, or add it to the team's `sessions`" },
  ];
}

function missing({ policy, binding }: Case, commit: Commit): Complaint[] {
  const said = prefixOf(withoutAutosquash(commit.subject));
  if (said === binding.session) return [];
  const wrong = said === null ? `has no prefix` : `has the prefix [${said}]`;
  const message = `commit ${short(commit)} ${wrong}, on a branch of session ${binding.session}: ${quote(commit.subject)}`;
  const fix = `reword it to begin with \`[${binding.session}] \` (git rebase -i, then reword)`;
  return [{ level: policy.sessions.prefix === "warn" ? "warning" : "error", message, commit: commit.oid, fix }];
}

function foreign({ policy, binding }: Case, commit: Commit): Complaint[] {
  const said = prefixOf(withoutAutosquash(commit.subject));
  if (said === null || binding.team === null || !registeredSessions(policy).has(said)) return [];
  const home = teamOf(policy, said);
  if (home === null || home === binding.team) return [];
  const message = `commit ${short(commit)} says [${said}], a session of team ${home.name}, on a branch of ${holderOf(binding)}: ${quote(commit.subject)}`;
  const fix = "if it is that session's work, push it to a branch of its own team; else reword the commit";
  return [{ level: policy.sessions.prefix === "warn" ? "warning" : "error", message, commit: commit.oid, fix }];
}

const short = ({ oid }: Commit): string => oid.slice(0, 10);

/** A subject is anybody's text: shown short, quoted, with nothing that moves a cursor. */
function quote(subject: string): string {
  const plain = subject.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "\ufffd");
  const chars = [...plain];
  return `“${chars.length > 60 ? `${chars.slice(0, 60).join("")}…` : plain}”`;
}
