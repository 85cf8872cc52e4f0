// The pieces a file's shape is described with, once: each can read a node of the tree, and print itself as JSON Schema.
// A piece complains about all it can and answers with what was good; it knows nothing of policies.
import type { Place } from "../core/finding.ts";
import type { Log } from "./policy-log.ts";
import { nearest } from "./similar.ts";
import { describeNode, NOWHERE, placeWithin, show, type YamlMap, type YamlNode, type YamlScalar } from "./yaml-node.ts";

export type Json = string | number | boolean | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What is being read: `"rounds.branch"`, `an entry of "shared"`. */
export interface Spot {
  readonly log: Log;
  readonly name: string;
  /** The dotted path to it, for naming what is inside. */
  readonly inside: string;
  /** Its key, where a complaint about something missing goes. */
  readonly at: Place;
}

export interface Shape<T> {
  readonly schema: JsonObject;
  /** Null after a complaint, and only then. */
  read(node: YamlNode, spot: Spot): T | null;
}

/** A text and where it was written; null for a default. */
export interface Text {
  readonly text: string;
  readonly at: Place | null;
}

/** The grammar of a text, in words and as a regular expression that editors understand too. */
export interface Form {
  /** With its article: `a duration such as 30m`. */
  readonly called: string;
  readonly pattern: string;
  readonly maxLength?: number;
  readonly examples?: readonly string[];
  readonly fix?: string;
  /** A clause in better words than the pattern has, and what the pattern cannot say; `offset` counts from the text's start. */
  readonly check?: (text: string) => { readonly message: string; readonly offset: number } | null;
}

const isRefused = (node: YamlNode): boolean => node.kind === "scalar" && node.type === "refused";

/** Complain that a node is of the wrong kind, unless that was done already. */
function mismatch(node: YamlNode, spot: Spot, wanted: string, fix: string | null = null): null {
  const isEmpty = node.kind === "scalar" && node.type === "nothing";
  const found = isEmpty ? "has no value, but must be" : "must be";
  const but = isEmpty ? "" : `, not ${describeNode(node)}`;
  if (!isRefused(node)) spot.log.error(node.at, `${spot.name} ${found} ${wanted}${but}.`, fix);
  return null;
}

export function text(form: Form): Shape<Text> {
  const grammar = new RegExp(form.pattern, "u");
  return {
    schema: {
      type: "string",
      pattern: form.pattern,
      ...(form.maxLength !== undefined && { maxLength: form.maxLength }),
      ...(form.examples && { examples: form.examples }),
    },
    read(node, spot) {
      if (node.kind !== "scalar" || node.type !== "text") {
        const unquoted = node.kind === "scalar" && node.type !== "nothing";
        return mismatch(
          node,
          spot,
          form.called,
          unquoted ? `If it is meant as text, put it in quotes: ${show(node.text)}.` : null,
        );
      }
      return readForm(form, grammar, node, spot) ? { text: node.text, at: node.at === NOWHERE ? null : node.at } : null;
    },
  };
}

function readForm(form: Form, grammar: RegExp, node: YamlScalar, { log, name }: Spot): boolean {
  const tooLong = form.maxLength !== undefined && node.text.length > form.maxLength;
  const problem = tooLong ? null : (form.check?.(node.text) ?? null);
  const fix = form.fix ?? null;
  if (tooLong) log.error(node.at, `${name} is over ${form.maxLength} characters long: ${show(node.text)}.`, fix);
  else if (problem !== null)
    log.error(placeWithin(node, problem.offset), `${name}, ${show(node.text)}, ${problem.message}.`, fix);
  else if (!grammar.test(node.text)) log.error(node.at, `${name} must be ${form.called}, not ${show(node.text)}.`, fix);
  else return true;
  return false;
}

export function choice<const T extends string>(values: readonly T[]): Shape<T> {
  const wanted = `one of ${values.join(", ")}`;
  return {
    schema: { type: "string", enum: values },
    read(node, spot) {
      const known =
        node.kind === "scalar" && node.type === "text" ? values.find((value) => value === node.text) : undefined;
      if (known !== undefined) return known;
      const meant = node.kind === "scalar" ? nearest(node.text, values) : null;
      return mismatch(node, spot, wanted, meant === null ? null : `Did you mean "${meant}"?`);
    },
  };
}

