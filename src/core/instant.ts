// Instants as text to milliseconds since 1970 and back, by the calendar alone: core has no clock.
import type { Instant } from "./entry.ts";

const DAY = 86_400_000;

/** Milliseconds since 1970 of `YYYY-MM-DDTHH:MM[:SS[.sss]]Z`; NaN where it is none. */
export function msOf(instant: Instant): number {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?Z$/.exec(instant);
  if (found === null) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((each) => Number(each ?? 0));
  const days = daysTo(year, month, day);
  const isReal =
    month >= 1 && month <= 12 && day >= 1 && days < daysTo(year + (month === 12 ? 1 : 0), (month % 12) + 1, 1);
  if (!isReal || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  return days * DAY + hour * 3_600_000 + minute * 60_000 + second * 1_000 + Number((found[7] ?? "0").padEnd(3, "0"));
}

/** `YYYY-MM-DDTHH:MM:SS.sssZ`. */
export function instantOf(ms: number): Instant {
  const days = Math.floor(ms / DAY);
  const rest = ms - days * DAY;
  // Years begin in March, so that the leap day is their last.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const years = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  const year = years + era * 400 + (month <= 2 ? 1 : 0);
  const part = (size: number, unit: number, width = 2) => pad(Math.floor(rest / size) % unit, width);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${part(3_600_000, 24)}:${part(60_000, 60)}:${part(1_000, 60)}.${part(1, 1_000, 3)}Z`;
}

/** To the minute, as people write instants: `2026-05-31T18:00Z`. */
export const minute = (instant: Instant): string => `${instant.slice(0, 16)}Z`;

/** So many milliseconds later. */
export const later = (instant: Instant, ms: number): Instant => instantOf(msOf(instant) + ms);

function daysTo(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

const pad = (value: number, width: number): string => String(value).padStart(width, "0");
