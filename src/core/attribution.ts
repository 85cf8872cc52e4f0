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
  words: (change: Change, who: string) => string,
): Complaint[] {
  if (push.merged) return [];
  const authorOf = (path: Path) => push.authors.get(path) ?? push.by;
  const isCarried = ({ path, after }: Change) => push.standing.has(path) && sameEntry(push.standing.get(path)!, after);
  const concerns = (change: Change) => path(change.path) && !isArchitect(policy, authorOf(change.path));
  const touched = [
    ...push.changes.filter((change) => concerns(change) && !isCarried(change)),
    ...withdrawn(push).filter(concerns),
  ];
  if (touched.length === 0) return [];
  const blamed = blame(push.commits);
  return touched.map((change) => {
    const { login } = authorOf(change.path);
    const said = words(change, login ?? "somebody unknown");
    return {
      level: "error",
      message: login === null ? `${said}, and it is not known who pushed it` : said,
      path: change.path,
      commit: blamed.get(change.path)?.oid ?? null,
      undecided: login === null || push.uncertain.has(change.path),
      fix: "take the change back and ask an architect to make it",
    };
  });
}

/** What the ref had of an architect and the tip has no more. It is as the base has it, so no change shows it: both sides are equal. */
function withdrawn({ changes, standing }: Case["push"]): Change[] {
  if (standing.size === 0) return [];
  const shown = new Set(changes.map(({ path }) => path));
  return [...standing].flatMap(([path, before]) => (shown.has(path) ? [] : [{ path, before, after: before }]));
}

/** For each path the newest commit whose own change has it: the one to blame. One pass, however many paths are asked for. */
export function blame(commits: readonly Commit[]): ReadonlyMap<Path, Commit> {
  const newest = new Map<Path, Commit>();
  for (const commit of commits) for (const { path } of commit.own) newest.set(path, commit);
  return newest;
}

/** What a change did, as findings say it. */
export function deed({ before, after }: Change): string {
  if (sameEntry(before, after)) return "takes back an architect's change of";
  if (before === null) return "adds";
  if (after === null) return "deletes";
  return before.oid === after.oid ? "changes the mode of" : "changes";
}
