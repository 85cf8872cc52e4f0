// What holds for every pattern and path: agreement with minimatch, exact intersection, an exact index, and no explosion.
import fc from "fast-check";
import { Minimatch } from "minimatch";
import { compile, intersect, literalPrefix, PatternIndex, patternProblem } from "../../src/core/glob.ts";

const DIALECT = { dot: true, nonegate: true, nocomment: true, nobrace: true, noext: true };

/** The same question to minimatch, after the readings that are ours. */
function byMinimatch(pattern: string): (path: string) => boolean {
  const all = readings(pattern).map((each) => new Minimatch(each, DIALECT));
  return (path) => all.some((each) => each.match(path));
}

function readings(pattern: string): string[] {
  if (pattern === "*") return ["**"];
  if (pattern.endsWith("/")) return [`${pattern}**`];
  return /[*?]/.test(pattern.replace(/\\./gsu, "")) ? [pattern] : [pattern, `${pattern}/**`];
}

const words = (units: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...units), { minLength: 1, maxLength }).map((chosen) => chosen.join(""));
const valid = (pattern: string): boolean => patternProblem(pattern) === null;

const hostilePattern = words(["a", "b", ".", "*", "**", "?", "/", "/**/", "/", "\\", "-", "[", "]", "😀"], 9).filter(
  valid,
);
const hostilePath = words(["a", "b", ".", "/", "/", "*", "-", "?", "\\", "[", "]", "😀", "\ud83d", "\udc80", "\n"], 9);
const plainPattern = words(["a", "b", ".", "*", "?", "/", "/", "**", "/**/"], 7).filter(valid);

/** Every path of up to three segments with names of one or two characters, longer where there is one segment. */
const universe = (() => {
  const longer = (names: string[]) => names.flatMap((name) => ["a", "b", "."].map((char) => name + char));
  const [one, two] = [longer([""]), longer(longer([""]))];
  const isName = (name: string) => name !== "." && name !== "..";
  const names = [...one, ...two].filter(isName);
  const below = (paths: string[]) => paths.flatMap((path) => names.map((name) => `${path}/${name}`));
  return [...names, ...longer(two).filter(isName), ...below(names), ...below(below(names))];
})();

