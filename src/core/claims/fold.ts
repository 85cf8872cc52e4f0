// Folds claims and overrides. An entry about what is not known changes nothing, so that any beginning of a ledger is a state.

import type { Instant } from "../entry.ts";
import type { ClaimTable } from "./claims.ts";
import type { ClaimEntry, Override } from "./entry.ts";

export interface ClaimDraft {
  claims: ClaimTable;
  /** How many claims there ever were: the next one's number. */
  claimed: number;
  overrides: Map<string, readonly Override[]>;
}

export function foldClaim(draft: ClaimDraft, entry: ClaimEntry, at: Instant): void {
  switch (entry.kind) {
    case "claimed": {
      const { kind: _, ...claim } = entry;
      const since = draft.claims.get(claim.id)?.since ?? at;
      draft.claimed = Math.max(draft.claimed, Number(claim.id.slice(1)) || 0);
      draft.claims.put({ ...claim, since });
      return;
    }
    case "claim-ended":
      draft.claims.end(entry.id);
      return;
    case "overridden": {
      const { rule, branch, by, reason } = entry;
      const others = (draft.overrides.get(branch) ?? []).filter((each) => each.rule !== rule);
      draft.overrides.set(branch, [...others, { rule, by, reason }]);
      return;
    }
    default:
      entry satisfies never;
  }
}
