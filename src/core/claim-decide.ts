// What has become true of claims: granted whole or refused whole, ended by release, time, a branch's end, reaping.
import type { Claim, ClaimEnd } from "./claims.ts";
import type { Command, Saying } from "./command.ts";
import type { Entry, Instant } from "./entry.ts";
import type { Policy } from "./policy.ts";
import type { Ruling } from "./ruling.ts";
import type { State } from "./state.ts";

type Spoken = Saying & { readonly as: string };

export function claim(_state: State, _saying: Spoken, _command: Command & { kind: "claim" }): Ruling {
  throw new Error("claim");
}
export function release(_state: State, _saying: Spoken, _command: Command & { kind: "release" }): Ruling {
  throw new Error("release");
}
export function overrule(_state: State, _saying: Saying, _command: Command & { kind: "override" }): Ruling {
  throw new Error("overrule");
}
/** Claims whose end has come. */
export function expireClaims(_state: State, _now: Instant): readonly Entry[] {
  return [];
}
/** Claims of whoever a branch is bound to, that were made on it or by its session. */
export function endClaimsOfBranch(
  _state: State,
  _branch: string,
  _why: ClaimEnd & ("merged" | "deleted"),
): readonly Entry[] {
  return [];
}
/** Claims that were reaped, given back under their ids where their paths are still free. */
export function regrant(_state: State, _policy: Policy, _reaped: readonly Claim[], _now: Instant): readonly Entry[] {
  return [];
}
