// Announcements as people write them, and what is said where they cannot be read.
import fc from "fast-check";
import { parseAnnouncement } from "../../src/text/announcement.ts";
import { parseReply } from "../../src/text/reply.ts";

const FILE = "ANNOUNCEMENT.md";
const bytes = (text: string | Uint8Array) => (typeof text === "string" ? new TextEncoder().encode(text) : text);
const announced = (text: string | Uint8Array) => parseAnnouncement(bytes(text), FILE);
const said = (text: string | Uint8Array) =>
  announced(text).complaints.map(({ level, line, column, message }) => `${level} ${line}:${column} ${message}`);
const front = (...lines: readonly string[]) => ["---", ...lines, "---", "Do it.", ""].join("\n");

test("a bare file is one: the branch says the rest", () => {
  expect(announced("Do it.\n").value).toEqual({
    round: null,
    team: null,
    title: null,
    scope: null,
    teams: null,
    dependsOn: [],
    deadline: null,
    revision: 1,
    text: "Do it.",
  });
});

test("front matter says everything, also behind a byte order mark and with CRLF", () => {
  const text = front(
    "round: 5",
    "team: framework",
    "title: core interface",
    'scope: {write: ["src/core/"]}',
    "teams: [framework, qa]",
    "depends_on: [4]",
    "deadline: 2026-05-31T18:00Z",
    "revision: 2",
  );
  const whole = announced(text);
  expect(whole.complaints).toEqual([]);
  expect(whole.value).toMatchObject({ round: 5, team: "framework", teams: ["framework", "qa"], dependsOn: [4] });
  expect(whole.value).toMatchObject({ title: "core interface", deadline: "2026-05-31T18:00:00.000Z", revision: 2 });
  expect(whole.value?.scope?.map(({ text }) => text)).toEqual(["src/core/"]);
  expect(announced(`\ufeff${text.replaceAll("\n", "\r\n")}`).value).toEqual(whole.value);
});

test("scalars are strings: an id that looks like a number stays what it is", () => {
  expect(announced(front("title: 12345e7")).value?.title).toBe("12345e7");
});

test.each<[string, string | Uint8Array, string]>([
  ["a round that is no number", front("round: five"), 'error 2:8 round must be a whole number from 1, not "five"'],
  [
    "a day that does not exist",
    front("deadline: 2026-02-30T18:00Z"),
    'error 2:11 "2026-02-30T18:00Z" is not an instant',
  ],
  [
    "a pattern that leaves the repository",
    front('scope: {write: ["../x"]}'),
    'error 2:17 the pattern "../x" is refused',
  ],
  ["an empty roster", front("teams: []"), "error 2:8 the roster is empty"],
  ["a list where one value belongs", front("title: [a]"), "error 2:8 title must be one value"],
  ["a key that nobody knows", front("tema: x"), 'warning 2:1 "tema" is not a key that is understood here'],
  ["front matter that does not end", "---\nround: 5\nDo it.\n", "error 1:1 the front matter is not closed"],
  ["UTF-16", new Uint8Array([0xff, 0xfe, 65, 0]), "error 1:1 the file is UTF-16"],
  ["a NUL byte", "one\ntwo\0\n", "error 2:1 the file is not text: it contains a NUL byte"],
  ["bytes that are no UTF-8", new Uint8Array([10, 10, 0xff]), "error 3:1 the file is not valid UTF-8"],
  ["more than anybody reads", "x".repeat(300_000), "error 1:1 the file is larger than 256 KiB"],
])("%s is told with its place", (_, text, expected) => {
  expect(said(text)[0]).toContain(expected);
});

test("what is only warned about is read all the same", () => {
  expect(announced(front("round: 3", "mood: good")).value?.round).toBe(3);
});

test("any bytes give an announcement and a reply, or a complaint with a place", () => {
  const pieces = fc.constantFrom(
    "---\n",
    "round: 1\n",
    "## Round 2\n",
    "**Status**: blocked\n",
    "scope: {",
    "\0",
    "\r",
    "&a *a",
    "- x\n",
    "```\n",
  );
  const any = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.array(pieces, { maxLength: 8 }).map((each) => bytes(each.join(""))),
  );
  fc.assert(
    fc.property(any, (input) => {
      for (const { value, complaints } of [parseAnnouncement(input, FILE), parseReply(input, "REPLY.md")]) {
        expect(value !== null || complaints.some(({ level }) => level === "error")).toBe(true);
        for (const { line, column, path } of complaints)
          expect([path !== undefined, line! > 0, column! > 0]).toEqual([true, true, true]);
      }
    }),
    { numRuns: 300 },
  );
});