describe("matching", () => {
  test("agrees with minimatch on every pattern and path", () => {
    const patterns = fc.array(hostilePattern, { minLength: 1, maxLength: 5 });
    const paths = fc.array(fc.oneof(hostilePath, fc.constantFrom("", "/", "a/", ".", "..")), {
      minLength: 20,
      maxLength: 20,
    });
    fc.assert(
      fc.property(patterns, paths, (texts, all) => {
        const set = compile(texts);
        const oracles = texts.map(byMinimatch);
        const byOracles = (path: string) => oracles.findIndex((has) => has(path));
        // One comparison for all: it costs more than what it compares.
        expect(all.map((path) => [path, set.find(path)])).toEqual(all.map((path) => [path, byOracles(path)]));
      }),
      { numRuns: 1500 },
    );
  });

  test("agrees with minimatch where the automata have to give up their states", () => {
    const letter = (at: number) => String.fromCharCode(97 + (Math.floor(at) % 26));
    const texts = Array.from(
      { length: 300 },
      (_, at) => `**/${letter(at)}?*/**/*${letter(at / 26)}*${letter(at * 7)}*/?${letter(at)}**`,
    );
    const set = compile(texts);
    const oracles = texts.map(byMinimatch);
    const name = fc.string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz"), minLength: 1, maxLength: 9 });
    const paths = fc.sample(fc.array(name, { minLength: 2, maxLength: 6 }), { numRuns: 6000, seed: 7 });
    paths.forEach((names, at) => {
      const path = names.join("/");
      const found = set.find(path);
      if (at % 20 === 0) expect([path, found]).toEqual([path, oracles.findIndex((has) => has(path))]);
    });
  });

  test("agrees with minimatch where every path goes through segments in ways never seen before", () => {
    const texts = [`**/a/${"*/".repeat(20)}b`, `**/b/${"*/".repeat(19)}a`];
    const set = compile(texts);
    const oracles = texts.map(byMinimatch);
    const path = fc.array(fc.constantFrom("a", "b"), { minLength: 1000, maxLength: 1000, size: "max" });
    for (const [at, names] of fc.sample(path, { numRuns: 250, seed: 7 }).entries()) {
      const found = set.find(names.join("/"));
      if (at % 5 === 0) expect([at, found]).toEqual([at, oracles.findIndex((has) => has(names.join("/")))]);
    }
  });

  test("of many patterns is matching each, and taking the first", () => {
    fc.assert(
      fc.property(
        fc.array(plainPattern, { maxLength: 12 }),
        fc.array(fc.constantFrom(...universe), { minLength: 10 }),
        (texts, paths) => {
          const set = compile(texts);
          const each = texts.map((text) => compile([text]));
          const byEach = (path: string) => each.findIndex((one) => one.has(path));
          expect(paths.map((path) => [path, set.find(path)])).toEqual(paths.map((path) => [path, byEach(path)]));
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("intersection", () => {
  test("answers with a path git could hold that both patterns match", () => {
    fc.assert(
      fc.property(hostilePattern, hostilePattern, (a, b) => {
        const path = intersect(a, b);
        if (path === null) return;
        expect([path, byMinimatch(a)(path), byMinimatch(b)(path)]).toEqual([path, true, true]);
        expect(path.split("/").filter((name) => ["", ".", ".."].includes(name))).toEqual([]);
        expect(path).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      }),
      { numRuns: 2000 },
    );
  });

  test("misses no common path of a small alphabet", () => {
    fc.assert(
      fc.property(plainPattern, plainPattern, (a, b) => {
        if (intersect(a, b) !== null) return;
        const [inA, inB] = [byMinimatch(a), byMinimatch(b)];
        expect(universe.find((path) => inA(path) && inB(path))).toBeUndefined();
      }),
      { numRuns: 1500 },
    );
  });

  test("does not depend on the order of the two", () => {
    fc.assert(
      fc.property(plainPattern, plainPattern, (a, b) => (intersect(a, b) === null) === (intersect(b, a) === null)),
    );
  });

  test("of a pattern with itself is never empty", () => {
    fc.assert(fc.property(hostilePattern, (pattern) => intersect(pattern, pattern) !== null));
  });
});

describe("the index", () => {
  const numbers = (found: Iterable<{ value: number }>) => Array.from(found, ({ value }) => value).sort((a, b) => a - b);

  test("finds what a scan of all patterns finds, and tests nothing else", () => {
    const live = fc.array(fc.tuple(plainPattern, fc.boolean()), { maxLength: 25 });
    fc.assert(
      fc.property(live, plainPattern, fc.oneof(fc.constantFrom(...universe), hostilePath), (claims, query, path) => {
        const index = new PatternIndex<number>();
        for (const [at, [pattern]] of claims.entries()) index.add(pattern, at);
        for (const [at, [pattern, stays]] of claims.entries()) if (!stays) index.remove(pattern, at);
        const scan = (is: (pattern: string) => boolean) =>
          claims.flatMap(([pattern, stays], at) => (stays && is(pattern) ? at : []));
        const overlaps = scan((pattern) => intersect(query, pattern) !== null);
        expect(numbers(index.overlapping(query))).toEqual(overlaps);
        expect(index.tests).toBe(overlaps.length);
        expect(numbers(index.matching(path))).toEqual(scan((pattern) => compile([pattern]).has(path)));
        expect(index.size).toBe(scan(() => true).length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("no string", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    hostilePath,
  );

  test("makes it throw: a pattern is refused with a place in it, or works on every path", () => {
    fc.assert(
      fc.property(anything, anything, (pattern, path) => {
        const problem = patternProblem(pattern);
        if (problem !== null) {
          expect(problem.offset).toBeLessThanOrEqual(pattern.length);
          return;
        }
        compile([pattern]).find(path);
        intersect(pattern, pattern);
        expect(literalPrefix(pattern).length).toBeLessThanOrEqual(pattern.length);
      }),
      { numRuns: 2000 },
    );
  });

  test("that names a file fails to match itself when it is escaped", () => {
    const escaped = (path: string) => path.replace(/[\\*?[{!#(+@]/g, "\\$&");
    fc.assert(
      fc.property(hostilePath.map(escaped).filter(valid), (pattern) => {
        expect(compile([pattern]).has(pattern.replace(/\\(.)/gsu, "$1") + (pattern.endsWith("/") ? "x" : ""))).toBe(
          true,
        );
      }),
    );
  });

  const letter = (at: number) => String.fromCharCode(97 + (Math.floor(at) % 26));
  test.each<[string, string[]]>([
    ["a*a*a*…", ["a*".repeat(100)]],
    ["*a*a*a…b", [`${"*a".repeat(99)}b`]],
    ["*?a*?a…", ["*?a".repeat(66)]],
    ["*a??????…", [`*a${"?".repeat(198)}`]],
    ["**/**/**/…", ["**/".repeat(66)]],
    ["**/a/**/a/…", ["**/a/".repeat(40)]],
    ["**/*/**/*/…", ["**/*/".repeat(40)]],
    ["**/*a*/…b", [`${"**/*a*/".repeat(28)}b`]],
    ["*/*/*/…", ["*/".repeat(100)]],
    [
      "2,000 of **/a?*/**/*b*/**/*.t",
      Array.from({ length: 2000 }, (_, at) => `**/${letter(at)}?*/**/*${letter(at / 26)}*/**/*.t${at}`),
    ],
    [
      "2,000 of *a*b*c*",
      Array.from({ length: 2000 }, (_, at) => `*${letter(at)}*${letter(at / 26)}*${letter(at * 7)}*`),
    ],
    ["2,000 of *a?????", Array.from({ length: 2000 }, (_, at) => `*${letter(at)}${"?".repeat(at % 60)}b`)],
  ])("is exponential: %s", (_, patterns) => {
    const set = compile(patterns);
    const paths = [
      "a".repeat(4096),
      "a/".repeat(2048),
      "ab".repeat(2048),
      "a/b".repeat(1365),
      `${"a".repeat(4096)}b`,
      "az/".repeat(1500),
    ];
    // Time of the processor: the machine does other things too.
    const start = process.cpuUsage();
    for (const path of paths) set.find(path);
    intersect(patterns[0]!, patterns.at(-1)!);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});
