// What becomes of a command: entries, or a reason why not. Nothing is half done.
import type { Entry } from "./entry.ts";

export type Ruling =
  | { readonly kind: "granted"; readonly entries: readonly Entry[] }
  /** `why` stands by itself as a sentence without its full stop; `fix` says what to do. */
  | { readonly kind: "refused"; readonly why: string; readonly fix: string | null };

export const grant = (...entries: readonly Entry[]): Ruling => ({ kind: "granted", entries });
export const refuse = (why: string, fix: string | null = null): Ruling => ({ kind: "refused", why, fix });