export const flag: Shape<boolean> = {
  schema: { type: "boolean" },
  read(node, spot) {
    if (node.kind === "scalar" && node.type === "boolean") return node.text.toLowerCase() === "true";
    return mismatch(node, spot, "true or false", "Write true or false, without quotes.");
  },
};

/** Whole numbers from 1, written in decimal digits. */
export const count: Shape<number> = {
  schema: { type: "integer", minimum: 1 },
  read(node, spot) {
    const number =
      node.kind === "scalar" && node.type === "number" && /^[0-9]{1,9}$/.test(node.text) ? Number(node.text) : 0;
    return number > 0 ? number : mismatch(node, spot, "a whole number from 1", unquote(node));
  },
};

export function constant<const T extends number>(value: T, fix: string): Shape<T> {
  return {
    schema: { const: value },
    read(node, spot) {
      if (node.kind === "scalar" && node.type === "number" && node.text === String(value)) return value;
      return mismatch(node, spot, `the number ${value}`, unquote(node) ?? fix);
    },
  };
}

const unquote = (node: YamlNode): string | null =>
  node.kind === "scalar" && node.type === "text" && /^[0-9]+$/.test(node.text) ? "Remove the quotes." : null;

/** A number where a number stands, else one of the words. */
export function countOr<const T extends string>(values: readonly T[]): Shape<T | number> {
  const word = choice(values);
  const wanted = `one of ${values.join(", ")}, or a whole number from 1`;
  return {
    schema: { anyOf: [word.schema, count.schema] },
    read(node, spot) {
      const known =
        node.kind === "scalar" && node.type === "text" ? values.find((value) => value === node.text) : undefined;
      if (known !== undefined) return known;
      if (node.kind === "scalar" && node.type === "number") return count.read(node, spot);
      const meant = node.kind === "scalar" ? nearest(node.text, values) : null;
      return mismatch(node, spot, wanted, unquote(node) ?? (meant === null ? null : `Did you mean "${meant}"?`));
    },
  };
}

export function list<T>(item: Shape<T>, atLeast = 0): Shape<readonly T[]> {
  return {
    schema: { type: "array", items: item.schema, ...(atLeast > 0 && { minItems: atLeast }) },
    read(node, spot) {
      if (node.kind !== "list") return mismatch(node, spot, "a list", listFix(node));
      if (node.items.length < atLeast)
        spot.log.error(
          node.at,
          `${spot.name} must have at least ${atLeast === 1 ? "one entry" : `${atLeast} entries`}.`,
        );
      const entry = { ...spot, name: `an entry of "${spot.inside}"` };
      return node.items.flatMap((each) => item.read(each, entry) ?? []);
    },
  };
}

function listFix(node: YamlNode): string | null {
  if (node.kind !== "scalar") return null;
  return node.type === "nothing" ? "Write [] for an empty list." : `Write it as a list: [${show(node.text)}].`;
}

/** A map whose keys people choose. */
export function dictionary<T>(key: Form, value: Shape<T>): Shape<readonly { readonly key: Text; readonly value: T }[]> {
  const keys = text(key);
  return {
    schema: { type: "object", patternProperties: { [key.pattern]: value.schema }, additionalProperties: false },
    read(node, spot) {
      if (node.kind !== "map") return mismatch(node, spot, `a map with ${key.called} as each key`, mapFix(node));
      return node.entries.flatMap((entry) => {
        // A key is text whatever it looks like: a team may be called 42.
        const name = keys.read(
          { ...entry.key, type: entry.key.type === "refused" ? "refused" : "text" },
          { ...spot, name: `a key of "${spot.inside}"` },
        );
        const read = value.read(entry.value, within(spot, entry.key.text, entry.key.at));
        return name === null || read === null ? [] : [{ key: name, value: read }];
      });
    },
  };
}

export const mapFix = (node: YamlNode): string | null =>
  node.kind === "scalar" && node.type === "nothing" ? "Write {} for an empty map, or remove the key." : null;

export function within(spot: Spot, key: string, at: Place): Spot {
  const inside = `${spot.inside === "" ? "" : `${spot.inside}.`}${show(key).slice(1, -1)}`;
  return { log: spot.log, inside, name: `"${inside}"`, at };
}

/** For `policy-record.ts`: complain about a node that is no map. */
export const notMap = (node: Exclude<YamlNode, YamlMap>, spot: Spot): null =>
  mismatch(node, spot, "a map of keys and values", mapFix(node));
