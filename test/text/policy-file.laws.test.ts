// What holds for any text as a policy: an answer in time, located problems, one meaning for every line ending.
import { Ajv } from "ajv";
import fc from "fast-check";
import { dump, load } from "js-yaml";
import { patternProblem } from "../../src/core/glob.ts";
import { type PolicyFile, parsePolicy, policyFromBytes } from "../../src/text/policy-file.ts";
import { policySchema } from "../../src/text/policy-schema.ts";
import { EXAMPLE } from "./example.ts";

/** A policy or an error, never both; every finding within the text. */
function sound({ policy, findings }: PolicyFile, text: string): void {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  expect(policy === null).toBe(findings.some(({ level }) => level === "error"));
  for (const { line, column, message, path } of findings) {
    expect(path).toBe(".github/lanekeeper.yml");
    expect(message).toMatch(/^["“A-Z].*\.$/su);
    expect(line! >= 1 && line! <= lines.length).toBe(true);
    expect(column! >= 1 && column! <= lines[line! - 1]!.length + 1).toBe(true);
  }
}

const PIECES = [
  "a",
  "b: ",
  "- ",
  "? ",
  "[",
  "]",
  "{",
  "}",
  ", ",
  "\n",
  "  ",
  "\n  ",
  "&a ",
  "*a",
  "!t ",
  '"',
  "'",
  "|",
  ">-\n",
  "# ",
  "---\n",
  "...\n",
  "\t",
  "\ufeff",
  ":",
  "%YAML 1.2\n",
  "\\",
  "1",
  "\r\n",
  "\r",
  "é",
  "@",
  "\0",
  "\ud800",
  "architects: [ada]\n",
  "teams:\n",
  "  qa:\n",
  "    write: [x]\n",
  "sessions: {names: {sA: ",
  "shared: [",
  "rounds: {barrier: ",
  "trunk: ",
  "null",
  "true",
] as const;
const yamlish = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(""));

test("any string is a policy or has located problems", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), yamlish), (text) => sound(parsePolicy(text), text)),
    { numRuns: 2_000 },
  );
});

test("any edit of the example is a policy or has located problems", () => {
  const edit = fc.tuple(fc.nat(EXAMPLE.length), fc.nat(12), fc.constantFrom(...PIECES));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce(
        (before, [at, gone, piece]) => before.slice(0, at) + piece + before.slice(at + gone),
        EXAMPLE,
      );
      sound(parsePolicy(text), text);
    }),
    { numRuns: 500 },
  );
});

test("any bytes are a policy or have located problems", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const { policy, findings } = policyFromBytes(bytes);
      expect(policy === null).toBe(findings.length > 0);
      expect(findings.every(({ line, column }) => line! >= 1 && column! >= 1)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

const shape = ({ policy, findings }: PolicyFile) =>
  JSON.stringify({ policy, findings }, (_, value) => (value instanceof Map ? [...value] : value));

test("CRLF and a byte order mark change nothing", () => {
  fc.assert(
    fc.property(
      yamlish.map((text) => text.replace(/\r|\ufeff/g, "")),
      (text) => {
        const plain = shape(parsePolicy(text));
        expect(shape(parsePolicy(text.replace(/\n/g, "\r\n")))).toBe(plain);
        expect(shape(parsePolicy(`\ufeff${text}`))).toBe(plain);
      },
    ),
    { numRuns: 1_000, examples: [[">-\n\n  a"]] },
  );
  expect(shape(parsePolicy(EXAMPLE.replace(/\n/g, "\r\n")))).toBe(shape(parsePolicy(EXAMPLE)));
});

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

test.each<[string, string, string]>([
  ["a megabyte", "x".repeat(1 << 20), "The file is over 256 KiB."],
  ["a megabyte of keys", lines(100_000, (index) => `key${index}: 1`), "The file is over 256 KiB."],
  ["10,000 open brackets", "[".repeat(10_000), "Nesting goes deeper than 20 levels."],
  ["10,000 open braces", "{a: ".repeat(10_000), "Nesting goes deeper than 20 levels."],
  ["10,000 list marks", "- ".repeat(10_000), "Nesting goes deeper than 20 levels."],
  ["10,000 explicit keys", "? ".repeat(10_000), "Nesting goes deeper than 20 levels."],
  ["600 maps one in the other", lines(600, (index) => `${" ".repeat(index)}a:`), "Nesting goes deeper than 20 levels."],
  ["10,000 maps one in the other", lines(10_000, (index) => `${" ".repeat(index)}a:`), "The file is over 256 KiB."],
  [
    "an alias bomb",
    `a0: &a0 [x, x]\n${lines(25, (index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`)}`,
    "A YAML anchor (&) is not allowed.",
  ],
  ["80,000 aliases", `[${"*a,".repeat(80_000)}]`, '"*a" is read as a YAML alias, which is not allowed.'],
  ["50,000 duplicate keys", "a: 1\n".repeat(50_000), 'The key "a" stands here a second time; it is already on line 1.'],
  ["20,000 unknown keys", lines(20_000, (index) => `k${index}: 1`), '"k1" is not a key of a policy.'],
  ["60,000 bad patterns", `shared: [${'"/",'.repeat(60_000)}]`, '"architects" is missing.'],
  [
    "100,000 aliases of a team",
    `teams: {x: {write: [], aliases: [${"a,".repeat(100_000)}]}}`,
    '"architects" is missing.',
  ],
  ["a long address", `notify: ["http://${"a".repeat(250_000)} "]`, '"architects" is missing.'],
  [
    "a long open quote",
    `a: "${"x\\n".repeat(60_000)}`,
    "This is not valid YAML: unexpected end of the stream within a double quoted scalar.",
  ],
])("%s ends in a finding within a second or so", (_, text, message) => {
  const started = process.cpuUsage();
  const { policy, findings } = parsePolicy(text);
  // Time of the processor, twice the promise: the machine does other things too.
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1_000).toBeLessThan(2_000);
  expect(policy).toBeNull();
  expect(findings.map((each) => each.message)).toContain(message);
});

