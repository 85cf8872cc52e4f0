// `lanekeeper doctor` before the App on GitHub: each thing that can be missing there is a row with a fix.
import { rmSync } from "node:fs";
import { lanekeeper, ROOT } from "../real/shell.ts";
import { POLICY } from "../story/app.ts";
import { GitHub } from "../world/github.ts";
import type { Repo } from "../world/repo.ts";

afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

let [world, repo]: [GitHub, Repo] = [null as never, null as never];
beforeEach(async () => {
  world = await GitHub.start();
  world.connect("https://lanekeeper.example.org/api/github/webhooks");
  world.drop();
  repo = await world.repo("acme/app", { files: { ".github/lanekeeper.yml": POLICY } });
  repo.protect("main", { checks: [{ context: "lanekeeper", app: world.app.id }] });
});
afterEach(async () => {
  world.verify();
  await world.close();
});

interface Row {
  readonly about: string | null;
  readonly check: string;
  readonly level: string;
  readonly what: string;
  readonly fix: string | null;
}

async function doctor(env: Record<string, string> = world.env, ...args: string[]) {
  const { code, stdout } = await lanekeeper(["doctor", ...args, "--json"], { env: { ...env, LOG_LEVEL: "" } });
  const { checks } = JSON.parse(stdout.toString("utf8")) as { checks: Row[] };
  for (const row of checks) expect(row.fix === null).toBe(row.level === "ok");
  const rows = checks.filter(({ about }) => about?.startsWith("GitHub App") || about === "acme/app");
  return {
    code,
    rows,
    bad: rows.flatMap(({ check, level, what }) => (level === "ok" ? [] : [`${level} ${check}: ${what}`])),
  };
}

/** Nothing was ever delivered in these tests. */
const quiet = (bad: readonly string[]) => bad.filter((each) => !/ deliveries: /.test(each));

it("finds nothing to complain of where everything is as app.yml has it", async () => {
  const { bad, rows } = await doctor();
  expect(quiet(bad)).toEqual([]);
  const checks = rows.map(({ about, check }) => (about === "acme/app" ? `repository ${check}` : check));
  expect(checks).toEqual(
    expect.arrayContaining(["app", "permissions", "events", "webhook", "installations", "repository policy"]),
  );
  expect(checks).toEqual(expect.arrayContaining(["repository required-check", "repository architect-logins"]));
});

it("looks at GitHub only where credentials are there, or somebody asks", async () => {
  expect((await doctor({})).rows).toEqual([]);
  const { code, bad } = await doctor({}, "--github");
  expect([code, bad]).toEqual([1, ["problem app: no credentials are set, so the App is off"]]);
});

it("says every problem of the settings", async () => {
  const { bad } = await doctor({ ...world.env, WEBHOOK_SECRET: "", APP_ID: "x" });
  expect(bad).toEqual([
    "problem app: APP_ID must be the App's number",
    "problem app: WEBHOOK_SECRET is missing: the App does not start without one",
  ]);
});

it("says that GitHub does not answer", async () => {
  const { bad } = await doctor({ ...world.env, GHE_HOST: "127.0.0.1:9" });
  expect(bad).toEqual([expect.stringMatching(/^problem app: GitHub did not answer GET \/app/)]);
});

it("says that id and key are of two Apps", async () => {
  const { bad } = await doctor({ ...world.env, APP_ID: "1" });
  expect(bad).toEqual(["problem app: GitHub does not take the App's credentials"]);
});

it("names what the App is not granted, and what it is granted beyond need", async () => {
  const { statuses: _, ...rest } = world.app.permissions;
  const events = world.app.events.filter((event) => event !== "merge_group");
  Object.assign(world.app, { permissions: { ...rest, checks: "read", contents: "write" }, events });
  expect(quiet((await doctor()).bad)).toEqual([
    "problem permissions: the App does not ask for checks: write, statuses: write",
    "warning permissions: the App may do more than it needs: contents: write",
    "problem events: the App is not told of merge_group events",
  ]);
});

