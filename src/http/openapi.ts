// The OpenAPI 3.1 description of the API, made of the table that the routing itself uses.

import { SCHEMAS, type Schema } from "./openapi-schemas.ts";
import { type Content, ROUTES, type Route } from "./routes.ts";

/** What every route with a token can answer. */
const CLOSED = {
  401: "no token, or one that nobody knows",
  404: "there is no such repository for this token",
} as const;

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const contentOf = (content: Content): Schema =>
  content.kind === "json"
    ? { "application/json": { schema: ref(content.schema) } }
    : { [content.type]: { schema: { type: "string" } } };

function operation({ id, about, token, asks, body, form, answers, problems, path }: Route): Schema {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const parameters = [
    ...names.map((name) => parameter("path", name, PLACES[name] ?? name)),
    ...Object.entries(asks?.query ?? {}).map(([name, said]) => parameter("query", name, said)),
    ...Object.entries(asks?.headers ?? {}).map(([name, said]) => parameter("header", name, said)),
  ];
  const failures = { ...(token ? CLOSED : {}), ...problems };
  return {
    operationId: id,
    summary: about,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: ref(body) } } } }),
    ...(form === undefined ? {} : { requestBody: { required: true, content: formOf(form) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, { about: description, content }]) => [
          status,
          { description, content: contentOf(content) },
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(failures)
          .filter(([status]) => !(status in answers))
          .map(([status, description]) => [status, { description, content: PROBLEM }]),
      ),
      default: { description: "whatever else went wrong", content: PROBLEM },
    },
    security: token ? [{ token: [] }] : [],
  };
}

function formOf(fields: Readonly<Record<string, string>>): Schema {
  const properties = Object.entries(fields).map(([name, description]) => [name, { type: "string", description }]);
  const schema = { type: "object", properties: Object.fromEntries(properties) };
  return { "application/x-www-form-urlencoded": { schema } };
}

const PROBLEM = { "application/problem+json": { schema: ref("Problem") } };

const PLACES: Readonly<Record<string, string>> = {
  owner: "who owns the repository; `local` for a bare one of this server",
  repo: "the repository's name; of a bare one without `.git`",
};

const parameter = (place: "path" | "query" | "header", name: string, description: string): Schema => ({
  name,
  in: place,
  description,
  ...(place === "path" ? { required: true } : {}),
  schema: { type: "string" },
});

/** The whole document; the same every time. */
export function openapi(): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const route of ROUTES)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  return {
    openapi: "3.1.0",
    info: {
      title: "Lanekeeper",
      version: "1",
      summary: "The state of a repository's lanes, its events, its judge and its commands.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths,
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description:
            "a token of this server (`lanekeeper token create`); on GitHub also any that can read the repository",
        },
      },
      schemas: SCHEMAS,
    },
  };
}
