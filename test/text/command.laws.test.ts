// What holds of any text: it is read without a throw and in time, nothing hidden in it is a command, and what is printed reads back.
import fc from "fast-check";
import type { Command } from "../../src/core/commands/command.ts";
import { RULE_IDS } from "../../src/core/finding.ts";
import { ACKS } from "../../src/core/messages/messages.ts";
import { parseSayings } from "../../src/text/command.ts";
import { printCommand } from "../../src/text/command-print.ts";

const PIECES = [
  "/claim ",
  "/note ",
  "/ack m1 ",
  "/release ",
  "/tell sB ",
  "as sA: ",
  "CLAIM sA | ",
  "DONE | ",
  "DROP ",
  "NOTE ",
  "/clam ",
  "/x ",
  "x",
  "src/**",
  " ",
  "\t",
  "\n",
  "\r\n",
  "\n\n",
  "\\",
  "\\\n",
  '"',
  "`",
  "```",
  "```\n",
  "~~~\n",
  "\n- ",
  "\n1. ",
  "\n    ",
  "\n> ",
  "<!--",
  "-->",
  "<pre>",
  "</pre>",
  " -- ",
  "—",
  "|",
  "for ",
  "2h",
  "until ",
  "task ",
  "shared",
  "all",
  "\0",
  "\ud800",
  "\u202e",
  "\ufeff",
  "é",
] as const;
const talk = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(""));

test("any text is commands, or problems that say what is wrong, each a line of it", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), talk), (text) => {
      const whole = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
      for (const { line, command, problem } of parseSayings(text)) {
        expect((command === null) === (problem !== null)).toBe(true);
        expect(problem).not.toBe("");
        expect(`\n${whole}`).toContain(`\n${line}`);
      }
    }),
    { numRuns: 3_000 },
  );
});

