// What a tool of the MCP server is, and the three ways it answers: with data, with why it was refused, with an error.
import type { Finding } from "../../core/finding.ts";
import { Incomplete } from "../../ports.ts";
import type { Client } from "../api.ts";
import type { Here } from "../here/here.ts";

/** What a tool works with: one client's connection. */
export interface Desk {
  readonly client: Client;
  /** `owner/name`. */
  readonly repo: string;
  /** Where it was started, looked at anew: branches and policies move. */
  readonly here: () => Promise<Here | null>;
  /** Who speaks; a tool may change it. */
  session: string | null;
}

/** How one call goes on. */
export interface Call {
  readonly signal: AbortSignal;
  /** Say that it still does. */
  readonly alive: () => void;
}

export type Reply =
  | { readonly kind: "data"; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: "refused"; readonly findings: readonly Finding[] }
  | { readonly kind: "error"; readonly title: string; readonly detail: string; readonly fix: string | null };

export interface Schema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: string[];
  readonly [key: string]: unknown;
}

export interface Tool<Input = unknown> {
  readonly name: string;
  readonly description: string;
  readonly readOnly: boolean;
  readonly input: Schema;
  /** What `data` always has. */
  readonly output: Readonly<Record<string, object>>;
  /** The input has been validated. */
  run(desk: Desk, input: Input, call: Call): Promise<Reply>;
}

export const data = (data: Readonly<Record<string, unknown>>): Reply => ({ kind: "data", data });
export const wrong = (detail: string, fix: string | null = null): Reply => ({
  kind: "error",
  title: "bad arguments",
  detail,
  fix,
});

/** A server that does not answer is an answer too; whatever else is thrown is a fault. */
export async function answering(reply: () => Promise<Reply>): Promise<Reply> {
  try {
    return await reply();
  } catch (error) {
    if (!(error instanceof Incomplete)) throw error;
    return { kind: "error", title: "the server does not answer", detail: error.message, fix: error.fix };
  }
}

export const NOBODY = wrong("nobody can tell which session speaks", 'call start_session with {"session": "sA"} first');

// ---------------------------------------------------------------- words of schemas

export const text = (description: string, maxLength = 200): object => ({
  type: "string",
  minLength: 1,
  maxLength,
  description,
});
export const word = (description: string): object => ({ type: "string", pattern: "^\\S{1,200}$", description });
export const list = (items: object, description: string, maxItems = 100): object => ({
  type: "array",
  items,
  minItems: 1,
  maxItems,
  description,
});
export const many = (items: object = { type: "object" }): object => ({ type: "array", items });
export const maybe = (type: string): object => ({ type: [type, "null"] });
export const STRING = { type: "string" };
export const NUMBER = { type: "integer" };
export const input = (properties: Readonly<Record<string, object>>, ...required: string[]): Schema => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

/** What comes back: what a tool always has, or why there is nothing. */
export const outputOf = (properties: Readonly<Record<string, object>>): Schema => ({
  type: "object",
  properties: { ...properties, findings: many(), error: { type: "object" } },
  anyOf: [{ required: Object.keys(properties) }, { required: ["findings"] }, { required: ["error"] }],
});