const list = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { maxLength: 3 });
const pattern = fc
  .oneof(fc.constantFrom("*", "**", "src/", "docs/**/*.md", "a?b/*"), fc.string({ maxLength: 12 }))
  .filter((text) => patternProblem(text) === null);
const duration = fc.constantFrom("5m", "1h30m", "2d", "90s");
const some = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(fields, { requiredKeys: [] });
const written = fc.record(
  {
    version: fc.constant(1),
    architects: fc.uniqueArray(fc.constantFrom("ada", "@acme/a", "x[bot]"), { minLength: 1 }),
    teams: fc.dictionary(
      fc.constantFrom("qa", "fw", "a.b-c"),
      fc.record(
        { write: list(pattern), read: list(pattern), members: list(fc.constantFrom("bob", "@a/b")) },
        { requiredKeys: ["write"] },
      ),
    ),
    sessions: some({
      branches: list(fc.constantFrom("{id}", "x/*-{id}")),
      prefix: fc.constantFrom("off", "warn"),
      names: fc.dictionary(fc.constantFrom("sA", "sB2"), fc.constant("Bob"), { maxKeys: 1 }),
      write: fc.dictionary(fc.constantFrom("sC", "sD"), list(pattern)),
    }),
    shared: list(pattern),
    protected: list(pattern),
    trunk: fc.constantFrom("branch", "direct"),
    free: list(fc.constantFrom("bot", "dependabot[bot]")),
    rounds: some({
      branch: fc.constantFrom("r/{n}/{team}", "{team}-{n}"),
      barrier: fc.oneof(fc.constantFrom("all", "any"), fc.integer({ min: 1, max: 99 })),
      deadline: duration,
      reply: fc.constantFrom("R.md", "an swer"),
    }),
    claims: some({ ttl: duration, ignore: list(pattern) }),
    messages: some({
      queue: fc.constantFrom("q", "a/b/"),
      scoreboard: fc.constantFrom("s.md", "a/#1 (x).md"),
      ack_within: duration,
      escalate_to: list(fc.constantFrom("ada", "sA")),
    }),
    github: some({ approve: fc.boolean() }),
  },
  { requiredKeys: ["architects"] },
);

test("a policy written from its grammar is valid, for the parser and for the schema", () => {
  const accepts = new Ajv().compile(policySchema());
  fc.assert(
    fc.property(written, (value) => {
      const text = dump(value);
      expect(parsePolicy(text).findings.filter(({ level }) => level === "error")).toEqual([]);
      expect(accepts(load(text))).toBe(true);
    }),
    { numRuns: 300 },
  );
});
