// Durations as people write them, `30m`, `1h30m`, to milliseconds and back. It knows no clock and no calendar.

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;
type Unit = keyof typeof UNITS;

// A hundred years: what is longer would leave the range of dates once it is added to one.
const LONGEST = 36_525 * UNITS.d;

/** Milliseconds, or null where the text is no duration or longer than a hundred years. */
export function parseDuration(text: string): number | null {
  if (!/^(?:[0-9]+[smhd])+$/.test(text)) return null;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/([0-9]+)([smhd])/g)) total += Number(count) * UNITS[unit as Unit];
  return total <= LONGEST ? total : null;
}

/** The shortest text that parses to as many whole seconds. */
export function printDuration(ms: number): string {
  let rest = Math.max(0, Math.floor(ms / 1_000)) * 1_000;
  let text = "";
  for (const [unit, size] of Object.entries(UNITS)) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text === "" ? "0s" : text;
}
