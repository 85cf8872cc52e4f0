// GitHub's refusals, as the pipeline acts on them: later, incomplete, or a fix that somebody must make.
import { type Octokit, Rest, translate } from "../../../src/hosts/github/rest.ts";
import { Incomplete, Later } from "../../../src/ports.ts";

const refused = (status: number, message = "no", headers: Record<string, string> = {}) =>
  Object.assign(new Error(message), { status, response: { headers } });
const now = () => Date.now() / 1000;

test.each([
  ["a secondary limit with its time", refused(403, "secondary rate limit", { "retry-after": "20" }), 20],
  ["one without", refused(403, "You have exceeded a secondary rate limit"), 60],
  ["a 429", refused(429), 60],
  [
    "a used up hour",
    refused(403, "API rate limit exceeded", {
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.floor(now()) + 100),
    }),
    100,
  ],
  [
    "an hour that is over",
    refused(403, "API rate limit exceeded", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" }),
    1,
  ],
])("%s is waited for", (_, error, seconds) => {
  const later = translate(error, "GET /x");
  expect(later).toBeInstanceOf(Later);
  const waits = (Date.parse((later as Later).until) - Date.now()) / 1000;
  expect(Math.abs(waits - seconds)).toBeLessThan(3);
});

test.each([
  [
    "a missing permission says what to grant",
    refused(403, "Resource not accessible by integration"),
    /may not do this/,
    true,
  ],
  ["another refusal is repeated", refused(403, "Forbidden"), /403 Forbidden/, false],
  ["a commit that is not there yet", refused(422, "No commit found for SHA: 1"), /422 No commit found/, false],
  ["a server error", refused(502, "Server Error\n<html>"), /502 Server Error$/, false],
  ["a broken connection", new Error("socket hang up"), /did not answer GET \/x: socket hang up/, false],
  ["anything thrown", "what", /what/, false],
])("%s", (_, error, message, hasFix) => {
  const incomplete = translate(error, "GET /x");
  expect(incomplete).toBeInstanceOf(Incomplete);
  expect(incomplete).not.toBeInstanceOf(Later);
  expect(incomplete.message).toMatch(message);
  expect(incomplete.fix !== null).toBe(hasFix);
});

/** A client that answers with what it is given, one after the other; errors are thrown. */
function client(...answers: unknown[]): Octokit & { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const request = async (route: string, parameters?: Record<string, unknown>) => {
    asked.push({ route, ...parameters });
    const data = answers[Math.min(asked.length, answers.length) - 1];
    if (data instanceof Error) throw data;
    return { data, headers: {}, status: 200 };
  };
  return { request, asked };
}

test("what does not exist is null where it may not, and incomplete where it must", async () => {
  for (const status of [404, 410]) {
    await expect(new Rest(client(refused(status))).find("GET /x")).resolves.toBeNull();
    await expect(new Rest(client(refused(status))).get("GET /x")).rejects.toBeInstanceOf(Incomplete);
  }
});

test("an answer that came as text is read, or it broke off", async () => {
  await expect(new Rest(client('{"a": 1}')).get("GET /x")).resolves.toEqual({ a: 1 });
  await expect(new Rest(client('{"a": 1')).get("GET /x")).rejects.toThrow("broke off");
});

test("a list is read to its end, and one that has none is incomplete", async () => {
  const full = Array.from({ length: 100 }, (_, at) => at);
  expect(await new Rest(client(full, full, [1])).all("GET /x")).toHaveLength(201);
  expect(await new Rest(client({ items: [1] })).all("GET /x", {}, "items")).toEqual([1]);
  await expect(new Rest(client(full)).all("GET /x", {}, null, 3)).rejects.toThrow("more than 300 items");
  await expect(new Rest(client({})).all("GET /x", {}, "items")).rejects.toThrow("no list");
});

test("a request has of the fixed parameters those its route names, and is counted", async () => {
  const counts = new Map<string, number>();
  const asks = client({});
  const rest = new Rest(asks, { owner: "acme", repo: "app" }, counts);
  await rest.get("GET /repos/{owner}/{repo}");
  await rest.get("GET /orgs/{org}", { org: "x" });
  expect(asks.asked).toEqual([
    { route: "GET /repos/{owner}/{repo}", owner: "acme", repo: "app" },
    { route: "GET /orgs/{org}", org: "x" },
  ]);
  expect([...counts]).toEqual([
    ["GET /repos/{owner}/{repo}", 1],
    ["GET /orgs/{org}", 1],
  ]);
});
