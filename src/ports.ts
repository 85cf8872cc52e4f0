// The only interfaces with methods: what the shell needs of a host. Implementations throw Incomplete, they never answer in part.
import type { Change, Commit, Oid, Path, Ref, TreeEntry } from "./core/model.ts";

/** The world did not answer, or only in part. Retried where that helps, then shown as unjudged: not reached is not passed. */
export class Incomplete extends Error {
  override readonly name = "Incomplete";
  /** What the person in front of it can do, if anything. */
  readonly fix: string | null;
  constructor(message: string, fix: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.fix = fix;
  }
}

/** One repository, read by object id. Every method throws Incomplete where it cannot answer in full. */
export interface Git {
  /** The commit a full ref points at, or null. */
  tip(ref: Ref): Promise<Oid | null>;
  /** The ref a symbolic ref stands for, or the ref itself. */
  resolve(ref: Ref): Promise<Ref>;
  /** Commits reachable from the tip and not from the other, oldest first, each with its own change. */
  commits(tip: Oid, not: Oid | null): Promise<readonly Commit[]>;
  /** The best common ancestors, none where the histories are unrelated. */
  mergeBases(a: Oid, b: Oid): Promise<readonly Oid[]>;
  isAncestor(ancestor: Oid, tip: Oid): Promise<boolean>;
  /** What the merge of several merge bases differs in, read towards the first of them, and the paths where they conflict. */
  mergeOf(
    bases: readonly Oid[],
  ): Promise<{ readonly toFirst: readonly Change[]; readonly conflicts: ReadonlySet<Path> }>;
  /** Every path that differs, no rename detection; from null: the whole tree. */
  changes(from: Oid | null, to: Oid): Promise<readonly Change[]>;
  entry(at: Oid, path: Path): Promise<TreeEntry | null>;
  /** The names in one directory, none where it does not exist; the root is "". */
  names(at: Oid, directory: Path): Promise<readonly string[]>;
  /** A blob's bytes; where it is larger than `atMost`, just more than `atMost` of its first bytes. */
  blob(oid: Oid, atMost: number): Promise<Uint8Array>;
  /** The blobs a path had on the first-parent history, newest first, without repetition in a row. */
  versions(at: Oid, path: Path): AsyncIterable<Oid>;
}
