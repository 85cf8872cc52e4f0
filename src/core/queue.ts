// What a ref is judged as. A merge queue's branch is no branch of anybody's: it is named after a pull request and a commit.
import type { Subject } from "./entry.ts";
import type { Oid, Ref } from "./model.ts";

/** The pull request and the commit that a merge queue's branch stands for; null for every other ref. */
export function queued(ref: Ref): { readonly number: number; readonly base: Oid } | null {
  const [, number, base] =
    /^refs\/heads\/gh-readonly-queue\/.+\/pr-(\d{1,15})-([0-9a-f]{40}|[0-9a-f]{64})$/.exec(ref) ?? [];
  return number === undefined || base === undefined ? null : { number: Number(number), base };
}

/** `refs/heads/x` → `branch:x`; a merge queue's branch is a group. */
export const subjectOf = (ref: Ref): Subject =>
  queued(ref) === null ? ref.replace("refs/heads/", "branch:") : `group:${ref}`;

/** The ref that a subject stands for, null for a pull request. */
export const refOf = (subject: Subject): Ref | null =>
  subject.startsWith("branch:")
    ? subject.replace("branch:", "refs/heads/")
    : subject.startsWith("group:")
      ? subject.slice("group:".length)
      : null;
