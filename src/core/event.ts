// What happened, gathered and complete: what `decide` is asked about. Everything in it was read, nothing is a hint any more.
import type { Saying } from "./commands/command.ts";
import type { Instant, Subject } from "./entry.ts";
import type { Finding } from "./finding.ts";
import type { Block } from "./messages/messages.ts";
import type { Oid, Ref } from "./model.ts";
import type { Policy, PolicyState } from "./policy.ts";
import type { Row } from "./presence/presence.ts";
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
      /** When its head was pushed, as far as anybody knows: a sign of life of whoever it is bound to. */
      readonly pushedAt: Instant;
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
  /** Time has passed. `since`: from when on this server has heard what is said; not there where it always has. */
  | { readonly kind: "tick"; readonly now: Instant; readonly since?: Instant }
  /** An architect's word on a round. */
  | {
      readonly kind: "round-command";
      readonly verb: "close" | "reopen";
      readonly round: number;
      readonly by: string;
    }
  /** A command, with all that decides what becomes of it. */
  | { readonly kind: "said"; readonly saying: Saying }
  /** The queue files of a branch, or of trunk, as they are there now. */
  | {
      readonly kind: "posted";
      readonly policy: Policy;
      readonly now: Instant;
      /** Whose branch it is: a session, else a team; null for trunk, where whoever is addressed answers. */
      readonly poster: string | null;
      /** The branch; "" for trunk. */
      readonly branch: string;
      readonly blocks: readonly Block[];
    }
  /** The scoreboard of trunk. */
  | { readonly kind: "scored"; readonly policy: Policy; readonly now: Instant; readonly rows: readonly Row[] }
  /** The policy of trunk, as it was read. */
  | { readonly kind: "policy-read"; readonly policy: PolicyState }
  | { readonly kind: "rerun"; readonly head: Oid }
  | { readonly kind: "repository"; readonly name: string; readonly installation: number | null }
  | { readonly kind: "repository-gone" };
