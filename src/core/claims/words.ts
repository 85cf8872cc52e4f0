// What is said of claims: who holds what until when, and where two of them meet.

import { minute } from "../instant.ts";
import { quotePath } from "../path.ts";
import type { Conflict, Wish } from "./conflict.ts";

const FEW = 3;

/** The first few, and how many more there are. */
export function few<T>(all: readonly T[], say: (each: T) => string, more: (count: number) => string): string {
  const rest = all.length - FEW;
  return [...all.slice(0, FEW).map(say), ...(rest > 0 ? [more(rest)] : [])].join("; ");
}

export const patterns = (paths: readonly string[]): string =>
  paths.length > FEW
    ? `${paths.slice(0, FEW).map(quotePath).join(", ")} and ${paths.length - FEW} more`
    : paths.map(quotePath).join(", ");

/** `sB holds src/api/** (c3) until 2026-05-31T18:00Z; src/** meets it at src/api/x`. */
export function conflictWords({ claim, meet }: Conflict): string {
  const until = `until ${minute(claim.until)}`;
  if (meet === null)
    return `${claim.holder} has claimed the task ${claim.task} (${claim.id}: ${patterns(claim.paths)}) ${until}`;
  const task = claim.task === null ? "" : ` for ${claim.task}`;
  const where = `${quotePath(meet.ours)} ${meet.sure ? "meets" : "may meet"} it at ${quotePath(meet.path)}`;
  return `${claim.holder} holds ${quotePath(meet.theirs)} (${claim.id}) ${until}${task}; ${where}`;
}

/** What whoever wanted it can do. */
export function conflictFix(wish: Wish, [first]: readonly Conflict[]): string {
  if (first === undefined) return "claim less";
  const ask = `ask them with: /ask ${first.claim.holder} …`;
  const shared = first.meet !== null && first.claim.mode === "shared" && wish.mode === "exclusive";
  if (first.meet === null) return `${ask}; or take another task`;
  return shared ? `claim it shared, as they do; or ${ask}` : `${ask}; or claim less`;
}
