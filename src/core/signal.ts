// What a host tells about the world, reduced to facts that fit in a row: a hint of where to look, never the truth itself.
import type { Instant } from "./entry.ts";
import type { Oid, Ref } from "./model.ts";

/** A repository for ever: `github/<numeric id>`, which survives renames, or `local/<name>`. */
export type RepoKey = string;

/** One repository as an installation of the App sees it. */
export interface Repository {
  readonly key: RepoKey;
  /** `owner/name`, as people write it. */
  readonly name: string;
  readonly installation: number | null;
}

export type Signal =
  /** A ref moved; `by` is the authenticated login, never an author. */
  | {
      readonly kind: "pushed";
      readonly ref: Ref;
      readonly before: Oid | null;
      readonly after: Oid | null;
      readonly by: string | null;
      readonly at: Instant;
    }
  /** Something about a pull request changed; it is read again. `by` moved its head to `after`; null where that is not known. */
  | {
      readonly kind: "pulled";
      readonly number: number;
      readonly action: string;
      readonly before: Oid | null;
      readonly after: Oid | null;
      readonly by: string | null;
      readonly at: Instant;
    }
  /** A merge queue asks about the commit it made. */
  | { readonly kind: "queued"; readonly head: Oid; readonly ref: Ref; readonly base: Oid; readonly baseRef: Ref }
  /** Somebody pressed "re-run". */
  | { readonly kind: "rerun"; readonly head: Oid; readonly check: string | null }
  /** Judge a branch or whatever stands at a commit, if that has not been done. */
  | { readonly kind: "look"; readonly head: Oid | null; readonly branch: string | null }
  /** Compare everything with what is recorded. */
  | { readonly kind: "sweep" }
  /** Somebody wrote a comment with commands in it, or edited it so that it has others now; null: an issue's own text. */
  | {
      readonly kind: "said";
      readonly comment: number | null;
      readonly thread: number;
      readonly by: string;
      readonly text: string;
      readonly edited: boolean;
    }
  /** The ledger began anew: what people said is carried out again. */
  | { readonly kind: "retell" }
  /** Time has passed, and something hangs on it. */
  | { readonly kind: "tick" }
  /** The repository is none of ours any more. */
  | { readonly kind: "removed" };

/** A signal with its address; `id` is the host's delivery id, the same when it is delivered again. */
export interface Delivery {
  readonly id: string;
  readonly repo: Repository;
  readonly signal: Signal;
}
