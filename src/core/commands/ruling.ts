// What becomes of a command: entries, or a reason why not. Nothing is half done.
import type { Entry } from "../entry.ts";
import type { RuleId } from "../finding.ts";

/** `why` stands by itself as a sentence without its full stop; `fix` says what to do. */
export interface Refusal {
  readonly why: string;
  readonly fix: string | null;
  /** The rule that stands in the way, if one does. */
  readonly rule: RuleId | null;
}

export type Ruling =
  | { readonly kind: "granted"; readonly entries: readonly Entry[] }
  | ({ readonly kind: "refused" } & Refusal);

export const grant = (...entries: readonly Entry[]): Ruling => ({ kind: "granted", entries });
export const refuse = (why: string, fix: string | null = null, rule: RuleId | null = null): Ruling => ({
  kind: "refused",
  why,
  fix,
  rule,
});