it("names the owner who has not granted what the App asks for now", async () => {
  world.uninstall("acme");
  world.install("acme", { permissions: { ...world.app.permissions, merge_queues: undefined as never } });
  expect(quiet((await doctor()).bad)).toEqual(["problem installations: acme has not granted merge_queues: read"]);
});

it("says that the App is installed nowhere, or suspended", async () => {
  world.suspend("acme");
  expect(quiet((await doctor()).bad)).toEqual(["problem installations: the installation of acme is suspended"]);
  world.uninstall("acme");
  expect(quiet((await doctor()).bad)).toEqual(["warning installations: the App is installed nowhere"]);
});

it.each<[string, string | null, string]>([
  ["no address", null, "problem webhook: the App has no webhook address"],
  ["the bare host", "https://lanekeeper.example.org/", "problem webhook: the webhook leads to /, where nobody listens"],
  [
    "no TLS",
    "http://lanekeeper.example.org/api/github/webhooks",
    "warning webhook: deliveries come without TLS, or its certificate is not checked",
  ],
])("looks at the webhook's address: %s", async (_, url, said) => {
  world.connect(url);
  expect(quiet((await doctor()).bad)).toEqual([said]);
});

it("says how the last delivery was answered", async () => {
  const grace = await repo.clone("grace");
  await grace.checkout("framework/x");
  await grace.commit("Add x", { "framework/x": "x\n" });
  await grace.push();
  await world.settled();
  const [bad] = (await doctor()).bad;
  expect(bad).toMatch(
    /^problem deliveries: the last \d+ deliveries failed, the newest \(\w+, .*\) with 504 timed out$/,
  );
});

it.each<[string, () => void, RegExp | null]>([
  ["nobody", () => repo.protect("main"), /does not require the check lanekeeper/],
  ["another name", () => repo.protect("main", { checks: [{ context: "build", app: null }] }), /does not require/],
  [
    "anybody",
    () => repo.protect("main", { checks: [{ context: "lanekeeper", app: null }] }),
    /from anybody, so any workflow/,
  ],
  [
    "another App",
    () => repo.protect("main", { checks: [{ context: "lanekeeper", app: 15368 }] }),
    /from the App 15368, which is not/,
  ],
  [
    "branch protection, from anybody",
    () => repo.protect("main", { by: "branch protection", checks: [{ context: "lanekeeper", app: null }] }),
    /from anybody/,
  ],
  [
    "branch protection, from us",
    () => repo.protect("main", { by: "branch protection", checks: [{ context: "lanekeeper", app: 4711 }] }),
    null,
  ],
])("says whether the check is required, by %s", async (_, protect, said) => {
  protect();
  const bad = quiet((await doctor()).bad);
  if (said === null) expect(bad).toEqual([]);
  else expect(bad).toEqual([expect.stringMatching(said)]);
});

it("says what is wrong with the policy, or that there is none", async () => {
  const root = await repo.clone("root2");
  await root.commit("Break it", { ".github/lanekeeper.yml": "teams: 3\n" });
  await root.push();
  expect(quiet((await doctor()).bad)).toEqual([
    expect.stringMatching(/^problem policy: the policy on trunk does not validate, so every check fails: /),
  ]);
  await root.commit("Take it away", { ".github/lanekeeper.yml": null });
  await root.push();
  expect(quiet((await doctor()).bad)).toEqual([
    "warning policy: trunk has no .github/lanekeeper.yml, so everything is taken",
  ]);
});

it("names the architect who pushes the branches of a team", async () => {
  const ada = await repo.clone("ada");
  await ada.checkout("qa/x");
  await ada.commit("Do their work", { "qa/x": "x\n" });
  await ada.push();
  expect(quiet((await doctor()).bad)).toEqual([
    "warning architect-logins: the architect ada pushed branches of team qa once: fine for announcements, not for the team's work",
  ]);
});
