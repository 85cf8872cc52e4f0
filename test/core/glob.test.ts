// What single patterns mean, refuse and have in common. The laws stand next door; here are the cases people ask about.
import { compile, intersect, literalPrefix, PatternIndex, patternProblem } from "../../src/core/glob.ts";

const matches = (pattern: string, path: string): boolean => compile([pattern]).has(path);

describe("a pattern", () => {
  test.each([
    ["src/app", "src/app"],
    ["src/app", "src/app/main.ts"],
    ["src/app/", "src/app/main.ts"],
    ["src/app/", "src/app/deep/main.ts"],
    ["docs/**", "docs/.hidden/x"],
    ["*", "a/b/c"],
    ["*", ".dotfile"],
    ["*/", "a/b"],
    ["*.ts", "main.ts"],
    ["*.ts", ".ts"],
    ["**/*.ts", "main.ts"],
    ["**/*.ts", "a/b/main.ts"],
    ["a/**/b", "a/b"],
    ["a/**/b", "a/x/y/b"],
    ["a**b", "axxb"],
    ["a?c", "a😀c"],
    ["a?c", "a\udc80c"],
    ["?", "\ud800"],
    ["a\\*b", "a*b"],
    ["a\\[1\\]/\\{x}", "a[1]/{x}"],
    ["\\!x", "!x"],
    ["\\#x", "#x"],
    ["a\\\\b", "a\\b"],
    ["a\\?(b)", "a?(b)"],
    ["(a)", "(a)"],
    ["ä/*", "ä/ö"],
    ["..*", "..."],
    ["a*", "a/"],
  ])("%s matches %s", (pattern, path) => {
    expect(matches(pattern, path)).toBe(true);
  });

  test.each([
    ["src/app", "src/apple"],
    ["src/app", "lib/src/app"],
    ["src/app/", "src/app"],
    ["a/**", "a"],
    ["*.ts", "a/main.ts"],
    ["a?b", "a/b"],
    ["a**b", "ax/xb"],
    ["a?c", "a😀😀c"],
    ["A", "a"],
    ["a\\*b", "axb"],
    ["*/", "a"],
    ["**", "a/../b"],
    ["**", "./a"],
    [".*", ".."],
    ["?", "."],
    ["*/*", "a/"],
    ["*", ".."],
  ])("%s does not match %s", (pattern, path) => {
    expect(matches(pattern, path)).toBe(false);
  });

  test.each([
    ["", 0, "empty"],
    ["/x", 0, "absolute"],
    ["/", 0, "absolute"],
    [".", 0, '"." segment'],
    ["./a", 0, '"." segment'],
    ["a/./b", 2, '"." segment'],
    ["a/..", 2, '".." segment'],
    ["a/\\.\\.", 2, '".." segment'],
    ["a//b", 2, "empty segment"],
    ["a//", 2, "empty segment"],
    ["a[b]", 1, "\\["],
    ["a/{b,c}", 2, "\\{"],
    ["!a", 0, "\\!"],
    ["#a", 0, "\\#"],
    ["a/!(b)", 2, "\\!("],
    ["a?(b)", 1, "\\?("],
    ["*(a)", 0, "\\*("],
    ["+(a)", 0, "\\+("],
    ["@(a)", 0, "\\@("],
    ["a\nb", 1, "control"],
    ["a\\\tb", 2, "control"],
    ["a\x85", 1, "control"],
    ["a\ud800", 1, "surrogate"],
    ["a\\", 1, "backslash"],
    ["a\\/b", 2, "slash"],
    ["x".repeat(201), 200, "200 characters"],
    [`${"😀".repeat(200)}x`, 400, "200 characters"],
  ])("%j is refused at offset %d: %s", (pattern, offset, words) => {
    expect(patternProblem(pattern)).toEqual({ message: expect.stringContaining(words), offset });
    expect(() => compile([pattern])).toThrow();
  });

  test.each([
    "a!b",
    "a/!b",
    "a/#b",
    "]",
    "a}",
    "a|b",
    "a(b)",
    "\\[",
    "\\{a\\}",
    "...",
    "a b",
    "x".repeat(200),
    "😀".repeat(200),
  ])("%j is allowed", (pattern) => {
    expect(patternProblem(pattern)).toBeNull();
  });

  test.each([
    ["src/app/", "src/app"],
    ["src/app", "src/app"],
    ["docs/**", "docs"],
    ["docs/a*/b", "docs"],
    ["*.ts", ""],
    ["*", ""],
    ["a\\*/b/**/c", "a*/b"],
  ])("%s starts with the names %j", (pattern, prefix) => {
    expect(literalPrefix(pattern)).toBe(prefix);
  });
});

