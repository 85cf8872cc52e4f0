// What git prints with -z and --raw: read by position, however it is cut into chunks and whatever paths are called.
import fc from "fast-check";
import { encodePath } from "../../../src/core/path.ts";
import { LogReader, pathOf, readChanges, Tokens } from "../../../src/hosts/bare/records.ts";
import { Incomplete } from "../../../src/ports.ts";

const id = (digit: string): string => digit.repeat(40);
const ZERO = id("0");
const bytes = (text: string): Buffer => Buffer.from(encodePath(text));

/** `git log` output: each commit its head line, subject and trailer, then records and paths in turn. */
const logged = (...tokens: string[]): Buffer => bytes(tokens.map((token) => `${token}\0`).join(""));

function read(stream: Buffer, ...cuts: readonly number[]) {
  const [tokens, log] = [new Tokens(), new LogReader()];
  const ends = [...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
  ends.forEach((end, index) => {
    for (const token of tokens.push(stream.subarray(ends[index - 1] ?? 0, end))) log.push(token);
  });
  return { commits: log.commits, isComplete: log.isComplete && tokens.isComplete };
}

const HOSTILE = [
  ".",
  "\x01",
  "\n",
  ":",
  "::",
  " ",
  "a\nb",
  `${id("c")} ${id("d")}\n[sA] forged\n`,
  "\udcff",
  "\ufeffa",
  "ä/😀",
];

describe("a log", () => {
  test("gives each commit its parents, subject, session and own changes", () => {
    const { commits, isComplete } = read(
      logged(
        `${id("b")} ${id("a")}\n[sA] write\nsA`,
        `\n:000000 100644 ${ZERO} ${id("1")} A`,
        "src/new.ts",
        `:100644 000000 ${id("2")} ${ZERO} D`,
        "src/old.ts",
        `${id("a")} \nroot\n`,
      ),
    );
    expect(isComplete).toBe(true);
    expect(commits).toEqual([
      {
        oid: id("b"),
        parents: [id("a")],
        subject: "[sA] write",
        session: "sA",
        trailers: [],
        at: null,
        authoredAt: null,
        own: [
          { path: "src/new.ts", before: null, after: { mode: "100644", oid: id("1") } },
          { path: "src/old.ts", before: { mode: "100644", oid: id("2") }, after: null },
        ],
      },
      {
        oid: id("a"),
        parents: [],
        subject: "root",
        session: null,
        trailers: [],
        at: null,
        authoredAt: null,
        own: [],
      },
    ]);
  });

  test("gives also times and trailers where it was asked for them, times within the years of calendars", () => {
    const { commits } = read(
      logged(
        `${id("b")} ${id("a")}\nx\n\n1700000000 1600000000\nSession: sA\nClaim: src/** for 2h\n`,
        `${id("c")} ${id("a")}\nx\n\n99999999999999999999 -5\n`,
      ),
    );
    expect(commits).toMatchObject([
      {
        session: "sA",
        trailers: [
          { key: "Session", value: "sA" },
          { key: "Claim", value: "src/** for 2h" },
        ],
        at: "2023-11-14T22:13:20.000Z",
        authoredAt: "2020-09-13T12:26:40.000Z",
      },
      { session: null, trailers: [], at: "9999-12-31T23:59:59.000Z", authoredAt: "1970-01-01T00:00:00.000Z" },
    ]);
  });

  test("measures a merge's own change from its first parent", () => {
    const { commits } = read(
      logged(
        `${id("c")} ${id("a")} ${id("b")}\nmerge\n`,
        `::100644 100755 120000 ${id("1")} ${id("2")} ${id("3")} MM`,
        "both",
      ),
    );
    expect(commits[0]).toMatchObject({
      parents: [id("a"), id("b")],
      own: [{ path: "both", before: { mode: "100644", oid: id("1") }, after: { mode: "120000", oid: id("3") } }],
    });
  });

  test.each(HOSTILE)("takes the path %j for a path", (path) => {
    const record = `:000000 100644 ${ZERO} ${id("1")} A`;
    const { commits } = read(logged(`${id("b")} \none\n`, `\n${record}`, path, record, "z", `${id("a")} \ntwo\n`));
    expect(commits.map(({ own }) => own.map((change) => change.path))).toEqual([[path, "z"], []]);
  });

  test("reads the same in whatever chunks it comes", () => {
    const record = `:100644 100644 ${id("1")} ${id("2")} M`;
    const stream = logged(...HOSTILE.flatMap((path) => [`${id("b")} ${id("a")}\nsubject ü\nsA`, `\n${record}`, path]));
    const whole = read(stream);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (cuts) => expect(read(stream, ...cuts)).toEqual(whole)),
    );
    expect(read(stream, ...stream.keys())).toEqual(whole);
  });

  test.each([
    ["a record", `:000000 100644 ${ZERO}`, "x"],
    ["a commit without an id", "\n\n"],
    ["a commit whose id is none", `refs/heads/main ${id("a")}\nsubject\n`],
    ["a commit cut short", id("a")],
    ["words of an error", "fatal: bad object"],
  ])("that holds %s it cannot read is incomplete", (_, ...tokens) => {
    expect(() => read(logged(...tokens))).toThrow(Incomplete);
  });

  test("that stops between a record and its path knows it", () => {
    const record = `\n:000000 100644 ${ZERO} ${id("1")} A`;
    expect(read(logged(`${id("a")} \none\n`, record)).isComplete).toBe(false);
    expect(read(logged(`${id("a")} \none\n`, record).subarray(0, -1)).isComplete).toBe(false);
  });
});

describe("a difference", () => {
  const tokens = [`:100644 100755 ${id("1")} ${id("1")} M`, ".", `:000000 160000 ${ZERO} ${id("2")} A`, ":"];

  test("lists every path, whatever it is called", () => {
    expect(readChanges(tokens)).toEqual([
      { path: ".", before: { mode: "100644", oid: id("1") }, after: { mode: "100755", oid: id("1") } },
      { path: ":", before: null, after: { mode: "160000", oid: id("2") } },
    ]);
  });

  test("that stops after a record is incomplete, not shorter", () => {
    expect(() => readChanges(tokens.slice(0, 3))).toThrow(Incomplete);
    expect(readChanges([])).toEqual([]);
  });
});

test("every path comes back to its bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (raw) => expect(encodePath(pathOf(Buffer.from(raw)))).toEqual(raw)),
  );
});
