// Who may push: members, architects, teams of the forge, free logins; known by their logins, asked for where no webhook told.
import { begin, POLICY, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

const ORG = `version: 1
architects: ["@acme/architects"]
teams:
  framework:
    write: ["framework/"]
    members: ["@acme/framework", Dora]
  qa:
    write: ["qa/"]
protected: ["ci/"]
free: ["renovate[bot]"]
`;

let story: Story;
let scene: Scene;
beforeAll(async () => {
  story = await begin();
  story.world.team("acme/architects", ["ada"]);
  story.world.team("acme/framework", ["grace"]);
  scene = await Scene.of(story, { ".github/lanekeeper.yml": ORG });
});
afterAll(() => story.end());

test("members and architects are found through their teams, and by login in any case", async () => {
  const by = async (login: string) =>
    scene.gate(await scene.push(login, `framework/${login.toLowerCase()}`, { "framework/a.ts": `${login}\n` }));
  expect(await by("grace")).toMatchObject({ conclusion: "success" });
  expect(await by("DORA")).toMatchObject({ conclusion: "success" });
  expect(await by("ada")).toMatchObject({ conclusion: "success" });
  expect((await by("mallory")).summary).toContain("mallory may not push branches of team framework");
  const guarded = await scene.push("ada", "qa/ci", { "ci/run": "2\n" });
  expect(await scene.conclusion(guarded)).toBe("success");
  const other = await scene.push("grace", "qa/ci2", { "ci/run": "3\n" });
  expect((await scene.gate(other)).title).toBe("1 error: protected-paths");
});

test("an architect's login widens no scope", async () => {
  const head = await scene.push("ada", "qa/ada", { "framework/a.ts": "2\n" });
  expect((await scene.gate(head)).title).toBe("1 error: write-scope");
});

test("who pushed is asked once where no webhook told, and only where it decides", async () => {
  const asked = () => story.world.requests.filter(({ path }) => path.endsWith("/activity")).length;
  const quietly = async (login: string, branch: string, path: string) => {
    const head = await story.world.changeQuietly(() => scene.push(login, branch, { [path]: `${branch}\n` }));
    // All that comes is the request for a suite.
    await scene.repo.checks.request(head, branch, null, story.world.account(login));
    return scene.gate(head);
  };
  const before = asked();
  expect(await quietly("mallory", "qa/quiet", "qa/b.ts")).toMatchObject({ conclusion: "success" });
  expect(asked()).toBe(before);
  expect((await quietly("mallory", "framework/quiet", "framework/a.ts")).summary).toContain("mallory may not push");
  expect(asked()).toBe(before + 1);
  expect((await quietly("ada", "qa/guarded", "ci/run")).conclusion).toBe("success");
  expect((await quietly("mallory", "qa/guarded2", "ci/run")).summary).toContain("mallory adds ci/run");
});

test("an unmatched branch may be pushed; its pull request passes if only architects and free logins pushed it", async () => {
  const conclude = async (login: string, branch: string) => {
    const head = await scene.push(login, branch, { "lib/x": `${branch}\n` });
    expect(await scene.gate(head)).toMatchObject({ conclusion: "success" });
    const number = await scene.pull(branch, login);
    const gate = await scene.gate(head);
    await scene.said(number);
    return gate;
  };
  expect((await conclude("mallory", "fix-1")).summary).toContain("and was pushed by mallory");
  expect(await conclude("ada", "fix-2")).toMatchObject({ conclusion: "success" });
  expect(await conclude("renovate[bot]", "renovate/y")).toMatchObject({ conclusion: "success" });
  const joined = await scene.push("mallory", "renovate/y", { "lib/y": "1\n" });
  expect((await scene.gate(joined)).summary).toContain("was pushed by mallory");
  await scene.said(3);
});

test("under `unmatched: allow` anybody's passes, but for what is protected; a free login has no privilege in a lane", async () => {
  const free = `${POLICY}unmatched: allow\nprotected: ["ci/"]\nfree: ["renovate[bot]"]\n`;
  const open = await Scene.of(story, { ".github/lanekeeper.yml": free });
  const head = await open.push("mallory", "fix", { "qa/b.ts": "2\n" });
  await open.pull("fix", "mallory");
  expect(await open.conclusion(head)).toBe("success");
  const guarded = await open.push("renovate[bot]", "renovate/x", { "ci/run": "2\n" });
  const number = await open.pull("renovate/x", "renovate[bot]");
  expect((await open.gate(guarded)).title).toBe("1 error: protected-paths");
  await open.said(number);
  const bound = await open.push("renovate[bot]", "docs/x", { "docs/c.md": "2\n" });
  expect((await open.gate(bound)).title).toBe("1 error: who-may-push");
});
