// Instants by the calendar alone, held to the platform's own.
import fc from "fast-check";
import { instantOf, later, msOf } from "../../src/core/instant.ts";

const FIRST = Date.UTC(1600, 0, 1);
const LAST = Date.UTC(10_000, 0, 1) - 1;
const ms = fc.oneof(
  fc.integer({ min: FIRST, max: LAST }),
  // Around the ends of months and years.
  fc
    .tuple(fc.integer({ min: 1600, max: 9999 }), fc.integer({ min: 0, max: 11 }), fc.integer({ min: -2, max: 1 }))
    .map(([year, month, off]) => Math.min(LAST, Math.max(FIRST, Date.UTC(year, month, 1) + off))),
);

test("milliseconds and instants are what the platform says", () => {
  fc.assert(
    fc.property(ms, (each) => {
      const text = new Date(each).toISOString();
      expect(instantOf(each)).toBe(text);
      expect(msOf(text)).toBe(each);
      expect(msOf(`${text.slice(0, 16)}Z`)).toBe(Date.parse(`${text.slice(0, 16)}Z`));
    }),
    { numRuns: 1_000 },
  );
});

test("every day of four centuries", () => {
  for (let day = Date.UTC(1900, 0, 1); day < Date.UTC(2300, 0, 1); day += 86_400_000)
    if (instantOf(day) !== new Date(day).toISOString()) throw new Error(instantOf(day));
});

test("a text is an instant just if the platform can write it so", () => {
  const part = fc.integer({ min: 0, max: 99 }).map((each) => String(each).padStart(2, "0"));
  const text = fc
    .tuple(fc.integer({ min: 1600, max: 9999 }), part, part, part, part, part)
    .map(([year, month, day, hour, minute, second]) => `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`);
  const isReal = (each: string) => {
    const date = new Date(each);
    return !Number.isNaN(date.getTime()) && date.toISOString() === each;
  };
  fc.assert(
    fc.property(text, (each) => expect(Number.isNaN(msOf(each))).toBe(!isReal(each))),
    { numRuns: 1_000 },
  );
});

test.each([
  "",
  "2026-05-31",
  "2026-05-31T12:00",
  "2026-05-31T12:00:00+02:00",
  "2026-5-31T12:00Z",
  " 2026-05-31T12:00Z",
  "12026-05-31T12:00Z",
])("%j is no instant", (text) => expect(msOf(text)).toBeNaN());

test("later is later by so much", () => {
  expect(later("2024-02-28T23:59Z", 86_400_000)).toBe("2024-02-29T23:59:00.000Z");
  expect(later("2026-01-01T00:00:00.001Z", -1)).toBe("2026-01-01T00:00:00.000Z");
});
