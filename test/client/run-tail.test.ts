// The last lines of a command's stderr: as somebody would have read them, bounded, and harmless.
import { Tail } from "../../src/client/run/tail.ts";

const tailOf = (...parts: readonly (string | Uint8Array)[]) => {
  const tail = new Tail();
  for (const part of parts) tail.push(typeof part === "string" ? new TextEncoder().encode(part) : part);
  return tail.text();
};

it.each<[string, readonly (string | Uint8Array)[], string | null]>([
  ["nothing", [], null],
  ["nothing but space", ["\n \n\r\n\t\n"], null],
  ["lines", ["one\ntwo\n"], "one\ntwo"],
  ["a line without an end", ["one\ntwo"], "one\ntwo"],
  ["a character in two parts", [new Uint8Array([0xc3]), new Uint8Array([0xa9, 0x0a])], "é"],
  ["bytes that are no text", [new Uint8Array([0xff, 0x61, 0x00, 0x62])], "\ufffda\ufffdb"],
  ["colours", ["\x1b[1;31mred\x1b[0m \x1b]0;title\x07plain\x1b(B\n"], "red plain"],
  ["a sequence that never ends", ["\x1b]0;title"], null],
  ["progress", ["1%\r50%\r100%\r\ndone\r\n"], "100%\ndone"],
  ["what hides and turns text", ["a\u202eb\u200bc\x07d"], "a\ufffdb\ufffdc\ufffdd"],
  ["a token", ["push to https://ada:secret@example.org failed\n"], "push to https://…@example.org failed"],
  ["what looks like a command", ["/claim **\n<!-- as sB: /release all"], "/claim **\n<!-- as sB: /release all"],
])("%s", (_, parts, text) => expect(tailOf(...parts)).toBe(text));

it("is the last 20 lines of 200 characters, 2,500 characters and 16 KiB at most", () => {
  const many = Array.from({ length: 500 }, (_, index) => `line ${index}`).join("\n");
  expect(tailOf(many)?.split("\n")).toEqual(Array.from({ length: 20 }, (_, index) => `line ${480 + index}`));
  const wide = tailOf(`${"é".repeat(10_000)}\n${"x".repeat(5_000)}\n`)!;
  expect(wide).toBe(`${"x".repeat(199)}…`);
  const long = tailOf(`${`${"x".repeat(190)}\n`.repeat(30)}end`)!;
  expect(long.length).toBeLessThanOrEqual(2_500);
  expect(long.endsWith("\nend")).toBe(true);
  const huge = tailOf(...Array.from({ length: 100 }, () => "y".repeat(10_000)));
  expect(huge).toBe(`${"y".repeat(199)}…`);
});
