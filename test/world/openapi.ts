// GitHub's published description of the operations we use: every request is held to it, and so is every answer of the double.
import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import type { Json } from "./state.ts";

interface Schema extends Json {
  readonly $ref?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly id: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
  readonly bodyRequired: boolean;
  readonly responses: Readonly<Record<string, Schema | null>>;
}

interface Description {
  readonly source: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

const described: Description = JSON.parse(readFileSync(new URL("openapi/github.json", import.meta.url), "utf8"));
export const operations = described.operations;

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
for (const format of ["uri", "email", "int64", "int32", "repo.nwo", "hostname", "uri-template"])
  ajv.addFormat(format, true);
ajv.addSchema({ $id: "github", schemas: described.schemas });

const compiled = new WeakMap<Schema, ValidateFunction>();

function errorsOf(schema: Schema, value: unknown): string[] {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    // References in an operation's schema point into the one document that has them all.
    validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/schemas/', '"github#/schemas/')));
    compiled.set(schema, validate);
  }
  if (validate(value)) return [];
  return (validate.errors ?? []).slice(0, 8).map(({ instancePath, message, params }) => {
    return `${instancePath === "" ? "/" : instancePath} ${message} ${JSON.stringify(params)}`;
  });
}

/** What is wrong with a request, by the description. */
export function requestErrors(
  operation: Operation,
  path: Readonly<Record<string, string>>,
  query: URLSearchParams,
  body: unknown,
): string[] {
  const errors: string[] = [];
  for (const parameter of operation.parameters) {
    const value = parameter.in === "path" ? path[parameter.name] : query.get(parameter.name);
    if (parameter.in === "header") continue;
    if (value === undefined || value === null) {
      if (parameter.required) errors.push(`${parameter.in} parameter ${parameter.name} is missing`);
    } else if (errorsOf(parameter.schema, value).length > 0) {
      // Everything in a URL is text; what it stands for may be a number or a boolean.
      if (errorsOf(parameter.schema, parsed(value)).length > 0)
        errors.push(`${parameter.in} parameter ${parameter.name} may not be ${JSON.stringify(value)}`);
    }
  }
  const known = new Set(operation.parameters.filter((each) => each.in === "query").map(({ name }) => name));
  for (const name of query.keys()) if (!known.has(name)) errors.push(`query parameter ${name} is not described`);
  if (operation.body === null) {
    if (body !== undefined && JSON.stringify(body) !== "{}") errors.push("a body is not described");
  } else if (body !== undefined) {
    errors.push(
      ...errorsOf(operation.body, body).map((error) => `body: ${error}`),
      ...unknownKeys(operation.body, body),
    );
  } else if (operation.bodyRequired) errors.push("the body is missing");
  return errors;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** GitHub ignores keys it does not know; our code should not send any. */
function unknownKeys(schema: Schema, body: unknown): string[] {
  const { properties } = schema;
  if (properties === undefined || typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([key, value]) => {
    const known = properties[key];
    if (known === undefined) return [`body: ${key} is not described`];
    const items = known.items !== undefined && Array.isArray(value) ? known.items : null;
    return items === null
      ? unknownKeys(known, value)
      : (value as unknown[]).flatMap((each) => unknownKeys(items, each));
  });
}

/** What is wrong with an answer of the double. */
export function answerErrors(operation: Operation, status: number, body: unknown): string[] {
  const schema = operation.responses[String(status)];
  if (schema === undefined) return status >= 300 ? [] : [`the answer ${status} is not described`];
  return schema === null ? [] : errorsOf(schema, body);
}

const resolved = (schema: Schema): Schema =>
  schema.$ref === undefined ? schema : described.schemas[schema.$ref.split("/").at(-1)!]!;

/** The same value with the URLs and node ids the description requires and nobody reads. */
export function complete(schema: Schema | string, value: unknown, url: string): unknown {
  const {
    required = [],
    properties = {},
    items,
    anyOf,
    oneOf,
    allOf,
  } = typeof schema === "string" ? described.schemas[schema]! : resolved(schema);
  if (Array.isArray(value)) return items === undefined ? value : value.map((each) => complete(items, each, url));
  if (typeof value !== "object" || value === null) return value;
  const object = (anyOf ?? oneOf)?.map(resolved).find((each) => each.type !== "null");
  if (object !== undefined) return complete(object, value, url);
  const out: Json = { ...value };
  for (const each of allOf ?? []) Object.assign(out, complete(each, out, url));
  for (const key of required) {
    if (key in out) continue;
    if (/(^|_)(url|href)$/.test(key) || properties[key]?.format === "uri") out[key] = `${url}/-/${key}`;
    else if (key === "node_id") out[key] = `N_${out.id ?? out.sha ?? out.ref ?? 0}`;
    else if (resolved(properties[key] ?? {}).required?.join() === "href") out[key] = {};
  }
  for (const [key, each] of Object.entries(out)) {
    const known = properties[key];
    if (known !== undefined) out[key] = complete(known, each, url);
  }
  return out;
}

export const completeAnswer = (operation: Operation, status: number, body: unknown, url: string): unknown => {
  const schema = operation.responses[String(status)];
  return schema === undefined || schema === null ? body : complete(schema, body, url);
};
