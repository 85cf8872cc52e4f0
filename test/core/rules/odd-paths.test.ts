// odd-paths: links that lead out, names that are one where case or Unicode form is folded, bytes that do not print.
import { oddPaths, resolveLink } from "../../../src/core/rules/odd-paths.ts";
import { aPolicy, aPush, complaints, type Sketch, words } from "../a-push.ts";

const ROOT = { names: { "": ["src", "README.md", "Makefile"], src: ["core"], "src/core": ["Case.ts", "caf\u00e9"] } };
const DIRECT = aPolicy("trunk: direct");

describe("names", () => {
  test.each<[string, Sketch, string[]]>([
    ["plain ones are fine", { diff: "+src/core/a.ts +ä/日本.md" }, []],
    ["a file's twin is refused", { diff: "+src/core/case.ts" }, ["error src/core/case.ts"]],
    ["a Unicode form's twin is refused", { diff: "+src/core/cafe\u0301" }, ["error src/core/cafe\u0301"]],
    [
      "a directory's twin is refused with everything in it",
      { diff: "+SRC/a +SRC/b/c" },
      ["error SRC/a", "error SRC/b/c"],
    ],
    ["two twins in one push are both refused", { diff: "+new/a +new/A" }, ["error new/a", "error new/A"]],
    ["two twins of directories are both refused", { diff: "+new/x/a +New/x/a" }, ["error new/x/a", "error New/x/a"]],
    ["what was there is not at fault", { diff: "+src/core/a +Src/a" }, ["error Src/a"]],
    ["what is there may change", { diff: "~src/core/Case.ts ~readme.md" }, []],
    ["a rename to the twin is fine", { diff: "-Makefile +makefile" }, []],
    [
      "a twin of a sharp s is one",
      { diff: "+new/stra\u00dfe +new/STRASSE" },
      ["error new/stra\u00dfe", "error new/STRASSE"],
    ],
    ["an invisible letter hides nothing", { diff: "+READ\u200bME.md" }, ["error READ\u200bME.md"]],
    [
      "a scope may not be imitated",
      { diff: "+CI/run +Test/a +src/Core/a" },
      ["error CI/run", "error Test/a", "error src/Core/a"],
    ],
    ["names like a scope's stand elsewhere", { diff: "+src/core/CI/run +src/core/test" }, []],
    ["control characters are refused", { diff: ["+a\nb", "+c\u0085d"] }, ["error a\nb", "error c\u0085d"]],
    ["bytes that are no UTF-8 are refused", { diff: ["+a\udcff"] }, ["error a\udcff"]],
    ["what stands for them where a host cannot carry them is too", { diff: ["+a\ufffd"] }, ["error a\ufffd"]],
    ["odd names that are there may change and go", { diff: ["~a\nb", "-c\udcff"] }, []],
    [
      "a submodule is told",
      { diff: "+src/core/sub@ ~src/core/other@" },
      ["notice src/core/sub", "notice src/core/other"],
    ],
    ["tags have no paths of their own", { ref: "refs/tags/x", diff: ["+a\nb"] }, []],
    ["a fork's are looked at", { kind: "pull", ref: "refs/pull/7/head", diff: ["+a\nb"] }, ["error a\nb"]],
  ])("%s", (_, sketch, expected) => {
    expect(complaints(oddPaths, aPush({ ...ROOT, ...sketch }))).toEqual(expected);
  });

  test("a directory may be renamed to its twin, once nothing is left of it", () => {
    const names = { "": ["Lib"], Lib: ["a", "deep"], "Lib/deep": ["b"] };
    const moved = "+lib/a +lib/deep/b -Lib/a";
    expect(complaints(oddPaths, aPush({ names, diff: `${moved} -Lib/deep/b` }))).toEqual([]);
    expect(complaints(oddPaths, aPush({ names, diff: moved }))).toEqual(["error lib/a", "error lib/deep/b"]);
    expect(complaints(oddPaths, aPush({ names, diff: `${moved} -Lib/deep/b +Lib/c` }))).toHaveLength(3);
  });

  test("it shows by its code points what looks alike", () => {
    expect(words(oddPaths, aPush({ ...ROOT, diff: "+src/core/cafe\u0301 +Src/a" }))).toEqual([
      "src/core/cafe\u0301 equals src/core/caf\u00e9 (U+00E9) but for case or Unicode form → use the name that is there: src/core/caf\u00e9 (U+00E9)",
      "Src/a equals src but for case or Unicode form (Src) → use the name that is there: src",
    ]);
    expect(words(oddPaths, aPush({ diff: ["+Ci/run", "+a\tb", "+a\udcff"] }))).toEqual([
      'the path "a\\tb" contains control characters → rename it',
      'the path "a\\377" is not valid UTF-8 → rename it',
      "Ci/run imitates the scope ci: it differs only in case or Unicode form → use ci, or another name",
    ]);
  });
});

