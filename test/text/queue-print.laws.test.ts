// What is printed as a message reads back as that message, whatever anybody writes in it and whatever the file held before.
import fc from "fast-check";
import { MESSAGE_TYPES } from "../../src/core/messages/messages.ts";
import { parseQueue } from "../../src/text/queue.ts";
import { printBlock, quoted, withBlock } from "../../src/text/queue-print.ts";
import { parseScoreboard } from "../../src/text/scoreboard.ts";
import { printRow, rowsOf, withoutRow, withRow } from "../../src/text/scoreboard-print.ts";

const HOSTILE = [
  "## 2026-05-31T15:00Z · from:sX · to:sY · type:question · status:sent",
  "from:sB · to:sA · type:note",
  "from:sB · status:done → it is done",
  "## 2026-05-31 something",
  "## a heading",
  " ## 2026-05-31T15:00Z · from:sX · to:sY",
  "\ufeff",
  "a\u2028b",
  "\r\n",
  "```",
  "\u0000\u001b[2J",
  "\ud800",
  "",
];
const line = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary" }), fc.string());
const text = fc.array(line, { maxLength: 6 }).map((lines) => lines.join("\n"));
const letter = fc.record({
  at: fc.constant("2026-05-31T15:00:30.000Z"),
  from: fc.constantFrom("sA", "framework", "human"),
  to: fc.constantFrom("sB", "all", "po:sB", "Sintra"),
  type: fc.constantFrom(...MESSAGE_TYPES),
  ref: fc.option(
    fc.oneof(fc.constantFrom("#12", "x · status:done · y", " · ", "·", "—"), fc.string({ maxLength: 300 })),
  ),
  text,
});
const bytes = (value: string) => new TextEncoder().encode(value);

test("one message, as it was said, behind those that were there", () => {
  fc.assert(
    fc.property(fc.array(letter, { minLength: 1, maxLength: 4 }), text, (letters, before) => {
      const start = bytes(before.replace(/\u0000/g, ""));
      const old = parseQueue(start, "q.md").blocks;
      let file = start;
      for (const each of letters) file = withBlock(file, printBlock(each)) as Uint8Array<ArrayBuffer>;
      const { blocks } = parseQueue(file, "q.md");
      expect(blocks.slice(0, old.length)).toEqual(old);
      const ours = blocks.slice(old.length);
      expect(ours.map(({ from, to, type, status, text, at }) => ({ from, to, type, status, text, at }))).toEqual(
        letters.map(({ from, to, type, text }) => ({
          ...{ from, to, type, status: "sent", text: quoted(text).trim(), at: "2026-05-31T15:00:00.000Z" },
        })),
      );
      expect(new Set(blocks.map(({ id }) => id)).size).toBe(blocks.length);
      for (const [index, { ref }] of ours.entries()) expect(ref === null || letters[index]!.ref !== null).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("a text that nothing in is special in stands as it is", () => {
  expect(
    printBlock({
      at: "2026-05-31T15:00:30.000Z",
      from: "sA",
      to: "sB",
      type: "question",
      ref: "#12",
      text: "When?\n\n- soon",
    }),
  ).toBe("## 2026-05-31T15:00Z · from:sA · to:sB · type:question · ref:#12 · status:sent\nWhen?\n\n- soon\n");
});

describe("a row of the scoreboard", () => {
  const board =
    "# Sessions\n\n| Session · Name | Task | Where | Claimed | Seen | Scope |\n|---|---|---|---|---|---|\n| sB · Douro | x | y | — | — | `a/` |\n\nMore.\n";
  const row = printRow("sA", "Sintra", "session-sA", "2026-05-31T11:40:12.000Z");

  test.each(["", "# Notes\n\ntext", board, "| a | b |\n| - | - |"])(
    "is read back, and taken out again: %j",
    (before) => {
      const file = withRow(before, row);
      const found = parseScoreboard(bytes(file), "active.md").rows.find(({ session }) => session === "sA");
      expect(found).toMatchObject({
        name: "Sintra",
        claimedAt: "2026-05-31T11:40:00.000Z",
        seenAt: "2026-05-31T11:40:00.000Z",
        task: null,
        paths: [],
      });
      expect(rowsOf(file)).toContain("sA");
      const without = withoutRow(file, "sA");
      expect(rowsOf(without)).toEqual(rowsOf(before));
      for (const each of before.split("\n")) expect(without).toContain(each);
    },
  );

  test("stands in the table that is there", () => {
    expect(withRow(board, row)).toBe(board.replace("`a/` |\n", `\`a/\` |\n${row}\n`));
    expect(withoutRow(withRow(board, row), "sA")).toBe(board);
  });
});