describe("a set of patterns", () => {
  test("answers with the first pattern that matches", () => {
    const set = compile(["docs/", "**/*.md", "docs/a.md", "*"]);
    expect(set.size).toBe(4);
    expect(["docs/a.md", "x/y.md", "x", "docs"].map((path) => set.find(path))).toEqual([0, 1, 3, 3]);
  });

  test("prefers an earlier pattern that a later segment decides to one that is sure already", () => {
    const set = compile(["a/**/*.ts", "a/"]);
    expect(["a/b/c.ts", "a/b/c.js", "b"].map((path) => set.find(path))).toEqual([0, 1, -1]);
  });

  test("of no patterns matches nothing", () => {
    expect(compile([]).find("a")).toBe(-1);
    expect(compile([]).has("")).toBe(false);
  });
});

describe("two patterns", () => {
  test.each([
    ["src/", "src/app/*.ts", "src/app/x.ts"],
    ["src/**", "**/*.md", "src/x.md"],
    ["src/app", "src/app", "src/app"],
    ["src/app", "src/app/", "src/app/x"],
    ["*", "*", "x"],
    ["a*", "*a", "a"],
    ["*a*", "*b*", "ab"],
    ["*.ts", "test*", "test.ts"],
    ["**/b/**", "a/**/c", "a/b/c"],
    [".?", "?a", ".a"],
    ["src/a.ts", "**/*.md", "src/a.ts/x.md"],
    ["a\\*", "a?", "a*"],
  ])("%s and %s meet at %s", (a, b, path) => {
    expect(intersect(a, b)).toBe(path);
    expect(matches(a, path) && matches(b, path)).toBe(true);
  });

  test.each([
    ["src/app", "src/apple"],
    ["a*", "a/**"],
    ["*.ts", "*.js"],
    [".?", "?."],
    ["?", ".*"],
    ["a/*/c", "a/b/c/d"],
    ["??", "?"],
  ])("%s and %s have nothing in common", (a, b) => {
    expect(intersect(a, b)).toBeNull();
  });
});

describe("an index of patterns", () => {
  const index = new PatternIndex<string>();
  index.add("src/app/", "ada");
  index.add("src/app/main.ts", "grace");
  index.add("**/*.md", "ada");
  index.add("docs/", "linus");

  test("tells what overlaps a pattern, and where", () => {
    const found = [...index.overlapping("src/**/*.ts")].map(({ value, witness }) => `${value} ${witness}`);
    expect(found.sort()).toEqual(["ada src/app/x.ts", "grace src/app/main.ts"]);
  });

  test("tells what matches a path", () => {
    expect([...index.matching("docs/a.md")].map(({ value }) => value).sort()).toEqual(["ada", "linus"]);
  });

  test("forgets what is removed, once for each time it was added", () => {
    const live = new PatternIndex<number>();
    for (const value of [1, 1, 2]) live.add("a/*.ts", value);
    live.remove("a/*.ts", 1);
    live.remove("a/*.js", 1);
    live.remove("b/", 1);
    expect(live.size).toBe(2);
    expect([...live.matching("a/x.ts")].map(({ value }) => value)).toEqual([1, 2]);
  });

  test("runs no exact test that finds nothing", () => {
    const live = new PatternIndex<number>();
    for (let at = 0; at < 500; at++) live.add(`team-${at % 50}/*/p${at}/*.${at % 2 ? "ts" : "js"}`, at);
    const found = [...live.overlapping("team-7/x/**/*.ts")];
    expect(found.length).toBeGreaterThan(0);
    expect(live.tests).toBe(found.length);
  });
});
