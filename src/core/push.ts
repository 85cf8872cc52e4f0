// What is judged, and what comes of it: one ref with all that was gathered about it, and a verdict. Plain values.

import type { ClaimView } from "./claims/claims.ts";
import type { Override } from "./claims/entry.ts";
import type { Instant } from "./entry.ts";
import type { Finding } from "./finding.ts";
import type { Actor, Change, Commit, Oid, Path, Ref, TreeEntry } from "./model.ts";
import type { PolicyState } from "./policy.ts";
import type { Announcement, Reading, Reply, Rounds } from "./rounds/rounds.ts";

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
  /** The pull request that the forge merged although its head had not passed. */
  readonly despite?: number;
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
  /** What a bound branch carries of a round; null where nobody looked. */
  readonly round: Carried | null;
  /** The live claims and what time it is; null where nobody remembers. */
  readonly claims: { readonly table: ClaimView; readonly now: Instant } | null;
  /** Rules that an architect set aside on this branch. */
  readonly overrides: readonly Override[];
}

/** A file of a round, by its blob, as it was read. */
export interface Read<T> {
  readonly path: Path;
  readonly oid: Oid;
  readonly read: Reading<T>;
}

/** The files of a round on a branch, as far as they differ from the base, and what is known of rounds. */
export interface Carried {
  readonly announcement: Read<Announcement> | null;
  /** The announcement last authorised on this ref, where the tip has another one or none. */
  readonly standing: Read<Announcement> | null;
  readonly replies: readonly Read<Reply>[];
  /** The ref's old value carried a reply. */
  readonly had: boolean;
  /** The tip contains the head that the team replied at. */
  readonly continues: boolean;
  /** The tip is reachable from trunk. */
  readonly landed: boolean;
  /** The deadline that the policy would set, were this announced now. */
  readonly due: Instant | null;
  /** The rounds of the ledger; null where nobody remembers. */
  readonly known: Rounds | null;
}

export interface Verdict {
  readonly verdict: "pass" | "fail" | "unjudged";
  readonly findings: readonly Finding[];
}
