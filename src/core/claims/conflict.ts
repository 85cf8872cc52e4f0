// Whose live claims stand against a claim (PROTOCOL §5). The index finds what might, the lanes of the two decide on most by one path,
// and only what is left is worked out exactly. What cannot be worked out in so many steps stands against it.

import type { Instant } from "../entry.ts";
import { type Budget, intersect, literalPrefix, overlap } from "../glob.ts";
import type { Claim, ClaimView } from "./claims.ts";
import type { Lanes } from "./lane.ts";
import { binds } from "./lane.ts";

export type Wish = Pick<Claim, "paths" | "holder" | "mode" | "task">;

export interface Conflict {
  readonly claim: Claim;
  /** Where the two meet; null: it is the same task. */
  readonly meet: {
    readonly ours: string;
    readonly theirs: string;
    readonly path: string;
    /** False where the steps did not suffice to tell. */
    readonly sure: boolean;
  } | null;
}

/** Steps for one decision, however many claims it is about: about a tenth of a second. */
const STEPS = 1 << 18;

export const aBudget = (): Budget => ({ left: STEPS });

/** One conflict for each claim that stands against it, the oldest claims first. */
export function conflictsOf(table: ClaimView, lanes: Lanes, wish: Wish, now: Instant): readonly Conflict[] {
  const found = new Map<string, Conflict>();
  const budget = aBudget();
  const isRival = (claim: Claim) => claim.holder !== wish.holder && claim.until > now && !found.has(claim.id);
  if (wish.task !== null) {
    for (const claim of table.values())
      if (claim.task === wish.task && isRival(claim)) found.set(claim.id, { claim, meet: null });
  }
  for (const ours of wish.paths) {
    for (const { claim, pattern: theirs, path } of candidates(table, lanes, wish.holder, ours)) {
      if (!isRival(claim) || (claim.mode === "shared" && wish.mode === "shared")) continue;
      const met = meeting(
        lanes,
        { holder: wish.holder, pattern: ours },
        { holder: claim.holder, pattern: theirs },
        path,
        budget,
      );
      if (met !== null) found.set(claim.id, { claim, meet: { ours, theirs, ...met } });
    }
  }
  return [...found.values()].sort((a, b) => numberOf(a.claim) - numberOf(b.claim));
}

const numberOf = ({ id }: Claim): number => Number(id.slice(1));

interface Candidate {
  readonly claim: Claim;
  readonly pattern: string;
  /** A path that both patterns match. */
  readonly path: string;
}

/** Asked by the narrower of the pattern and its holder's scope: `**` by somebody who may write `docs/` is about `docs/`. */
function* candidates(table: ClaimView, lanes: Lanes, holder: string, ours: string): Iterable<Candidate> {
  const within = lanes.of(holder).write.filter((scope) => intersect(scope, ours) !== null);
  const depth = literalPrefix(ours).length;
  if (within.length > FEW || within.some((scope) => literalPrefix(scope).length <= depth)) {
    for (const { claim, pattern, witness } of table.overlapping(ours)) yield { claim, pattern, path: witness };
    return;
  }
  for (const scope of within) {
    for (const { claim, pattern } of table.overlapping(scope)) {
      const path = intersect(ours, pattern);
      if (path !== null) yield { claim, pattern, path };
    }
  }
}

/** Scopes of more patterns are not asked one by one. */
const FEW = 20;

interface Side {
  readonly holder: string;
  readonly pattern: string;
}

/** A path that both patterns match and both holders may write, one that claims are about. */
function meeting(
  lanes: Lanes,
  ours: Side,
  theirs: Side,
  plain: string,
  budget: Budget,
): { readonly path: string; readonly sure: boolean } | null {
  if (binds(lanes, ours.holder, plain) && binds(lanes, theirs.holder, plain)) return { path: plain, sure: true };
  const near = (patterns: readonly string[]) =>
    patterns.filter((each) => intersect(each, ours.pattern) !== null && intersect(each, theirs.pattern) !== null);
  const [mine, yours] = [near(lanes.of(ours.holder).write), near(lanes.of(theirs.holder).write)];
  if (mine.length === 0 || yours.length === 0) return null;
  const answer = overlap([[ours.pattern], [theirs.pattern], mine, yours], near(lanes.free), budget);
  if (answer.kind === "apart") return null;
  return answer.kind === "meet" ? { path: answer.path, sure: true } : { path: plain, sure: false };
}
