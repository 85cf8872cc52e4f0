// CODEOWNERS lines to rules: the same paths in the policy's dialect, and a note about whatever is left out.
import { compile } from "../../src/core/glob.ts";
import { parseCodeOwners } from "../../src/text/codeowners.ts";
import { literally } from "../../src/text/owner-pattern.ts";

const FILE = ".github/CODEOWNERS";
const parse = (text: string) => parseCodeOwners(text, FILE);

describe("a pattern of CODEOWNERS", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["*", ["a", "a/b/c", ".x"], []],
    ["/", ["a", "a/b"], []],
    ["*.js", ["a.js", "b/c/a.js"], ["a.ts", "a.js/b"]],
    ["/build/logs/", ["build/logs/a", "build/logs/a/b"], ["x/build/logs/a", "build/logs"]],
    ["docs/*", ["docs/a.md"], ["docs/a/b.md", "x/docs/a.md"]],
    ["apps/", ["apps/a", "x/apps/a/b"], ["apps", "happs/a"]],
    ["/docs/", ["docs/a", "docs/a/b"], ["x/docs/a"]],
    ["/docs", ["docs", "docs/a/b"], ["docs2", "x/docs"]],
    ["docs", ["docs", "docs/a", "x/docs", "x/docs/a"], ["docs2"]],
    ["**/logs", ["logs", "logs/a", "build/logs/a"], ["xlogs"]],
    ["/a/**", ["a/b", "a/b/c"], ["a"]],
    ["/a/**/z", ["a/z", "a/b/z", "a/b/z/y"], ["a/b/zz"]],
    ["/*", ["README.md", ".x"], ["a/b"]],
    ["/a\\ b/", ["a b/c"], ["a/c"]],
    ["/a{1}/(x)", ["a{1}/(x)", "a{1}/(x)/y"], ["a1/x"]],
    ["/x+(y)/*(z)", ["x+(y)/(z)", "x+(y)/a(z)"], ["xyy/z"]],
  ])("%s means the same paths here", (written, inside, outside) => {
    const [rule] = parse(`${written} @ada`).rules;
    const set = compile(rule!.patterns);
    expect(inside.filter((path) => !set.has(path))).toEqual([]);
    expect(outside.filter((path) => set.has(path))).toEqual([]);
  });

  it.each([
    ["!docs/ @ada", "negation"],
    ["a[bc]/ @ada", "character class"],
    ["/../x @ada", "segment"],
    ["/docs/", "no owner"],
    ["/docs/ ada@example.org", "e-mail"],
    ["/docs/ ada", "no login"],
    ["[Documentation] @docs", "section"],
    ["^[Optional][2]", "section"],
    [`/${"x".repeat(300)} @ada`, "longer than 200"],
  ])("%s is left out with a note that says why", (line, why) => {
    const { rules, notes } = parse(`# head\n${line}\n`);
    expect(rules).toEqual([]);
    expect(notes.map(({ message }) => message).join("\n")).toContain(why);
    expect(notes[0]?.at).toEqual({ path: FILE, line: 2, column: 1 });
  });
});

it("reads owners as a policy writes them, once each, up to a comment", () => {
  const { rules, notes } = parse("  /docs/ @ada @acme/docs @ada # @nobody\r\n# /x @y\n\n");
  expect(rules.map(({ owners, at }) => [owners, at.line, at.column])).toEqual([[["ada", "@acme/docs"], 1, 3]]);
  expect(notes).toEqual([]);
});

it("writes a path as a pattern of nothing else", () => {
  const odd = "a*b?[c]{d}(e)!#\\f+(g)";
  expect(compile([`${literally(odd)}/`]).has(`${odd}/x`)).toBe(true);
  expect(compile([`${literally(odd)}/`]).has("axb/x")).toBe(false);
});
