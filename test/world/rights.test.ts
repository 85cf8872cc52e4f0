// Who may what, and that nothing outside GitHub's description gets an answer.
import { type Ask, ask, installed, jwt } from "./ask.ts";
import { GitHub } from "./github.ts";
import { operations } from "./openapi.ts";
import type { Repo } from "./repo.ts";
import { routes } from "./routes.ts";

const R = "/repos/acme/app";
let world: GitHub;
let repo: Repo;
let api: Ask;

beforeEach(async () => {
  world = await GitHub.start();
  repo = await world.repo("acme/app");
  api = await installed(world);
});
afterEach(() => world.close());

test("every operation that was extracted is imitated, and no other", () => {
  expect(Object.keys(routes).sort()).toEqual(Object.keys(operations).sort());
});

test("an installation may what it was granted, and a token may be for less", async () => {
  const reading = await installed(world, { permissions: { metadata: "read", checks: "read" } });
  const run = { name: "x", head_sha: repo.tip("main"), status: "queued" };
  expect((await reading(`POST ${R}/check-runs`, run)).body.message).toBe("Resource not accessible by integration");
  expect((await reading(`GET ${R}/pulls`)).status).toBe(403);
  expect((await api(`GET ${R}/branches/main/protection`)).status).toBe(403);
  expect((await api(`POST ${R}/check-runs`, run)).status).toBe(201);
  world.verify();
});

test("a private repository of somebody else is not there, a public one can be read", async () => {
  await world.repo("else/hidden", { installed: false });
  await world.repo("else/open", { installed: false, isPrivate: false });
  expect((await api("GET /repos/else/hidden")).status).toBe(404);
  expect((await api("GET /repos/else/open")).status).toBe(200);
  const label = { name: "x" };
  expect((await api("POST /repos/else/open/labels", label)).status).toBe(403);
  expect((await api("GET /installation/repositories")).body.total_count).toBe(1);
  world.verify();
});

test("tokens end with the hour, the suspension and the installation", async () => {
  world.suspend("acme");
  expect((await api(`GET ${R}`)).body.message).toBe("This installation has been suspended");
  const { id } = world.installed.of("acme");
  expect((await ask(world, jwt(world), `POST /app/installations/${id}/access_tokens`, {})).status).toBe(403);
  world.unsuspend("acme");
  expect((await api(`GET ${R}`)).status).toBe(200);
  world.uninstall("acme");
  expect((await api(`GET ${R}`)).status).toBe(401);
  expect((await ask(world, jwt(world), `POST /app/installations/${id}/access_tokens`, {})).status).toBe(404);
  world.verify();
});

test("a person's token shows what the person may", async () => {
  repo.grant("grace", "write");
  repo.grant("rita", "read");
  const mine = (login: string, call: string) => ask(world, world.tokens.ofPerson(login), call);
  expect((await mine("grace", `GET ${R}`)).body.permissions).toMatchObject({ push: true, admin: false });
  expect((await mine("rita", `GET ${R}`)).body.permissions).toMatchObject({ push: false, pull: true });
  expect((await mine("eve", `GET ${R}`)).status).toBe(404);
  expect((await mine("grace", "GET /user")).body.login).toBe("grace");
  expect((await api(`GET ${R}/collaborators/grace/permission`)).body.permission).toBe("write");
  world.verify();
});

test("rules and protection show which check is required, and whose it must be", async () => {
  expect((await api(`GET ${R}/rules/branches/main`)).body).toEqual([]);
  repo.protect("main", { checks: [{ context: "lanekeeper", app: world.app.id }], queue: true });
  const { body } = await api(`GET ${R}/rules/branches/main`);
  expect(body[0].parameters.required_status_checks).toEqual([{ context: "lanekeeper", integration_id: world.app.id }]);
  expect(body[1].type).toBe("merge_queue");
  repo.protect("main", { checks: [{ context: "lanekeeper", app: null }], by: "branch protection" });
  expect((await api(`GET ${R}/branches/main`)).body.protection.required_status_checks.contexts).toEqual(["lanekeeper"]);
  world.verify();
});

test("the activity log says who moved what, page by page", async () => {
  const grace = await repo.clone("grace");
  for (const branch of ["a", "b"]) await grace.push(`HEAD:refs/heads/${branch}`);
  await grace.push("--delete", "a");
  const newest = await api(`GET ${R}/activity?per_page=2`);
  expect(newest.body.map((each: Record<string, string>) => [each.activity_type, each.ref])).toEqual([
    ["branch_deletion", "refs/heads/a"],
    ["branch_creation", "refs/heads/b"],
  ]);
  const next = /<.+?(\/repos.+?)>; rel="next"/.exec(newest.headers.get("link") ?? "")?.[1];
  expect((await api(`GET ${next}`)).body[0]).toMatchObject({ ref: "refs/heads/a", actor: { login: "grace" } });
  expect((await api(`GET ${R}/activity?ref=b&time_period=day`)).body).toHaveLength(1);
  world.verify();
});

test.each([
  ["an operation that is not described", `GET ${R}/nothing`, undefined],
  ["a query parameter that is not described", `GET ${R}/pulls?stat=open`, undefined],
  ["a value that is not described", `GET ${R}/pulls?state=merged`, undefined],
  ["a body that lacks what is required", `POST ${R}/check-runs`, { name: "x" }],
  ["a key that is not described", `POST ${R}/issues`, { title: "x", text: "y" }],
  ["completed without a conclusion", `POST ${R}/check-runs`, { name: "x", head_sha: "1", conclusion: "good" }],
])("%s is answered with 500 and remembered", async (_, call, body) => {
  expect((await api(call, body)).status).toBe(500);
  expect(world.violations).not.toEqual([]);
  expect(() => world.verify()).toThrow("GitHub's description");
});
