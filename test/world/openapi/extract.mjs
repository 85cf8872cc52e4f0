// Writes github.json: the operations we use, from GitHub's published OpenAPI description (the npm package @octokit/openapi), with
// everything but structure left out. Run: npm pack @octokit/openapi, unpack it, node extract.mjs <folder of the package>.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const R = "/repos/{owner}/{repo}";
const OPERATIONS = [
  "GET /app",
  "GET /app/installations",
  "GET /app/installations/{installation_id}",
  "POST /app/installations/{installation_id}/access_tokens",
  "GET /app/hook/config",
  "GET /app/hook/deliveries",
  "GET /app/hook/deliveries/{delivery_id}",
  "POST /app/hook/deliveries/{delivery_id}/attempts",
  "GET /installation/repositories",
  "GET /rate_limit",
  "GET /user",
  "GET /users/{username}",
  "GET /orgs/{org}/teams/{team_slug}/memberships/{username}",
  "GET /orgs/{org}/teams/{team_slug}/members",
  `GET ${R}`,
  `GET ${R}/installation`,
  `GET ${R}/activity`,
  `GET ${R}/branches/{branch}`,
  `GET ${R}/branches/{branch}/protection`,
  `GET ${R}/rules/branches/{branch}`,
  `GET ${R}/collaborators/{username}/permission`,
  `GET ${R}/git/ref/{ref}`,
  `GET ${R}/git/matching-refs/{ref}`,
  `GET ${R}/git/commits/{commit_sha}`,
  `GET ${R}/git/trees/{tree_sha}`,
  `GET ${R}/git/blobs/{file_sha}`,
  `GET ${R}/commits`,
  `GET ${R}/commits/{ref}`,
  `GET ${R}/commits/{ref}/check-runs`,
  `GET ${R}/commits/{ref}/check-suites`,
  `GET ${R}/commits/{ref}/status`,
  `GET ${R}/commits/{commit_sha}/pulls`,
  `GET ${R}/compare/{basehead}`,
  `POST ${R}/statuses/{sha}`,
  `POST ${R}/check-runs`,
  `GET ${R}/check-runs/{check_run_id}`,
  `PATCH ${R}/check-runs/{check_run_id}`,
  `GET ${R}/check-runs/{check_run_id}/annotations`,
  `GET ${R}/check-suites/{check_suite_id}/check-runs`,
  `GET ${R}/pulls`,
  `GET ${R}/pulls/{pull_number}`,
  `GET ${R}/pulls/{pull_number}/files`,
  `GET ${R}/pulls/{pull_number}/commits`,
  `GET ${R}/pulls/{pull_number}/reviews`,
  `POST ${R}/pulls/{pull_number}/reviews`,
  `PUT ${R}/pulls/{pull_number}/reviews/{review_id}/dismissals`,
  `GET ${R}/issues`,
  `POST ${R}/issues`,
  `GET ${R}/issues/{issue_number}`,
  `PATCH ${R}/issues/{issue_number}`,
  `POST ${R}/issues/{issue_number}/labels`,
  `GET ${R}/labels/{name}`,
  `POST ${R}/labels`,
  `GET ${R}/issues/{issue_number}/comments`,
  `POST ${R}/issues/{issue_number}/comments`,
  `GET ${R}/issues/comments`,
  `GET ${R}/issues/comments/{comment_id}`,
  `PATCH ${R}/issues/comments/{comment_id}`,
  `DELETE ${R}/issues/comments/{comment_id}`,
  `GET ${R}/issues/comments/{comment_id}/reactions`,
  `POST ${R}/issues/comments/{comment_id}/reactions`,
];

/** The keywords that say what is valid; lengths and sizes are the double's own business: it answers those with 422, as GitHub does. */
const KEPT = ["type", "enum", "format", "required", "properties", "items", "oneOf", "anyOf", "allOf", "nullable"];

const [folder] = process.argv.slice(2);
const source = JSON.parse(readFileSync(join(folder, "generated/api.github.com.json"), "utf8"));
const version = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
const schemas = {};

const at = (ref) =>
  ref
    .slice(2)
    .split("/")
    .reduce((value, key) => value[key], source);
const resolve = (value) => (value?.$ref === undefined ? value : at(value.$ref));

/** A schema as JSON Schema: structure only, `nullable` spelt out, references collected. */
function slim(schema) {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1);
    if (!(name in schemas)) {
      schemas[name] = {};
      schemas[name] = slim(at(schema.$ref));
    }
    return { $ref: `#/schemas/${name}` };
  }
  const out = {};
  for (const key of KEPT) {
    const value = schema[key];
    if (value === undefined || key === "nullable") continue;
    if (key === "properties")
      out[key] = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, slim(each)]));
    else if (key === "items") out[key] = slim(value);
    else if (key.endsWith("Of")) out[key] = value.map(slim);
    else out[key] = value;
  }
  if (typeof schema.additionalProperties === "object") out.additionalProperties = slim(schema.additionalProperties);
  // Of an object without properties this is all there is to say.
  if (schema.additionalProperties === false && Object.keys(schema.properties ?? {}).length === 0)
    out.additionalProperties = false;
  if (schema.additionalProperties === true) out.additionalProperties = true;
  return schema.nullable === true ? { anyOf: [out, { type: "null" }] } : out;
}

const operations = {};
for (const operation of OPERATIONS) {
  const [method, path] = operation.split(" ");
  const item = source.paths[path];
  const described = item?.[method.toLowerCase()];
  if (described === undefined) throw new Error(`not described: ${operation}`);
  const parameters = [...(item.parameters ?? []), ...(described.parameters ?? [])].map(resolve);
  const body = resolve(described.requestBody);
  const json = body?.content?.["application/json"]?.schema;
  const responses = {};
  for (const [status, response] of Object.entries(described.responses)) {
    const schema = resolve(response).content?.["application/json"]?.schema;
    if (status.startsWith("2")) responses[status] = schema === undefined ? null : slim(schema);
  }
  operations[operation] = {
    id: described.operationId,
    parameters: parameters.map(({ name, in: place, required, schema }) => ({
      name,
      in: place,
      required: required === true,
      schema: slim(schema),
    })),
    body: json === undefined ? null : slim(json),
    bodyRequired: body?.required === true,
    responses,
  };
}

// Described as an account that is a user and an enterprise at once, which none is; by itself an installation is described well.
operations["GET /app/installations"].responses[200].items = slim({ $ref: "#/components/schemas/installation" });

// One operation or schema a line, so that a newer version can be read as a difference.
const table = (value) =>
  Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}: ${JSON.stringify(each)}`)
    .join(",\n");
const origin = JSON.stringify(`@octokit/openapi ${version}, api.github.com (MIT)`);
const text = `{"source": ${origin},\n"operations": {\n${table(operations)}\n},\n"schemas": {\n${table(schemas)}\n}}`;
writeFileSync(new URL("github.json", import.meta.url), `${text}\n`);
process.stdout.write(`${OPERATIONS.length} operations, ${Object.keys(schemas).length} schemas, ${text.length} bytes\n`);
