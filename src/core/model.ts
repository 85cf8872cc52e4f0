// What git and a push look like to the judge: plain values, no handles. It must never know a host.
import type { Instant } from "./entry.ts";

/** A full object id in lower-case hexadecimal: 40 characters (SHA-1) or 64 (SHA-256). */
export type Oid = string;

/** A full ref name, `refs/heads/…`. */
export type Ref = string;

/** A path from the root of the tree; bytes that are not UTF-8 are lone surrogates (see path.ts). */
export type Path = string;

/** A git file mode as git prints it, six octal digits. */
export type Mode = "100644" | "100755" | "120000" | "160000" | "040000" | (string & {});

/** What a tree says of one path: its mode and the object it names. */
export interface TreeEntry {
  readonly mode: Mode;
  readonly oid: Oid;
}

/** One path that differs between two trees; `null` where a side does not have it. Never a rename: both sides are listed. */
export interface Change {
  readonly path: Path;
  readonly before: TreeEntry | null;
  readonly after: TreeEntry | null;
}

/** A line of a commit's message such as `Claim: src/api/** for 2h`. */
export interface Trailer {
  readonly key: string;
  readonly value: string;
}

/** One commit that is new to the base, with its own change: what differs from its parent, for a merge from every parent. */
export interface Commit {
  readonly oid: Oid;
  readonly parents: readonly Oid[];
  readonly subject: string;
  /** The value of its `Session:` trailer, if it has one. */
  readonly session: string | null;
  /** Those that say something here, bounded in number and length; none in what a hook tells of a push. */
  readonly trailers: readonly Trailer[];
  /** When it was committed, by its committer's clock; null in what a hook tells of a push. */
  readonly at: Instant | null;
  /** When its change was first committed: a rebase keeps it. */
  readonly authoredAt: Instant | null;
  readonly own: readonly Change[];
}

/** Who is asking. `login` is null where the host could not tell; `groups` are the `@org/team`s the login is in. */
export interface Actor {
  readonly login: string | null;
  readonly groups: readonly string[];
  /** GitHub logins are case-insensitive, those of an operating system are not. */
  readonly foldsCase: boolean;
}

export const SYMLINK: Mode = "120000";
export const SUBMODULE: Mode = "160000";

/** Do two entries name the same thing in the same way? */
export const sameEntry = (a: TreeEntry | null, b: TreeEntry | null): boolean =>
  a === b || (a !== null && b !== null && a.mode === b.mode && a.oid === b.oid);

/** The branch name of a ref below `refs/heads/`, else null. */
export const branchOf = (ref: Ref): string | null => (ref.startsWith("refs/heads/") ? ref.slice(11) : null);
