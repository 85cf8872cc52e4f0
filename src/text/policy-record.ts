// Maps whose keys are known: one description of each key (shape, meaning, default) that is read by and printed as JSON Schema.
import type { Place } from "../core/finding.ts";
import { nearest } from "../core/similar.ts";
import { type Json, type JsonObject, mismatch, type Shape, type Spot, within } from "./policy-shape.ts";
import { NOWHERE, show, type YamlEntry, type YamlNode } from "./yaml-node.ts";

export interface Field<T> {
  readonly schema: JsonObject;
  readonly isRequired: boolean;
  /** `node` is undefined where the key is missing; the spot's place is then that of the map's own key. */
  read(node: YamlNode | undefined, spot: Spot): T;
}

type Fields = Readonly<Record<string, Field<unknown>>>;
type Values<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** A key with a default, itself written as in the file and read by the same grammar; after a complaint the default goes on. */
export function defaulted<T>(about: string, value: Json, shape: Shape<T>): Field<T> {
  return {
    schema: { ...shape.schema, description: about, default: value },
    isRequired: false,
    read: (node, spot) => (node === undefined ? null : shape.read(node, spot)) ?? shape.read(fromJson(value), spot)!,
  };
}

/** A key that may be missing; `otherwise` says what then holds. */
export function optional<T>(about: string, shape: Shape<T>): Field<T | null> {
  return {
    schema: { ...shape.schema, description: about },
    isRequired: false,
    read: (node, spot) => (node === undefined ? null : shape.read(node, spot)),
  };
}

/** A key that must be there. */
export function required<T>(about: string, fix: string, shape: Shape<T>): Field<T | null> {
  return {
    schema: { ...shape.schema, description: about },
    isRequired: true,
    read(node, spot) {
      if (node !== undefined) return shape.read(node, spot);
      spot.log.error(spot.at, `${spot.name} is missing.`, fix);
      return null;
    },
  };
}

/** A map of exactly these keys; others are refused, with the key that was probably meant. */
export function record<F extends Fields>(fields: F): Shape<Values<F> & { readonly at: Place }> {
  const names = Object.keys(fields);
  const needed = names.filter((name) => fields[name]!.isRequired);
  return {
    schema: {
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, fields[name]!.schema])),
      ...(needed.length > 0 && { required: needed }),
      additionalProperties: false,
    },
    read(node, spot) {
      if (node.kind !== "map") return mismatch(node, spot, "a map of keys and values");
      const given = new Map(node.entries.map((entry) => [entry.key.text, entry]));
      for (const entry of node.entries) if (!names.includes(entry.key.text)) unknownKey(entry, names, spot);
      const values = names.map((name) => [
        name,
        fields[name]!.read(given.get(name)?.value, within(spot, name, given.get(name)?.key.at ?? spot.at)),
      ]);
      // The values have the types their own fields promise; only the way through entries loses them.
      return { ...(Object.fromEntries(values) as Values<F>), at: node.at };
    },
  };
}

function unknownKey({ key }: YamlEntry, names: readonly string[], spot: Spot): void {
  if (key.type === "refused" || key.text === "") return;
  const meant = spot.log.isFull ? null : nearest(key.text, names);
  const where = spot.inside === "" ? "a policy" : `"${spot.inside}"`;
  const fix = meant === null ? `The keys of ${where} are ${names.join(", ")}.` : `Did you mean "${meant}"?`;
  spot.log.error(key.at, `${show(key.text)} is not a key of ${where}.`, fix);
}

function fromJson(value: Json): YamlNode {
  const at = NOWHERE;
  if (typeof value === "string") return { kind: "scalar", at, text: value, style: "double", type: "text", raw: null };
  if (typeof value === "number" || typeof value === "boolean")
    return {
      kind: "scalar",
      at,
      text: String(value),
      style: "plain",
      type: typeof value as "number" | "boolean",
      raw: null,
    };
  if (Array.isArray(value)) return { kind: "list", at, items: value.map(fromJson) };
  const entries = Object.entries(value).map(
    ([key, each]) => ({ key: fromJson(key), value: fromJson(each) }) as YamlEntry,
  );
  return { kind: "map", at, entries };
}
