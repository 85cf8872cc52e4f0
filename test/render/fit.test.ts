// Text within a host's limits, which are bytes: nothing is cut in the middle of a character, and what is left out is counted.
import fc from "fast-check";
import { bytes, fitLines, fitText } from "../../src/render/fit.ts";

test.each([
  ["fits", "abc", 3, "abc"],
  ["is one too long", "abcdef", 5, "ab…"],
  ["has wide letters", "äöü", 5, "ä…"],
  ["has letters of four bytes", "😀😀", 7, "😀…"],
])("a text that %s", (_, text, limit, fitted) => {
  expect(fitText(text, limit)).toBe(fitted);
});

const more = (left: number) => `… and ${left} more`;

test.each([
  ["that fit stay", ["a", "b"], 100, "a\nb"],
  ["that do not are counted", ["aaaa", "bbbb", "cccc"], 20, "aaaa\n… and 2 more"],
  ["of which the first is too long are all counted", ["a".repeat(99), "b"], 20, "… and 2 more"],
])("lines %s", (_, lines, limit, fitted) => {
  expect(fitLines(lines, limit, more)).toBe(fitted);
});

const isWhole = (text: string) => !/\p{Surrogate}/u.test(text);

test("whatever the text, it fits, and no character is cut in two", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 3, max: 50 }), (text, limit) => {
      const fitted = fitText(text, limit);
      expect(bytes(fitted)).toBeLessThanOrEqual(limit);
      expect(fitted === text || text.startsWith(fitted.slice(0, -1))).toBe(true);
      expect(!isWhole(text) || isWhole(fitted)).toBe(true);
    }),
  );
});

test("whatever the lines, they fit, whole, in order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", "ä", "😀") })),
      fc.integer({ min: 25, max: 80 }),
      (lines, limit) => {
        const fitted = fitLines(lines, limit, more).split("\n");
        expect(bytes(fitted.join("\n"))).toBeLessThanOrEqual(limit);
        const left = /^… and (\d+) more$/.exec(fitted.at(-1) ?? "")?.[1];
        const kept = left === undefined ? fitted : fitted.slice(0, -1);
        if (lines.length > 0) expect(kept).toEqual(lines.slice(0, kept.length));
        if (left !== undefined) expect(kept.length + Number(left)).toBe(lines.length);
      },
    ),
  );
});