test("whatever stands in a fence, a quotation, indented or in a comment is no command", () => {
  const plain = talk.map((text) => text.replace(/\r\n?/g, "\n"));
  fc.assert(
    fc.property(plain, (text) => {
      const lines = text.split("\n");
      const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
      const fence = "`".repeat(longest + 3);
      expect(parseSayings(`${fence}\n${text}\n${fence}`)).toEqual([]);
      expect(parseSayings(lines.map((line) => `> ${line}`).join("\n"))).toEqual([]);
      expect(parseSayings(lines.map((line) => `    ${line}`).join("\n"))).toEqual([]);
      expect(parseSayings(`<!-- ${text.replaceAll(">", "")} -->`)).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

const word = fc.oneof(
  fc.constantFrom("for", "until", "task", "shared", "all", "--", "—", "#12", "po:*", "m1", "<!--", '"', "a,"),
  fc.string({ unit: fc.constantFrom("a", "/", "*", '"', "\\", ",", "é", "<", "!", "-"), minLength: 1, maxLength: 8 }),
);
const pattern = fc.oneof(
  fc.constantFrom("src/**", "for", "shared", "all", "a b", 'a"b', '"a', "a\\[b\\]", "a\\\\", "<!-- x", "a,", "—", "--"),
  fc.array(fc.constantFrom("a", "b c", "*", "**", "d.ts"), { minLength: 1, maxLength: 4 }).map((all) => all.join("/")),
);
const text = fc
  .string({
    unit: fc.constantFrom("a", " ", "\n", "\\", "`", "<!--", "-->", "--", "—", "task ", '"', "|", "/claim x", "> "),
    maxLength: 12,
  })
  .map((each) => each.trim());
const said = text.filter((each) => each !== "");
const line = fc.option(said.map((each) => each.replace(/\s+/g, " ")));
const key = word.map((each) => each.replace(/[:,]+$/, "")).filter((each) => each !== "");
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    kind: fc.constant("claim" as const),
    paths: fc.uniqueArray(pattern, { minLength: 1, maxLength: 4 }),
    mode: fc.constantFrom("exclusive" as const, "shared" as const),
    lasts: fc.option(fc.integer({ min: 1, max: 1e6 }).map((seconds) => seconds * 1_000)),
    until: fc.option(fc.constantFrom("2026-05-31T18:00:00.000Z", "2026-12-31T23:59:59.999Z")),
    task: fc.option(fc.oneof(word, pattern)),
    reason: line,
  }),
  fc.record({
    kind: fc.constant("release" as const),
    what: fc.oneof(
      fc.constant("all" as const),
      fc.uniqueArray(fc.oneof(word, pattern), { minLength: 1, maxLength: 4 }),
    ),
    reason: line,
  }),
  fc.record({
    kind: fc.constant("ack" as const),
    message: word,
    status: fc.constantFrom(...ACKS),
    text: fc.option(said),
  }),
  fc.record({
    kind: fc.constant("send" as const),
    type: fc.constantFrom("note", "question"),
    to: key,
    ref: fc.constant(null),
    text: said,
  }),
  fc.record({
    kind: fc.constant("send" as const),
    type: fc.constant("handoff"),
    to: key,
    ref: fc.option(word),
    text: said,
  }),
  fc.record({
    kind: fc.constant("post" as const),
    type: fc.constantFrom("discovery" as const, "note" as const, "warning" as const),
    text: said,
  }),
  fc.record({ kind: fc.constant("keep" as const), key: word, text }),
  fc.record({ kind: fc.constant("task" as const), text }),
  fc.record({ kind: fc.constant("cancel" as const), message: word }),
  fc.constant({ kind: "heartbeat" as const }),
  fc.record({
    kind: fc.constant("job" as const),
    verb: fc.constant("start" as const),
    id: fc.constantFrom("j1", "J-2.x"),
    beats: fc.integer({ min: 1, max: 3_600 }).map((seconds) => seconds * 1_000),
    on: fc.option(word),
    to: fc.option(word),
    line: said.map((each) => each.replace(/\s+/g, " ")),
  }),
  fc.record({ kind: fc.constant("job" as const), verb: fc.constant("beat" as const), id: fc.constant("j1") }),
  fc
    .tuple(fc.nat(255), fc.option(fc.constantFrom("SIGKILL", "SIGRT1")), fc.option(said))
    .map(([code, signal, text]): Command => {
      return { kind: "job", verb: "end", id: "j1", code: signal === null ? code : null, signal, text };
    }),
  fc.record({
    kind: fc.constant("round" as const),
    verb: fc.constantFrom("close" as const, "reopen" as const),
    round: fc.integer({ min: 1, max: 999_999_999 }),
  }),
  fc.record({
    kind: fc.constant("override" as const),
    rule: fc.constantFrom(...RULE_IDS),
    branch: fc.option(word),
    reason: said.map((each) => each.replace(/\s+/g, " ")),
  }),
  fc.record({
    kind: fc.constant("ask-state" as const),
    about: fc.constantFrom("status" as const, "rounds" as const, "help" as const),
  }),
);

test("what is printed is read back as it was", () => {
  fc.assert(
    fc.property(command, (each) => {
      expect(parseSayings(printCommand(each)).map((read) => read.command ?? read.problem)).toEqual([each]);
    }),
    { numRuns: 3_000 },
  );
});

test("what was read is printed so that it is read alike", () => {
  fc.assert(
    fc.property(talk, (each) => {
      for (const read of parseSayings(each))
        if (read.command !== null)
          expect(parseSayings(printCommand(read.command))).toMatchObject([{ command: read.command }]);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ["backticks", "`"],
  ["backticks of all lengths", null],
  ["comments", "<!--"],
  ["closed comments", "--> <!--\n"],
  ["commands with comments", "/note <!--\n-->\n"],
  ["quotation marks", '/claim "\n'],
  ["words", "CLAIM a | b c/d "],
  ["backslashes", "\\\n"],
  ["list marks", "- "],
  ["nested quotations", "> "],
  ["spaces", " "],
  ["tabs", "\t"],
  ["empty lines", "\n"],
  ["near misses", "/clam\n"],
  ["fences", "~~~\n"],
  ["runs in lists", "- ```\n"],
  ["bars", "NOTE |"],
  ["commas", "DROP ,a"],
  ["elements", "<pre\n"],
  ["as", "as sA: "],
])("%s in quantity are read in time", (_, piece) => {
  const hostile =
    piece === null
      ? Array.from({ length: 350 }, (_, n) => "`".repeat(n)).join(" ")
      : piece.repeat(65_536 / piece.length);
  const begun = process.cpuUsage();
  parseSayings(`x${hostile}`.slice(0, 65_536));
  parseSayings(hostile.slice(0, 65_536));
  parseSayings(`/claim ${hostile}`.slice(0, 65_536));
  // Of the processor, not of the clock: other programs may run beside this.
  const { user, system } = process.cpuUsage(begun);
  expect((user + system) / 1_000).toBeLessThan(3_000);
});
