// The only interfaces with methods: what the shell needs of a host. Implementations throw Incomplete, they never answer in part.
import type { Entry, Instant, Stamped } from "./core/entry.ts";
import type { Actor, Change, Commit, Oid, Path, Ref, TreeEntry } from "./core/model.ts";
import type { Delivery, RepoKey } from "./core/signal.ts";
import type { Pull, RefMove } from "./core/state.ts";
import type { CheckText } from "./render/check.ts";

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

/** A host that is busy says until when. */
export class Later extends Incomplete {
  readonly until: Instant;
  constructor(message: string, until: Instant) {
    super(message);
    this.until = until;
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

/** The memory of one repository: append-only, optimistic, in order. Every implementation passes test/contract/ledger. */
export interface Ledger {
  /** Entries after a sequence number, in order; numbers are per repository, from 1, without gaps. */
  read(repo: RepoKey, after: number): AsyncIterable<Stamped>;
  /** Append all or nothing if the last number is still `expected`; durable when it answers "ok". */
  append(
    repo: RepoKey,
    expected: number,
    cause: string,
    at: Instant,
    entries: readonly Entry[],
  ): Promise<"ok" | "conflict">;
  /** Every repository that has entries. */
  repos(): Promise<readonly RepoKey[]>;
}

/** A delivery taken from the inbox, held by a lease. */
export interface Taken {
  readonly delivery: Delivery;
  /** How often it was taken before. */
  readonly attempts: number;
  readonly receivedAt: Instant;
}

/** Deliveries stored before they are answered. Every implementation passes test/contract/inbox. */
export interface Inbox {
  /** Durable when it answers. "seen": a delivery of this id is there, waiting or done; a done one counts as new after `forget`. */
  put(delivery: Delivery, at: Instant): Promise<"new" | "seen">;
  /**
   * Lease the oldest due deliveries, at most `limit`, at most one repository's at a time in all processes:
   * of a repository that anybody holds a live lease on, nothing; of one repository, several in order.
   */
  take(limit: number, now: Instant, leaseMs: number): Promise<readonly Taken[]>;
  /** Handled; kept for as long as deliveries may come again, then dropped. */
  done(id: string, now: Instant): Promise<void>;
  /** Not handled: due again then. */
  postpone(id: string, until: Instant, why: string): Promise<void>;
  /** Keep holding what is still being handled. */
  renew(ids: readonly string[], now: Instant, leaseMs: number): Promise<void>;
  /** Waiting and done, for metrics and readiness; `oldest` waiting since. */
  count(): Promise<{ readonly waiting: number; readonly oldest: Instant | null }>;
  /** Resolves when something was put by this process, or after `ms`. */
  wait(ms: number): Promise<void>;
  /** Drop what was done before this instant. */
  forget(before: Instant): Promise<void>;
}

export interface Clock {
  now(): Instant;
}

/** Written text for one screen of a forge, already within its limits; `digest` says what it shows. */
export type Drawn =
  | {
      readonly kind: "check";
      readonly name: string;
      readonly on: Oid;
      /** Null: in progress. */
      readonly conclusion: "success" | "failure" | null;
      readonly text: CheckText;
      readonly digest: string;
    }
  | {
      readonly kind: "comment";
      readonly thread: number;
      readonly topic: string;
      readonly body: string;
      readonly digest: string;
    }
  /** An answer to a comment: a sign that it was done, or was not. */
  | { readonly kind: "reaction"; readonly comment: number; readonly done: boolean; readonly digest: string }
  /** An issue of our own, found again by its topic. */
  | {
      readonly kind: "issue";
      readonly topic: string;
      readonly title: string;
      readonly body: string;
      readonly digest: string;
    }
  | {
      readonly kind: "review";
      readonly thread: number;
      readonly on: Oid;
      readonly approve: boolean;
      readonly digest: string;
    };

/** What a forge displays. `ensure` is safe to call twice. */
export interface Forge {
  /** It has issues to show rounds on. */
  readonly hasIssues: boolean;
  /**
   * Make the world display this. `known` is the host's id of the screen from the last time; `fresh` means nobody can have
   * drawn it before, so there is no need to look. Answers with the host's id of the screen.
   */
  ensure(drawn: Drawn, known: string | null, fresh: boolean): Promise<string | null>;
}

/** A pull request as it is now. */
export interface PullNow extends Pull {
  readonly open: boolean;
  readonly merged: boolean;
}

/** Something that a person wrote on a forge, where commands may stand. */
export interface Remark {
  /** Null: what the issue says first. */
  readonly comment: number | null;
  readonly thread: number;
  readonly by: string;
  readonly text: string;
  /** It does not say any more what it said first. */
  readonly edited: boolean;
  readonly at: Instant;
}

/** One repository on a host: what can be read of it beyond git. */
export interface Host {
  readonly git: Git;
  readonly forge: Forge;
  readonly resolution: { readonly knowsGroups: boolean };
  /** What was pushed may not show for a while, although it was told. */
  readonly lags: boolean;
  /** The default branch and its tip. */
  trunk(): Promise<{ readonly ref: Ref; readonly tip: Oid | null }>;
  /** Every branch and its tip. */
  branches(): Promise<ReadonlyMap<Ref, Oid>>;
  pull(number: number): Promise<PullNow | null>;
  openPulls(): Promise<readonly PullNow[]>;
  /** Who a login is: with the teams of the forge, among those named, that it belongs to. */
  actor(login: string | null, groups: readonly string[]): Promise<Actor>;
  /** May a login write to the repository? Where a host cannot be asked, whoever reaches it may. */
  mayWrite(login: string): Promise<boolean>;
  /** The pull request that was merged by the forge with this commit; null where it knows of none (yet). */
  mergedWith(commit: Oid): Promise<{ readonly number: number; readonly head: Oid } | null>;
  /** All that people wrote where commands may stand, the oldest first. */
  remarks(): Promise<readonly Remark[]>;
  /** The host's own record of who moved a ref, newest first; what it does not keep is missing. */
  activity(ref: Ref): Promise<readonly Activity[]>;
}

export interface Activity extends RefMove {
  /** The forge itself merged a pull request or a queue. */
  readonly merged: boolean;
}
