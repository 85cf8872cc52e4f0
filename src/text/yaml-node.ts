// The tree a YAML text becomes: every key and value with its place and the way it was written. It judges nothing.
import { boolCoreTag, floatCoreTag, intCoreTag, NOT_RESOLVED, nullCoreTag } from "js-yaml";
import type { Place } from "../core/finding.ts";

/** What a scalar means in YAML's core schema; `refused` stands where something was already complained about. */
export type ScalarType = "text" | "number" | "boolean" | "nothing" | "refused";

export interface YamlScalar {
  readonly kind: "scalar";
  readonly at: Place;
  /** The text after quotes and escapes. */
  readonly text: string;
  readonly style: "plain" | "single" | "double" | "block";
  readonly type: ScalarType;
  /** What stands in the file between the quotes, if any; null where it spans lines. */
  readonly raw: string | null;
}

export interface YamlList {
  readonly kind: "list";
  readonly at: Place;
  readonly items: readonly YamlNode[];
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

/** Entries in the order of the file; after a complaint about a duplicate key only the first of them. */
export interface YamlMap {
  readonly kind: "map";
  readonly at: Place;
  readonly entries: readonly YamlEntry[];
}

export type YamlNode = YamlScalar | YamlList | YamlMap;

/** The place of what stands in no file, such as a default. */
export const NOWHERE: Place = { path: "", line: 0, column: 0 };

const UNTYPED = [
  ["nothing", nullCoreTag],
  ["boolean", boolCoreTag],
  ["number", intCoreTag],
  ["number", floatCoreTag],
] as const;

/** What an unquoted scalar means. */
export const plainType = (text: string): ScalarType =>
  UNTYPED.find(([, tag]) => tag.resolve(text, false, tag.tagName) !== NOT_RESOLVED)?.[0] ?? "text";

/** The place of a character of a scalar's text, seen through quotes and escapes; the scalar's own where that is on another line. */
export function placeWithin(scalar: YamlScalar, offset: number): Place {
  const { at, raw, style } = scalar;
  if (raw === null || at === NOWHERE) return at;
  const quote = style === "single" || style === "double" ? 1 : 0;
  return { ...at, column: at.column + quote + rawOffset(raw, style, offset) };
}

const WIDTHS: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };

function rawOffset(raw: string, style: YamlScalar["style"], offset: number): number {
  let position = 0;
  for (let seen = 0; seen < offset && position < raw.length; seen++) {
    if (style === "double" && raw[position] === "\\") position += WIDTHS[raw[position + 1]!] ?? 2;
    else position += style === "single" && raw[position] === "'" ? 2 : 1;
  }
  return position;
}

/** How a complaint names a node: `the number 5`, `a list`. */
export function describeNode(node: YamlNode): string {
  if (node.kind !== "scalar") return `a ${node.kind}`;
  if (node.type === "nothing") return "empty";
  return node.type === "text" || node.type === "refused"
    ? `the text ${show(node.text)}`
    : `the ${node.type} ${node.text}`;
}

/** A text in quotes, on one line and short enough for a sentence. */
export function show(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  const odd = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;
  return `"${short.replace(odd, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`)}"`;
}
