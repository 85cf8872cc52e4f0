// The JSON Schema of a policy: valid by its own standard, the one checked in, and of one mind with the parser.
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { load } from "js-yaml";
import { parsePolicy } from "../../src/text/policy-file.ts";
import { policySchema } from "../../src/text/policy-schema.ts";
import type { Json, JsonObject } from "../../src/text/policy-shape.ts";
import { EXAMPLE } from "./example.ts";

const schema = policySchema();
// The schema's own documentation of examples is no keyword of validation; all else must be known.
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
const accepts = ajv.compile(schema);

test("it is valid JSON Schema", () => {
  expect(ajv.validateSchema(schema)).toBe(true);
});

test("the checked-in file is the generated one", () => {
  const file = readFileSync(new URL("../../schema/lanekeeper.schema.json", import.meta.url), "utf8");
  expect(file).toBe(`${JSON.stringify(schema, null, 2)}\n`);
});

test("it accepts the complete example and its own examples", () => {
  expect(accepts(load(EXAMPLE))).toBe(true);
  for (const example of schema.examples as readonly Json[]) expect(accepts(example)).toBe(true);
});

test("its defaults and examples are accepted by itself", () => {
  const wrong: string[] = [];
  walk(schema, "", (node, path) => {
    const check = ajv.compile(Object.fromEntries(Object.entries(node).filter(([key]) => !key.startsWith("$"))));
    const examples = Array.isArray(node.examples) ? node.examples : [];
    const values = "default" in node ? [node.default, ...examples] : examples;
    for (const value of values) if (!check(value)) wrong.push(`${path}: ${JSON.stringify(value)}`);
  });
  expect(wrong).toEqual([]);
});

test("every key is described, and no map takes unknown keys", () => {
  const bare: string[] = [];
  walk(schema, "", (node, path) => {
    for (const group of [node.properties, node.patternProperties])
      for (const [key, value] of Object.entries((group ?? {}) as Record<string, JsonObject>))
        if (typeof value.description !== "string" || !/^[A-Z].*[.?]$/.test(value.description))
          bare.push(`${path}/${key}`);
    if (node.type === "object" && node.additionalProperties !== false) bare.push(path);
  });
  expect(bare).toEqual([]);
});

test.each([
  ["no architects", "version: 1"],
  ["an empty list of architects", "architects: []"],
  ["one architect who is no list", "architects: ada"],
  ["a login that is a number", "architects: [5]"],
  ["a login with a space", "architects: [a b]"],
  ["an unknown key", "architects: [ada]\ntrnk: branch"],
  ["a version of the future", "architects: [ada]\nversion: 2"],
  ["a team without a write scope", "architects: [ada]\nteams: {qa: {}}"],
  ["a team's name with a capital", "architects: [ada]\nteams: {Qa: {write: []}}"],
  ["an absolute pattern", "architects: [ada]\nshared: [/a]"],
  ["a pattern that climbs", "architects: [ada]\nshared: [a/../b]"],
  ["a pattern that is too long", `architects: [ada]\nshared: [${"x".repeat(201)}]`],
  ["a word that is none of the choices", "architects: [ada]\nhistory: error"],
  ["a session's id in small letters", "architects: [ada]\nsessions: {names: {sa: Ann}}"],
  ["a display name that is reserved", "architects: [ada]\nsessions: {names: {sA: human}}"],
  ["a session's branch without an id", "architects: [ada]\nsessions: {branches: [x]}"],
  ["a round's branch without a team", 'architects: [ada]\nrounds: {branch: "{n}"}'],
  ["a barrier of none", "architects: [ada]\nrounds: {barrier: 0}"],
  ["a duration without a unit", "architects: [ada]\nclaims: {ttl: 6}"],
  ["a file with a slash", "architects: [ada]\nrounds: {reply: a/b}"],
  ["a word where a boolean belongs", "architects: [ada]\ngithub: {approve: yes}"],
  ["an address that is not of the web", "architects: [ada]\nnotify: [ftp://x]"],
])("it refuses %s, as the parser does", (_, text) => {
  expect(parsePolicy(text).policy).toBeNull();
  expect(accepts(load(text))).toBe(false);
});

/** Every schema within the schema. */
function walk(node: JsonObject, path: string, visit: (node: JsonObject, path: string) => void): void {
  visit(node, path);
  const groups = [node.properties, node.patternProperties].map((group) =>
    Object.entries((group ?? {}) as Record<string, JsonObject>),
  );
  for (const [key, value] of groups.flat()) walk(value, `${path}/${key}`, visit);
  if (node.items !== undefined) walk(node.items as JsonObject, `${path}/*`, visit);
}
