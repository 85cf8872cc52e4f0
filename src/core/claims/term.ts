// How long a claim holds: renewed by any activity of its holder (`for`, the policy's ttl), or to a fixed end (`until`).

import type { Command } from "../commands/command.ts";
import { printDuration } from "../duration.ts";
import type { Instant } from "../entry.ts";
import { instantOf, later, msOf } from "../instant.ts";
import type { Claim } from "./claims.ts";

export type Term = Pick<Claim, "until" | "renews">;

const LONGEST = 30 * 86_400_000;

/** The term from `now` on, or why it is none. */
export function termOf(
  { lasts, until }: Pick<Command & { kind: "claim" }, "lasts" | "until">,
  now: Instant,
  ttl: number,
): Term | { readonly why: string; readonly fix: string } {
  if (until !== null) {
    const end = msOf(until);
    if (Number.isNaN(end)) return { why: "its end is no instant", fix: "write it as 2026-05-31T18:00Z, in UTC" };
    if (end <= msOf(now))
      return { why: `its end, ${instantOf(end)}, has passed`, fix: "name an end that is still to come" };
    return end - msOf(now) > LONGEST ? tooLong : { until: instantOf(end), renews: null };
  }
  const renews = lasts ?? ttl;
  if (!(renews > 0))
    return { why: "a claim lasts for longer than nothing", fix: "leave the duration out, or say for 2h" };
  // What the policy says goes; what somebody says has a limit.
  return lasts !== null && lasts > LONGEST ? tooLong : { until: later(now, renews), renews };
}

const tooLong = {
  why: `a claim lasts for ${printDuration(LONGEST)} at most`,
  fix: "claim for less; any activity renews a claim that has no fixed end",
};
