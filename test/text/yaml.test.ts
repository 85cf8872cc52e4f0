// The YAML reader: what tree a text becomes, where things are in it, and what is refused.
import { parseYaml, type YamlOptions } from "../../src/text/yaml.ts";
import { placeWithin, type YamlNode, type YamlScalar } from "../../src/text/yaml-node.ts";

const read = (text: string, options: Partial<YamlOptions> = {}) => parseYaml(text, { path: "p.yml", ...options });
const problems = (text: string) => read(text).problems.map(({ at, message }) => `${at.line}:${at.column} ${message}`);

/** A node on one line: scalars with type and place. */
function brief(node: YamlNode | null): string {
  if (node === null) return "-";
  const place = `${node.at.line}:${node.at.column}`;
  if (node.kind === "scalar") return `${node.type} ${JSON.stringify(node.text)} ${place}`;
  if (node.kind === "list") return `[${node.items.map(brief).join(", ")}] ${place}`;
  return `{${node.entries.map(({ key, value }) => `${key.text} ${key.at.line}:${key.at.column} = ${brief(value)}`).join(", ")}} ${place}`;
}

test.each([
  ["a block map", "a: x\nb:\n  c: y\n", '{a 1:1 = text "x" 1:4, b 2:1 = {c 3:3 = text "y" 3:6} 3:3} 1:1'],
  ["a flow map", '{a: [x, "y"]}', '{a 1:2 = [text "x" 1:6, text "y" 1:9] 1:5} 1:1'],
  ["a block list", "- a\n-  b\n", '[text "a" 1:3, text "b" 2:4] 1:1'],
  ["a list of maps", "- a: 1\n  b: 2\n", '[{a 1:3 = number "1" 1:6, b 2:3 = number "2" 2:6} 1:3] 1:1'],
  ["an empty text", "", 'nothing "" 1:1'],
  ["a text of comments", "# a\n# b\n", 'nothing "" 1:1'],
  ["a key without a value", "a:\nb: x\n", '{a 1:1 = nothing "" 1:1, b 2:1 = text "x" 2:4} 1:1'],
  ["an explicit start of the document", "---\na: x\n", '{a 2:1 = text "x" 2:4} 2:1'],
  ["a byte order mark", "\ufeffa: x\n", '{a 1:1 = text "x" 1:4} 1:1'],
  ["a comment after a byte order mark", "\ufeff# c\na: x\n", '{a 2:1 = text "x" 2:4} 2:1'],
  ["lines that end in CRLF", "a: x\r\nb: y\r\n", '{a 1:1 = text "x" 1:4, b 2:1 = text "y" 2:4} 1:1'],
  ["a literal block", "a: |\n  x\n  y\n", '{a 1:1 = text "x\\ny\\n" 2:3} 1:1'],
  ["a folded block", "a: >-\n  x\n  y\n", '{a 1:1 = text "x y" 2:3} 1:1'],
  ["a block that begins with empty lines", "a: |\n\n \n  x\n", '{a 1:1 = text "\\n\\nx\\n" 4:3} 1:1'],
  ["the same in CRLF", "a: |\r\n\r\n \r\n  x\r\n", '{a 1:1 = text "\\n\\nx\\n" 4:3} 1:1'],
  ["a block of empty lines", "a: |+\n\n\n", '{a 1:1 = text "\\n\\n" 2:1} 1:1'],
  ["keys that look like numbers", "1: x\n", '{1 1:1 = text "x" 1:4} 1:1'],
  ["a key called __proto__", "__proto__: x\n", '{__proto__ 1:1 = text "x" 1:12} 1:1'],
  ["columns in UTF-16 code units", '{"😀": x}', '{😀 1:2 = text "x" 1:8} 1:1'],
])("%s is read with its places", (_, text, expected) => {
  expect(problems(text)).toEqual([]);
  expect(brief(read(text).root)).toBe(expected);
});