describe("links", () => {
  test.each<[string, Sketch, string[]]>([
    ["one inside the scope is fine", { diff: "+src/core/l>../core/a ~src/core/m>./deep//b" }, []],
    ["one to a directory all in the scope is fine", { diff: "+src/core/x/l>.." }, []],
    ["one to what everybody may write is fine", { diff: "+src/core/l>../../notes/a" }, []],
    ["one to another's path is refused", { diff: "+src/core/l>../../test/a" }, ["error src/core/l"]],
    ["one to a protected path is refused", { diff: "+src/core/l>../../ci/a" }, ["error src/core/l"]],
    ["one to the root is refused", { diff: "+src/core/l>../.." }, ["error src/core/l"]],
    ["one out of the repository is refused", { diff: "+src/core/l>../../../a" }, ["error src/core/l"]],
    ["one to an absolute path is refused", { diff: "+src/core/l>/etc/passwd" }, ["error src/core/l"]],
    [
      "one that winds is refused",
      { diff: "+src/core/l>a/../b +src/core/m>a/./..//b" },
      ["error src/core/l", "error src/core/m"],
    ],
    ["one with a zero byte in it is refused", { diff: "+src/core/l>a\0b" }, ["error src/core/l"]],
    ["deleting one is fine", { diff: "-src/core/l>/etc/passwd" }, []],
    [
      "one whose target is not known is undecided",
      { diff: "+src/core/l>a", links: new Map() },
      ["error src/core/l (undecided)"],
    ],
    ["on a branch of no lane it only has to stay inside", { branch: "other", diff: "+l>test +m>../x" }, ["error m"]],
  ])("%s", (_, sketch, expected) => {
    expect(complaints(oddPaths, aPush(sketch))).toEqual(expected);
  });

  test("on a direct trunk the scope is that of the session whose commit has it", () => {
    const link = (target: string, ...commits: string[]) =>
      aPush({ branch: "main", diff: `+src/core/l>${target}`, commits });
    const commits = ["[sQ] x | +src/core/l>a", "[sA] y | ~src/core/l>b"];
    expect(complaints(oddPaths, link("../../test/a", ...commits), DIRECT)).toEqual(["error src/core/l"]);
    expect(complaints(oddPaths, link("a", ...commits), DIRECT)).toEqual([]);
    expect(complaints(oddPaths, link("../../test/a", "x | +src/core/l>a"), DIRECT)).toEqual([]);
    expect(complaints(oddPaths, link("../../test/a", ...commits), aPolicy())).toEqual([]);
  });

  test.each([
    ["a/b", "c", "a/c"],
    ["a/b", "../c", "c"],
    ["a/b", "..", ""],
    ["a/b", "././/c/", "a/c"],
    ["a/b", "../..", null],
    ["a", "../a", null],
    ["a", "/a", null],
    ["a", "", null],
  ])("a link at %s to %s leads to %j", (path, target, expected) => {
    expect(resolveLink(path, target)).toBe(expected);
  });

  test("it says where one leads", () => {
    const fix = "link to a path inside the scope, or copy the file";
    expect(
      words(oddPaths, aPush({ diff: "+src/core/l>../../test +src/core/m>../.. +src/core/n>/x +src/core/o>a/.." })),
    ).toEqual([
      `the link src/core/l leads to test, outside the write scope of team fw → ${fix}`,
      `the link src/core/m leads to the root, outside the write scope of team fw → ${fix}`,
      `the link src/core/n leaves the repository: /x → ${fix}`,
      `where the link src/core/o leads cannot be told from its target → ${fix}`,
    ]);
  });
});
