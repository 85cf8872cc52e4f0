// The prefix rule before a commit is made: what the server would say of its subject, while it can still be changed.
import { bind } from "../../core/binding.ts";
import { type Policy, registeredSessions, type SessionId, teamOf } from "../../core/policy.ts";
import { isUndo, prefixOf, withoutAutosquash } from "../../core/subject.ts";

export interface Objection {
  readonly level: "error" | "warning";
  readonly message: string;
  readonly fix: string;
}

/** Null: the subject is as it must be on this branch. Without a policy a branch `session-sA` wants `[sA] `. */
export function objectionTo(policy: Policy | null, branch: string, subject: string): Objection | null {
  const plain = withoutAutosquash(subject);
  if (plain === "" || isUndo(plain) || policy?.sessions.prefix === "off") return null;
  const level = policy?.sessions.prefix === "warn" ? "warning" : "error";
  const said = prefixOf(plain);
  const { session, home } = ownerOf(policy, branch);
  if (session !== null) {
    if (said === session) return null;
    const wrong = said === null ? "this subject has no prefix" : `this subject says [${said}]`;
    return {
      level,
      message: `${wrong}, and ${branch} is session ${session}'s`,
      fix: `begin it with [${session}] and a space`,
    };
  }
  if (policy === null || home === null || said === null || !registeredSessions(policy).has(said)) return null;
  const theirs = teamOf(policy, said);
  if (theirs === null || theirs.name === home) return null;
  const message = `this subject says [${said}], a session of team ${theirs.name}, and ${branch} is team ${home}'s`;
  return { level, message, fix: "leave the prefix out, or commit on a branch of that session's team" };
}

function ownerOf(
  policy: Policy | null,
  branch: string,
): { readonly session: SessionId | null; readonly home: string | null } {
  if (policy === null) return { session: /^session-(s[A-Z][A-Z0-9]?)$/.exec(branch)?.[1] ?? null, home: null };
  const { session, team } = bind(policy, branch);
  return { session, home: team?.name ?? null };
}

/** The subject of a message as an editor leaves it: comments and what stands below the scissors are no part of it. */
export function subjectIn(message: string, comment = "#"): string {
  const lines: string[] = [];
  for (const line of message.replace(/^\ufeff/, "").split(/\r?\n/)) {
    if (line.startsWith(`${comment} ------------------------ >8`)) break;
    if (line.startsWith(comment)) continue;
    if (line.trim() !== "") lines.push(line.trim());
    else if (lines.length > 0) break;
  }
  return lines.join(" ");
}
