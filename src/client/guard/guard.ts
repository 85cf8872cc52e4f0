// May a session write a path now: within its scope, and under nobody else's live claim. The answer of the gate, earlier; where the gate
// would not refuse, neither does this. It never judges where somebody stands, only what they would write.
import { type Binding, isBound } from "../../core/binding.ts";
import { binds, type Lanes, lanesOf } from "../../core/claims/lane.ts";
import type { ClaimDocument } from "../../core/document.ts";
import { compile, patternProblem } from "../../core/glob.ts";
import { quotePath } from "../../core/path.ts";
import { owners, permit } from "../../core/permit.ts";
import type { Policy } from "../../core/policy.ts";
import { inline, said } from "../../render/quoted.ts";

export interface Watch {
  readonly policy: Policy;
  /** Whose work it is. */
  readonly binding: Binding;
  /** Who would push it, taken at its word. */
  readonly login: string | null;
  /** What would be written is pushed to trunk, and only architects push there. */
  readonly isTrunk: boolean;
  /** Null where the server does not say. */
  readonly claims: readonly ClaimDocument[] | null;
  /** Milliseconds. */
  readonly now: number;
}

export type Judge = (path: string) => string | null;

/** Why a path may not be written, and what can be done; null where it may. */
export function guard(watch: Watch): Judge {
  const { policy, claims, isTrunk, now } = watch;
  const lanes = lanesOf(policy);
  const live = isTrunk ? [] : (claims ?? []).filter(({ until }) => Date.parse(until) > now).map(knownOf);
  return (path) => outside(watch, path) ?? claimed(watch, lanes, live, path);
}

function outside({ policy, binding, login }: Watch, path: string): string | null {
  if (!isBound(binding)) return null;
  const { allowed, guard: kind, by, because } = permit(policy, binding, { login, groups: [], foldsCase: false }, path);
  if (allowed) return null;
  const shown = quotePath(path);
  if (kind !== null)
    return `${shown} is written by ${by} only (${because}). An architect hears: lanekeeper ask human TEXT.`;
  const theirs = owners(policy, path);
  const whose = theirs.length === 0 ? "" : ` It belongs to ${theirs.join(" and ")}.`;
  const [, name] = theirs[0]?.split(" ") ?? [];
  const whom = name ?? "human";
  return (
    `${shown} may not be written by ${by}: ${because}.${whose} ` +
    `They hear: lanekeeper handoff ${whom} TEXT, or lanekeeper ask ${whom} TEXT. ` +
    `Who may write what: lanekeeper explain PATH.`
  );
}

/** Others' claims that bind a path, and are not shared with whoever's work it is. */
export function against(
  binding: Binding,
  lanes: Lanes,
  live: readonly Known[],
  path: string,
): readonly ClaimDocument[] {
  const covering = live.filter((known) => covers(known, path)).map(({ claim }) => claim);
  const mine = covering.filter((claim) => isOwn(claim, binding));
  return covering.filter((claim) => {
    if (mine.includes(claim) || !binds(lanes, claim.holder, path)) return false;
    return claim.mode === "exclusive" || !mine.some(({ mode }) => mode === "shared");
  });
}

function claimed({ binding }: Watch, lanes: Lanes, live: readonly Known[], path: string): string | null {
  const [first] = against(binding, lanes, live, path);
  if (first === undefined) return null;
  const { id, holder, until, mode, reason } = first;
  const why = reason === null ? "" : `, who said ${said(reason, 100)}`;
  const share = mode === "shared" ? "Who shares it may write there: lanekeeper claim PATTERN shared. " : "";
  const who = inline(holder, 40);
  return (
    `${quotePath(path)} is claimed by ${who} (${inline(id, 40)}) until ${inline(until, 40).slice(0, 16)}Z${why}. ${share}` +
    `They hear: lanekeeper ask ${who} TEXT. Live claims: lanekeeper claims; the path is free once the claim has ended.`
  );
}

const isOwn = ({ holder, branch }: ClaimDocument, binding: Binding): boolean =>
  holder === binding.session || holder === binding.team?.name || (branch !== null && branch === binding.branch);

/** A claim with what stands before the first special character of each of its patterns: cheap to ask, for many claims. */
export interface Known {
  readonly claim: ClaimDocument;
  readonly begins: readonly string[];
}

export const knownOf = (claim: ClaimDocument): Known => ({
  claim,
  begins: claim.paths.map((pattern) => /^[^*?\\]*/.exec(pattern)![0].replace(/\/$/, "")),
});

const covers = ({ claim, begins }: Known, path: string): boolean =>
  claim.paths.some(
    (pattern, index) =>
      path.startsWith(begins[index]!) && patternProblem(pattern) === null && compile([pattern]).has(path),
  );