test.each([
  ["5", "number"],
  ["-5", "number"],
  ["0x1f", "number"],
  ["0o17", "number"],
  ["1e3", "number"],
  [".5", "number"],
  [".inf", "number"],
  [".NaN", "number"],
  ["true", "boolean"],
  ["False", "boolean"],
  ["null", "nothing"],
  ["~", "nothing"],
  ["yes", "text"],
  ["off", "text"],
  ["12:30", "text"],
  ["2026-05-31", "text"],
  ["1_000", "text"],
  ['"5"', "text"],
  ["'true'", "text"],
  ["12345e7", "number"],
])("the plain scalar %s is %s in the core schema, and text where all scalars are text", (text, type) => {
  expect(read(text).root).toMatchObject({ kind: "scalar", type });
  expect(read(text, { scalars: "text" }).root).toMatchObject({ type: "text", text: text.replace(/["']/g, "") });
});

test("places count from the line the text begins on", () => {
  expect(read("a: x\nb: [y", { firstLine: 10 }).problems[0]!.at).toEqual({ path: "p.yml", line: 11, column: 6 });
  expect(read("a: x", { firstLine: 2 }).root!.at.line).toBe(2);
});

test.each([
  ["plain", "ab", 1, 2],
  ["double quotes", '"ab"', 1, 3],
  ["an escape before it", '"\\\\b"', 1, 4],
  ["a long escape before it", '"\\u0041b"', 1, 8],
  ["a doubled quote before it", "'''b'", 1, 4],
  ["several lines, where only the start is known", '"a\n b"', 2, 1],
])("a character within a scalar is found through %s", (_, text, offset, column) => {
  expect(placeWithin(read(text).root as YamlScalar, offset).column).toBe(column);
});

const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

test.each<[string, string, string[]]>([
  ["a duplicate key", "a: 1\na: 2\n", ['2:1 The key "a" stands here a second time; it is already on line 1.']],
  [
    "all of several duplicate keys",
    'a: {b: 1, "b": 2}\nc: 3\na: 4\na: 5\n',
    [
      '1:11 The key "b" stands here a second time; it is already on line 1.',
      '3:1 The key "a" stands here a second time; it is already on line 1.',
      '4:1 The key "a" stands here a second time; it is already on line 1.',
    ],
  ],
  ["an anchor", "a: &x 1\n", ["1:4 A YAML anchor (&) is not allowed."]],
  ["an alias", "a: *x\n", ['1:4 "*x" is read as a YAML alias, which is not allowed.']],
  ["a pattern without quotes", "a: [**/*.ts]", ['1:5 "**/*.ts" is read as a YAML alias, which is not allowed.']],
  [
    "a merge key",
    "a: &x {b: 1}\nc:\n  <<: *x\n",
    ["1:4 A YAML anchor (&) is not allowed.", '3:7 "*x" is read as a YAML alias, which is not allowed.'],
  ],
  ["a tag", "a: !!str 1\nb: !x {}\n", ["1:4 A YAML tag (!) is not allowed.", "2:4 A YAML tag (!) is not allowed."]],
  ["a directive", "%YAML 1.1\n---\na: 1\n", ["1:1 Directives (%YAML, %TAG) are not allowed."]],
  ["a second document", "a: 1\n---\nb: 2\n", ["2:1 A second document begins here; only one is allowed."]],
  [
    "a second document after an explicit first",
    "---\na: 1\n---\n",
    ["3:1 A second document begins here; only one is allowed."],
  ],
  ["a document after an end mark", "a: 1\n...\nb: 2\n", ["2:1 A second document begins here; only one is allowed."]],
  ["an empty first document", "---\n---\na: 1\n", ["2:1 A second document begins here; only one is allowed."]],
  ["a list as a key", "? [a]\n: b\n", ["1:3 A key must be a plain word, not a list."]],
  ["a missing key", ": b\n", ["1:1 A key is missing before the colon."]],
  ["twenty-one levels", deep(21), ["1:21 Nesting goes deeper than 20 levels."]],
  [
    "a tab as indentation",
    "a:\n\tb: 1\n",
    ["2:1 This is not valid YAML: tab characters must not be used in indentation."],
  ],
  ["an open bracket", "a: [b", ["1:6 This is not valid YAML: unexpected end of the stream within a flow collection."]],
  ["an @ without quotes", "a: @b", ["1:4 This is not valid YAML: bad indentation of a mapping entry."]],
  ["a NUL", "a: 1\0\n", ["1:5 A control character (U+0000) is not allowed here."]],
  [
    "every control character",
    "a\u0007: 1\nb\u0085: 2\u007f\n",
    [
      "1:2 A control character (U+0007) is not allowed here.",
      "2:2 A control character (U+0085) is not allowed here.",
      "2:6 A control character (U+007F) is not allowed here.",
    ],
  ],
  [
    "a carriage return that hides a line",
    "# x\ra: 1\n",
    ["1:4 A carriage return that ends no line (U+000D) is not allowed here."],
  ],
  [
    "a line separator in a comment",
    "# x\u2028a: 1\n",
    ["1:4 A line separator that ends no line (U+2028) is not allowed here."],
  ],
  [
    "a bidirectional control",
    "a: 1 # \u202e\n",
    ["1:8 A character that changes the direction of the text (U+202E) is not allowed here."],
  ],
  ["half of a surrogate pair", "a: \ud83d\n", ["1:4 Half of a surrogate pair (U+D83D) is not allowed here."]],
  ["half of a surrogate pair as an escape", 'a: "\\ud83d"\n', ["1:4 An escape here makes half of a surrogate pair."]],
  [
    "a second byte order mark",
    "a: 1\n\ufeffb: 2\n",
    ["2:1 A byte order mark inside the file (U+FEFF) is not allowed here."],
  ],
])("%s is refused at its place", (_, text, expected) => {
  expect(problems(text)).toEqual(expected);
});

test("twenty levels are allowed", () => {
  expect(problems(deep(20))).toEqual([]);
});

test("a surrogate pair written as two escapes is a character", () => {
  expect(read('"\\ud83d\\ude00"').root).toMatchObject({ text: "😀" });
});

test("what is over 256 KiB is refused by its bytes", () => {
  expect(problems(`# ${"x".repeat(256 * 1024 - 2)}`)).toEqual([]);
  expect(problems(`# ${"x".repeat(256 * 1024 - 1)}`)).toEqual(["1:1 The file is over 256 KiB."]);
  expect(problems(`# ${"é".repeat(128 * 1024)}`)).toEqual(["1:1 The file is over 256 KiB."]);
});
