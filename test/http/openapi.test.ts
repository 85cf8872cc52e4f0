// The OpenAPI description: as it is checked in, of every route there is, and true of what is really answered.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import { openapi } from "../../src/http/openapi.ts";
import { ROUTES } from "../../src/http/routes.ts";
import { Fleet } from "../real/fleet.ts";

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: AnySchema }> };
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: AnySchema }> }>;
  readonly security: readonly unknown[];
}
interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, AnySchema> };
}

const description = openapi() as unknown as Description;
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: "api", components: description.components } as AnySchema);
const valid = (schema: AnySchema, document: unknown): unknown => {
  const resolved = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as AnySchema;
  const check = ajv.compile(resolved);
  return check(document) ? "valid" : check.errors;
};

let fleet: Fleet;
beforeAll(async () => {
  fleet = await Fleet.start(`architects: [ada]
teams:
  framework: {write: ["src/"], sessions: [sA, sB]}
  qa: {write: ["qa/"], sessions: [sC], members: [quinn]}
claims: {mode: enforce}
`);
});
afterAll(() => fleet.end());

const ask = (path: string, init: RequestInit = {}, token: string | null = fleet.token) =>
  fetch(`${fleet.server.url}${path}`, {
    ...init,
    headers: {
      ...(init.headers as Record<string, string>),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
  });
const repo = (route: string) => `/api/v1/repos/${fleet.name}/${route}`;
const post = (route: string, body: unknown, token = fleet.token) =>
  ask(repo(route), { method: "POST", body: JSON.stringify(body) }, token);

/** What an operation answered, held to what the description says of that status and type. */
async function described(id: string, answer: Response): Promise<unknown> {
  const operations = Object.values(description.paths).flatMap((methods) => Object.values(methods));
  const { responses } = operations.find(({ operationId }) => operationId === id)!;
  const said = responses[answer.status];
  const type = answer.headers.get("content-type")!.split(";")[0]!;
  expect(Object.keys(said?.content ?? {})).toContain(type);
  const document: unknown = await answer.json();
  expect(valid(said!.content[type]!.schema, document)).toBe("valid");
  return document;
}

test("it is checked in as it is made: npm run schema", () => {
  const path = fileURLToPath(new URL("../../schema/openapi.json", import.meta.url));
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(description);
});

test("it is served to whoever asks", async () => {
  const answer = await ask("/api/v1/openapi.json", {}, null);
  expect([answer.status, await answer.json()]).toEqual([200, description]);
});

test("every route is in it, each once, and what wants a token says so", () => {
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, security }]) => [
      operationId,
      `${method.toUpperCase()} ${path}`,
      security.length > 0,
    ]),
  );
  expect(operations.sort()).toEqual(
    ROUTES.map(({ id, method, path, token }) => [id, `${method} ${path}`, token]).sort(),
  );
  expect(new Set(operations.map(([id]) => id)).size).toBe(ROUTES.length);
});

test("every parameter of a path is described, and every schema that is named is there", () => {
  for (const [path, methods] of Object.entries(description.paths))
    for (const { parameters = [] } of Object.values(methods))
      expect(parameters.filter((each) => each.in === "path").map(({ name }) => `{${name}}`)).toEqual(
        path.match(/\{\w+\}/g) ?? [],
      );
  const named = [...JSON.stringify(description).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name!);
  expect([...new Set(named)].filter((name) => !(name in description.components.schemas))).toEqual([]);
});

test("what is really answered is as it says", async () => {
  await fleet.commit("session-sA", { "src/a.ts": "a\n" }, "[sA] Work");
  await fleet.commit("session-sC", { "src/b.ts": "b\n" }, "Work");
  expect((await fleet.push("ada", "session-sA")).code).toBe(0);
  const said = "as sA: /claim src/api/** for 2h task #3 -- a new door\nas sC: /ask sA when?\nas sA: /note hello";
  await described("commands", await post("commands", { text: said }));
  await described("commands", await post("commands", { text: "as sB: /claim src/**" }));
  await described("commands", await post("commands", { text: "nothing" }));
  await described("commands", await post("commands", "x"));
  const state = (await described("state", await ask(repo("state?branch=session-sA")))) as Record<string, unknown[]>;
  for (const part of ["sessions", "claims", "messages", "feed"]) expect(state[part]).not.toEqual([]);
  await described("state", await ask(repo("state"), {}, "lk_none"));
  await described("state", await ask("/api/v1/repos/local/none/state"));
  await described("judge", await post("judge", { branch: "session-sA", head: "session-sA", by: "ada" }));
  await described("judge", await post("judge", { branch: "x" }));
  await described("health", await ask("/healthz", {}, null));
  await described("ready", await ask("/readyz", {}, null));
});

test("a document that is not so does not pass", async () => {
  const { schemas } = description.components;
  const state = (await (await ask(repo("state"))).json()) as Record<string, unknown>;
  expect(valid(schemas.State!, state)).toBe("valid");
  for (const key of Object.keys(state))
    expect([key, valid(schemas.State!, { ...state, [key]: "x" })]).not.toEqual([key, "valid"]);
});
