// The block in somebody else's file: put there once, replaced in place, and no other byte touched.
import fc from "fast-check";
import { BEGIN, END, placeBlock } from "../../src/text/marked-block.ts";

const placed = (file: string, block = "one\n"): string => {
  const result = placeBlock(file, block);
  if ("refused" in result) throw new Error(result.refused);
  return result.text;
};

it("stands at the end of a file that has none, after an empty line", () => {
  expect(placed("")).toBe(`${BEGIN}\none\n${END}\n`);
  expect(placed("hi")).toBe(`hi\n\n${BEGIN}\none\n${END}\n`);
  expect(placed("hi\n")).toBe(`hi\n\n${BEGIN}\none\n${END}\n`);
  expect(placed("hi\r\n")).toBe(`hi\r\n\r\n${BEGIN}\r\none\r\n${END}\r\n`);
});

it("is replaced in place", () => {
  const file = `before\n${BEGIN}\nold\nold\n${END}  \nafter`;
  expect(placed(file)).toBe(`before\n${BEGIN}\none\n${END}  \nafter`);
});

it.each([
  [`${BEGIN}\n`, "without its partner"],
  [`${END}\n`, "without its partner"],
  [`${END}\n${BEGIN}\n`, "before"],
  [`${BEGIN}\n${END}\n${BEGIN}\n${END}\n`, "more than one"],
])("is not put into a file whose markers do not pair: %j", (file, why) => {
  expect(placeBlock(file, "x\n")).toEqual({ refused: expect.stringContaining(why) });
});

it("leaves a marker in the middle of a line alone", () => {
  const file = `The line \`${BEGIN}\` begins the block.\n`;
  expect(placed(file).startsWith(file)).toBe(true);
});

it("makes no other line breaks of those of a file that ends in a lone carriage return", () => {
  const once = placed("a\r");
  expect(once).toBe(`a\r\r\n\r\n${BEGIN}\r\none\r\n${END}\r\n`);
  expect(placed(once)).toBe(once);
});

it("placed twice is placed once, and what was there is still there", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (file) => {
      const once = placed(file);
      expect(placed(once)).toBe(once);
      expect(once.startsWith(file)).toBe(true);
      expect(placed(once, "two\n").startsWith(file)).toBe(true);
    }),
  );
});
