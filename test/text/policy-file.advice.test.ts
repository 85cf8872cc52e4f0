// What a policy is warned about, what to do about its problems, and where its limits are.
import { parsePolicy } from "../../src/text/policy-file.ts";

const lines = (text: string) =>
  parsePolicy(text).findings.map(
    ({ level, line, column, message }) => `${line}:${column} ${level === "error" ? "" : `${level}: `}${message}`,
  );

/** A policy with an architect on the first line and these lines below. */
const withArchitect = (...rest: readonly string[]) => ["architects: [ada]", ...rest, ""].join("\n");

test.each<[string, string[], string[]]>([
  ["a pattern that is repeated", ["shared: [a, b, a]"], ['2:16 warning: The pattern "a" is repeated.']],
  [
    "a session listed twice",
    ["teams: {a: {write: [], sessions: [sA, sA]}}"],
    ["2:39 warning: Session sA is listed twice."],
  ],
  [
    "write scopes that overlap",
    ["teams:", "  a: {write: [src/, lib/]}", '  b: {write: ["src/*.md"]}'],
    ['4:15 warning: Teams a ("src/") and b ("src/*.md") both match the path "src/x.md".'],
  ],
  [
    "a display name that is a team's",
    ["teams: {qa: {write: []}}", "sessions: {names: {sA: Qa}}"],
    ['3:24 warning: The display name "Qa" is also the name of a team, and messages to it are ambiguous.'],
  ],
  [
    "a team nobody can write to",
    ["teams: {all: {write: []}}"],
    ['2:9 warning: A team called "all" cannot be written to: the address means something else.'],
  ],
])("%s is only warned about", (_, rest, expected) => {
  const text = withArchitect(...rest);
  expect(lines(text)).toEqual(expected);
  expect(parsePolicy(text).policy).not.toBeNull();
});

test("scopes that overlap in shared paths are not warned about", () => {
  expect(lines(withArchitect("shared: [src/]", "teams: {a: {write: [src/]}, b: {write: [src/x]}}"))).toEqual([]);
});

test.each([
  ["architect: [ada]", 'Did you mean "architects"?'],
  ["architects: [ada]\nteams: {qa: {wirte: [], write: []}}", 'Did you mean "write"?'],
  ["architects: [ada]\ntrunk: dirct", 'Did you mean "direct"?'],
  ["architects: [ada]\nrounds: {barrier: al}", 'Did you mean "all"?'],
  ["architects: [ada]\nversion: '1'", "Remove the quotes."],
  ["architects: [ada]\nshared: docs/", 'Write it as a list: ["docs/"].'],
  ["architects: [5]", 'If it is meant as text, put it in quotes: "5".'],
  ["architects: [ada]\nclaims: {ttl: 6}", "Write whole numbers with s, m, h or d."],
  ["architects: [ada]\nshared: [*]", 'Put a pattern that starts with * in quotes: "*".'],
  ["architects: [@acme/x]", "Put a value that starts with @ in quotes."],
])("%j comes with the fix %s", (text, fix) => {
  expect(parsePolicy(text).findings.map((each) => each.fix)).toContain(fix);
});

test("more than 2,000 patterns are refused at the first too many", () => {
  const shared = (count: number) =>
    withArchitect("shared:", ...Array.from({ length: count }, (_, index) => `  - p${index}`));
  // Besides those written there are defaults for sessions' branches.
  expect(lines(shared(1_998))).toEqual([]);
  expect(lines(shared(2_000))).toEqual(["2001:5 There are 2002 patterns, by default or written; 2000 are allowed."]);
});

test("branch patterns that are too many to compare do not pass unseen", () => {
  const team = (name: string) =>
    `  ${name}: {write: [], branches: [${Array.from({ length: 900 }, (_, index) => `"**/*${name}${index}end"`)}]}`;
  expect(lines(withArchitect("teams:", team("a"), team("b")))).toEqual([
    "3:3 There are too many branch patterns that start with a wildcard to compare.",
  ]);
});

test("a thousand problems are shown, the others counted", () => {
  const { findings, policy } = parsePolicy(withArchitect(`shared: [${"/a, ".repeat(6_000)}]`));
  expect(policy).toBeNull();
  expect(findings).toHaveLength(1_001);
  expect(findings.at(-1)!.message).toBe("There are 5000 more problems.");
});

test("findings carry the path they were asked about", () => {
  expect(parsePolicy("", "other.yml").findings[0]).toMatchObject({
    rule: "policy-valid",
    path: "other.yml",
    line: 1,
    column: 1,
  });
});
