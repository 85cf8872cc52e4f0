// What has become true of a round: the part of the ledger's entries that is the round machine's. When it did, the ledger says.
import type { Instant } from "../entry.ts";
import type { Oid, Path } from "../model.ts";
import type { Announcement, Call, ReplyStatus, Terms } from "./rounds.ts";

interface OfTeam {
  readonly round: number;
  readonly team: string;
}

export interface RoundAnnounced extends OfTeam, Omit<Announcement, "round" | "team" | "scope" | "deadline">, Terms {
  readonly kind: "round-announced";
  readonly branch: string;
  /** The announcement's blob. */
  readonly oid: Oid;
  readonly by: string | null;
  readonly scope: readonly string[] | null;
  readonly deadline: Instant | null;
}

export type RoundEntry =
  | RoundAnnounced
  | (OfTeam & { readonly kind: "round-worked"; readonly head: Oid })
  | (OfTeam & {
      readonly kind: "round-replied";
      readonly status: ReplyStatus;
      readonly path: Path;
      readonly oid: Oid;
      readonly head: Oid;
      readonly text: string;
    })
  /** A reply that counted is gone: force push, deletion, or taken back. */
  | (OfTeam & { readonly kind: "round-withdrawn"; readonly why: string })
  /** The team's branch is gone. */
  | (OfTeam & { readonly kind: "round-lost" })
  | (OfTeam & { readonly kind: "round-merged" })
  | (OfTeam & { readonly kind: "round-late" })
  | { readonly kind: "round-closed"; readonly round: number; readonly by: string }
  | { readonly kind: "round-reopened"; readonly round: number; readonly by: string }
  /** An architect is called; each call once. */
  | { readonly kind: "round-called"; readonly round: number; readonly why: Call; readonly team: string | null };
