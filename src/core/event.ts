// What happened, gathered and complete: what `decide` is asked about. Everything in it was read, nothing is a hint any more.
import type { Instant, Subject } from "./entry.ts";
import type { Finding } from "./finding.ts";
import type { Oid, Ref } from "./model.ts";
import type { PolicyState } from "./policy.ts";
import type { Push } from "./push.ts";
import type { Pull } from "./state.ts";

export type HostEvent =
  | {
      readonly kind: "moved";
      readonly ref: Ref;
      readonly before: Oid | null;
      readonly after: Oid | null;
      readonly by: string | null;
    }
  /** A subject with all that the judge needs. */
  | {
      readonly kind: "gathered";
      readonly subject: Subject;
      readonly head: Oid;
      readonly base: Oid | null;
      readonly policy: PolicyState;
      readonly push: Push;
    }
  /** A subject that could not be read in full. */
  | {
      readonly kind: "unreadable";
      readonly subject: Subject;
      readonly head: Oid;
      readonly base: Oid | null;
      readonly because: Finding;
    }
  | { readonly kind: "pull"; readonly pull: Pull }
  | { readonly kind: "pull-gone"; readonly number: number; readonly merged: boolean }
  /** A branch is gone; had trunk its head, or was its pull request merged? */
  | { readonly kind: "branch-lost"; readonly branch: string; readonly landed: boolean }
  /** Time has passed. */
  | { readonly kind: "tick"; readonly now: Instant }
  /** An architect's word on a round. */
  | {
      readonly kind: "round-command";
      readonly verb: "close" | "reopen";
      readonly round: number;
      readonly by: string;
    }
  | { readonly kind: "rerun"; readonly head: Oid }
  | { readonly kind: "repository"; readonly name: string; readonly installation: number | null }
  | { readonly kind: "repository-gone" };
