// Paths as bytes: nothing is lost on the way in and out, nothing misleads when shown.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { above, decodePath, encodePath, foldPath, isUtf8, parents, pathHex, quotePath } from "../../src/core/path.ts";

const bytes = fc.uint8Array({ maxLength: 24 });
/** Bytes that are often the edges of UTF-8: surrogates, overlong forms, cut sequences. */
const edges = fc
  .array(
    fc.constantFrom(0x00, 0x2f, 0x41, 0x80, 0xa0, 0xbf, 0xc0, 0xc3, 0xe0, 0xed, 0xef, 0xbb, 0xf0, 0x9f, 0xf4, 0xff),
  )
  .map((each) => Uint8Array.from(each));
const text = fc.string({ unit: "binary", maxLength: 12 });

describe("bytes", () => {
  test("come back as they were, whatever they are", () => {
    fc.assert(fc.property(fc.oneof(bytes, edges), (raw) => expect(encodePath(decodePath(raw))).toEqual(raw)));
  });

  test("that differ are paths that differ", () => {
    fc.assert(
      fc.property(edges, edges, (a, b) =>
        expect(decodePath(a) === decodePath(b)).toBe(pathHex(decodePath(a)) === pathHex(decodePath(b))),
      ),
    );
  });

  test.each([
    ["plain", [0x61], "a", true],
    ["two bytes long", [0xc3, 0xa4], "ä", true],
    ["a mark at the start", [0xef, 0xbb, 0xbf, 0x61], "\ufeffa", true],
    ["no UTF-8", [0x61, 0xff], "a\udcff", false],
    ["an encoded surrogate", [0xed, 0xa0, 0x80], "\udced\udca0\udc80", false],
    ["an overlong slash", [0xc0, 0xaf], "\udcc0\udcaf", false],
    ["a sequence cut short", [0xf0, 0x9f, 0x98], "\udcf0\udc9f\udc98", false],
  ])("that are %s", (_, raw, path, valid) => {
    expect(decodePath(Uint8Array.from(raw))).toBe(path);
    expect(isUtf8(path)).toBe(valid);
    expect(pathHex(path)).toBe(Buffer.from(raw).toString("hex"));
  });
});

describe("a path shown", () => {
  test.each([
    ["src/a.ts", "src/a.ts"],
    ["a b", "a b"],
    ["ä/日本", "ä/日本"],
    ['a"b', '"a\\"b"'],
    ["a\\b", '"a\\\\b"'],
    ["a\nb\t\x01\x1b[2J\x7f", '"a\\nb\\t\\001\\033[2J\\177"'],
    ["a\udcffb", '"a\\377b"'],
    ["\u202egnp.exe", '"\\342\\200\\256gnp.exe"'],
    ["a\u200b", '"a\\342\\200\\213"'],
    ["a\u2028b", '"a\\342\\200\\250b"'],
    ["\u0085", '"\\302\\205"'],
    ["", ""],
  ])("%j is %s", (path, shown) => {
    expect(quotePath(path)).toBe(shown);
  });

  test("is as git shows it, where git does not let it mislead", () => {
    const names = [
      "plain",
      "a b",
      'q"uote',
      "back\\slash",
      "tab\t",
      "line\nend",
      "\x01\x1b\x7f",
      "ä/日本 😀",
      "\x07\b\v\f\r",
      "'$x`;&",
      "-dash",
      "[a]*?",
    ];
    const listed = names.map((name) => `100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\t${name}\0`).join("");
    const folder = mkdtempSync(join(tmpdir(), "quote-"));
    const git = (args: string[], input = "") =>
      execFileSync("git", ["-c", "core.quotePath=false", "-C", folder, ...args], { input, encoding: "utf8" });
    try {
      git(["init", "--quiet"]);
      git(["update-index", "-z", "--index-info"], listed);
      expect(git(["ls-files"]).trimEnd().split("\n").sort()).toEqual(names.map(quotePath).sort());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("has no control, format or stray character, and no two paths look alike", () => {
    fc.assert(
      fc.property(fc.oneof(text, edges.map(decodePath)), (path) =>
        expect(quotePath(path)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u),
      ),
    );
    fc.assert(fc.property(text, text, (a, b) => expect(quotePath(a) === quotePath(b)).toBe(a === b)));
  });
});

describe("folding", () => {
  test.each([
    ["README.md", "readme.MD"],
    ["caf\u00e9", "cafe\u0301"],
    ["stra\u00dfe", "STRASSE"],
    ["\u1e9e", "ss"],
    ["\u212a", "k"],
    ["\u03c2\u03c3", "\u03a3\u03a3"],
    ["a\u200bb\ufeff", "AB"],
  ])("makes %s and %s one", (a, b) => {
    expect(foldPath(a)).toBe(foldPath(b));
  });

  test.each([
    ["a", "b"],
    ["a/b", "ab"],
    ["resume", "r\u00e9sum\u00e9"],
    ["a b", "a  b"],
  ])("keeps %s and %s apart", (a, b) => {
    expect(foldPath(a)).not.toBe(foldPath(b));
  });

  test("twice is folding once, for every character and any path", () => {
    for (let point = 0; point <= 0x10ffff; point++) {
      const char = String.fromCodePoint(point);
      const once = foldPath(char);
      // What folding leaves alone it leaves alone again.
      if (once !== char && foldPath(once) !== once) throw new Error(`U+${point.toString(16)}`);
    }
    fc.assert(
      fc.property(text, (path) => expect(foldPath(foldPath(path))).toBe(foldPath(path))),
      { numRuns: 1000 },
    );
  });

  test("goes name by name", () => {
    fc.assert(fc.property(text, text, (a, b) => expect(foldPath(`${a}/${b}`)).toBe(`${foldPath(a)}/${foldPath(b)}`)));
  });
});

test.each([
  ["a/b/c", "a/b", ["a/b", "a"]],
  ["a", "", []],
  ["", "", []],
])("above %j stand %j and so on", (path, directory, all) => {
  expect(above(path)).toBe(directory);
  expect(parents(path)).toEqual(all);
});
