// What has become true of claims and overrides: their part of the ledger's entries.

import type { RuleId } from "../finding.ts";
import type { Claim, ClaimEnd } from "./claims.ts";

export type ClaimEntry =
  /** Granted; said again by its holder, or given back after a reaping, it has the same id. */
  | ({ readonly kind: "claimed" } & Omit<Claim, "since">)
  | {
      readonly kind: "claim-ended";
      readonly id: string;
      readonly holder: string;
      readonly paths: readonly string[];
      readonly why: ClaimEnd;
      readonly by: string | null;
      readonly reason: string | null;
    }
  /** An architect's word that a rule does not hold on a branch. */
  | {
      readonly kind: "overridden";
      readonly rule: RuleId;
      readonly branch: string;
      readonly by: string;
      readonly reason: string;
    };

export interface Override {
  readonly rule: RuleId;
  readonly by: string;
  readonly reason: string;
}
