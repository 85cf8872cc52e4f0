// Words of the terminal panel: how long ago, how long still, somebody's text on one line.
import type { Instant } from "../core/entry.ts";
import { msOf } from "../core/instant.ts";

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
] as const;

/** One unit: `45s`, `12m`, `3h`, `9d`. */
export function short(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= each) ?? ["s", 1_000];
  return `${Math.max(0, Math.floor(ms / size))}${unit}`;
}

export const ago = (at: Instant, now: Instant): string => short(msOf(now) - msOf(at));
export const until = (at: Instant, now: Instant): string => short(msOf(at) - msOf(now));

const MAX = 300;

/** Between quotation marks, on one line, bounded. */
export const quote = (text: string): string => `“${oneLine(text)}”`;

export const oneLine = (text: string): string => text.slice(0, MAX).replace(/\s+/g, " ").trim();
