// Durations: the grammar of PROTOCOL's durations and its inverse.
import fc from "fast-check";
import { parseDuration, printDuration } from "../../src/core/duration.ts";

test.each([
  ["30s", 30_000],
  ["5m", 300_000],
  ["6h", 21_600_000],
  ["7d", 604_800_000],
  ["1h30m", 5_400_000],
  ["1d12h5m1s", 129_901_000],
  ["0s", 0],
])("%s is %d milliseconds", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "5", "m", "5 m", "5M", "1.5h", "-5m", "5ms", "5m ", "1h30", "40000d", `${"9".repeat(400)}h`])(
  "%j is no duration",
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

test("printing and parsing again gives the same whole seconds", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_000_000_000 }), (seconds) => {
      expect(parseDuration(printDuration(seconds * 1_000))).toBe(seconds * 1_000);
    }),
  );
});

test("a printed duration is as short as it can be", () => {
  expect([0, 999, 60_000, 5_400_000, 86_400_000, 90_061_000].map(printDuration)).toEqual([
    "0s",
    "0s",
    "1m",
    "1h30m",
    "1d",
    "1d1h1m1s",
  ]);
});
