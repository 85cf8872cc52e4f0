// Scalars in a file's shape: texts of a grammar, words of a choice, numbers, true and false. What was written decides:
// a quoted number is a text, an unquoted one never is.

import { nearest } from "../core/similar.ts";
import { mismatch, type Shape, type Spot, type Text } from "./policy-shape.ts";
import { NOWHERE, placeWithin, show, type YamlNode, type YamlScalar } from "./yaml-node.ts";

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
      if (node.kind !== "scalar" || node.type !== "text")
        return mismatch(node, spot, form.called, quoteFix(form, grammar, node));
      return readForm(form, grammar, node, spot) ? { text: node.text, at: node.at === NOWHERE ? null : node.at } : null;
    },
  };
}

function quoteFix({ fix }: Form, grammar: RegExp, node: YamlNode): string | null {
  const isText = node.kind === "scalar" && node.type !== "nothing" && grammar.test(node.text);
  return isText ? `If it is meant as text, put it in quotes: ${show(node.text)}.` : (fix ?? null);
}

function readForm(form: Form, grammar: RegExp, node: YamlScalar, { log, name }: Spot): boolean {
  const fix = form.fix ?? null;
  const said = `${name} (${show(node.text)})`;
  // Lengths first: not every grammar is cheap on a text of any length.
  const isLong = form.maxLength !== undefined && [...node.text].length > form.maxLength;
  const problem = isLong ? null : (form.check?.(node.text) ?? null);
  if (isLong) log.error(node.at, `${said} is over ${form.maxLength} characters long.`, fix);
  else if (problem !== null)
    log.error(placeWithin(node, problem.offset), `${said} is refused: ${problem.message}.`, fix);
  else if (!grammar.test(node.text)) log.error(node.at, `${name} must be ${form.called}, not ${show(node.text)}.`, fix);
  else return true;
  return false;
}

export function choice<const T extends string>(values: readonly T[]): Shape<T> {
  const wanted = `one of ${values.join(", ")}`;
  return {
    schema: { type: "string", enum: values },
    read: (node, spot) => wordOf(values, node) ?? mismatch(node, spot, wanted, meant(values, node)),
  };
}

const wordOf = <T extends string>(values: readonly T[], node: YamlNode): T | null =>
  node.kind === "scalar" && node.type === "text" ? (values.find((value) => value === node.text) ?? null) : null;

function meant(values: readonly string[], node: YamlNode): string | null {
  const word = node.kind === "scalar" ? nearest(node.text, values) : null;
  return word === null ? null : `Did you mean "${word}"?`;
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
  const wanted = `one of ${values.join(", ")}, or a whole number from 1`;
  return {
    schema: { anyOf: [choice(values).schema, count.schema] },
    read(node, spot) {
      if (node.kind === "scalar" && node.type === "number") return count.read(node, spot);
      return wordOf(values, node) ?? mismatch(node, spot, wanted, unquote(node) ?? meant(values, node));
    },
  };
}
