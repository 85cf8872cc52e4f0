// Attribution: whose commit it is where no branch says so, and who set the entry of a guarded file (PROTOCOL §3).
import type { Complaint } from "./finding.ts";
import { type Change, type Commit, type Path, sameEntry } from "./model.ts";
import { isArchitect, type SessionId } from "./policy.ts";
import type { Case } from "./rules/rule.ts";
import { bare, prefixOf } from "./subject.ts";

/** The session a commit names: its prefix, else its `Session:` trailer. */
export const sessionOfCommit = ({ subject, session }: Commit): SessionId | null =>
  prefixOf(bare(subject)) ?? (session !== null && /^s[A-Z][A-Z0-9]?$/.test(session) ? session : null);

/**
 * Guarded files go by entry, not by commit: the entry at the tip is compared with the one last authorised on this ref,
 * so that whoever merely carries an architect's file along is clean.
 */
export function guard(
  { policy, push }: Case,
  path: (path: Path) => boolean,
  words: (change: Change) => string,
): Complaint[] {
  if (push.merged || isArchitect(policy, push.by)) return [];
  const touched = push.changes.filter(
    (change) =>
      path(change.path) &&
      !(push.standing.has(change.path) && sameEntry(push.standing.get(change.path)!, change.after)),
  );
  const unknown = push.by.login === null;
  return touched.map((change) => ({
    level: "error",
    message: unknown ? `${words(change)}, and it is not known who pushed it` : words(change),
    path: change.path,
    commit: lastToTouch(push.commits, change.path),
    undecided: unknown,
    fix: "take the change back and ask an architect to make it",
  }));
}

/** The newest commit whose own change has the path: the one to blame. */
export function lastToTouch(commits: readonly Commit[], path: Path): string | null {
  return commits.findLast((commit) => commit.own.some((change) => change.path === path))?.oid ?? null;
}

/** What a change did, as findings say it. */
export function deed({ before, after }: Change): string {
  if (before === null) return "adds";
  if (after === null) return "deletes";
  return before.oid === after.oid ? "changes the mode of" : "changes";
}
