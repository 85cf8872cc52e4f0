// Escapes through the policy: one's own version of it, one from elsewhere, an old one, a broken one.
import { begin, POLICY, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

const PATH = ".github/lanekeeper.yml";
const WIDE = POLICY.replace('["framework/"]', '["framework/", "qa/"]');
const BROKEN = "version: 1\narchitects: ada\n";

let story: Story;
beforeAll(async () => {
  story = await begin();
});
afterAll(() => story.end());

test("the policy a branch brings along does not judge it (E22)", async () => {
  const scene = await Scene.of(story);
  const head = await scene.push("grace", "framework/x", { [PATH]: WIDE, "qa/b.ts": "2\n" });
  const gate = await scene.gate(head);
  expect(gate.title).toBe("2 errors: protected-paths, write-scope");
  const number = await scene.pull("framework/x");
  expect((await scene.gate(head)).title).toBe("2 errors: protected-paths, write-scope");
  await scene.said(number);
});

test("the check names the policy it was judged by (E22)", async () => {
  const scene = await Scene.of(story);
  const oid = await (await scene.as("ada")).head(`origin/main:${PATH}`);
  const head = await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  expect((await scene.gate(head)).summary).toContain(oid.slice(0, 10));
  await scene.push("ada", "main", { [PATH]: `${POLICY}# no change\n` });
  expect(await scene.gate(head)).toMatchObject({ conclusion: "success", runs: 1 });
});

test("nothing is taken from elsewhere: no `_extends`, no `.github` repository of the owner (E23)", async () => {
  await story.world.repo("elsewhere/.github", { files: { [PATH]: POLICY } });
  const none = await Scene.of(story, { [PATH]: null }, "elsewhere");
  const head = await none.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  expect(await none.gate(head)).toMatchObject({ conclusion: "success", title: "no policy" });
  const extending = await Scene.of(
    story,
    { [PATH]: "_extends: elsewhere\nversion: 1\narchitects: [ada]\n" },
    "elsewhere",
  );
  const red = await extending.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  expect((await extending.gate(red)).summary).toContain(`${PATH}:1:1`);
});

test("a policy holds from the push on that brings it to trunk, for what is open and for what comes (E24)", async () => {
  const scene = await Scene.of(story);
  const head = await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  const number = await scene.pull("framework/x");
  expect(await scene.conclusion(head)).toBe("failure");
  await scene.push("ada", "main", { [PATH]: WIDE });
  expect(await scene.conclusion(head)).toBe("success");
  const next = await scene.push("grace", "framework/y", { "qa/c.ts": "2\n" });
  expect(await scene.conclusion(next)).toBe("success");
  await scene.push("ada", "main", { [PATH]: POLICY });
  expect(await scene.conclusion(head)).toBe("failure");
  expect(await scene.conclusion(next)).toBe("failure");
  expect(await scene.said(number)).toHaveLength(1);
});

test("a broken policy blocks everything; a pull request of an architect of the last valid one repairs it", async () => {
  const scene = await Scene.of(story);
  const broken = await scene.push("ada", "main", { [PATH]: BROKEN });
  expect((await scene.gate(broken)).title).toBe("1 error: policy-valid");
  const head = await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  expect((await scene.gate(head)).summary).toContain(`${PATH}:2:13`);
  const grab = await scene.push("grace", "framework/y", { [PATH]: POLICY.replace("[ada]", "[grace]") });
  const grabbing = await scene.pull("framework/y");
  expect((await scene.gate(grab)).title).toMatch(/^could not be judged/);
  const repair = await scene.push("ada", "repair", { [PATH]: POLICY });
  const number = await scene.pull("repair", "ada");
  expect(await scene.gate(repair)).toMatchObject({ conclusion: "success" });
  const merged = await scene.repo.pulls.merge(number, { by: "grace" });
  expect(await scene.conclusion(merged)).toBe("success");
  expect(await scene.conclusion(head)).toBe("success");
  expect((await scene.gate(grab)).title).toBe("1 error: protected-paths");
  await scene.said(grabbing);
});

test("a policy that does not validate never lands by a pull request, not even as the first one", async () => {
  const scene = await Scene.of(story, { [PATH]: null });
  const head = await scene.push("grace", "start", { [PATH]: BROKEN });
  const number = await scene.pull("start");
  expect(await scene.gate(head)).toMatchObject({ conclusion: "failure", title: "1 error: policy-valid" });
  await scene.said(number);
  const good = await scene.push("grace", "start", { [PATH]: POLICY });
  expect(await scene.conclusion(good)).toBe("success");
  await scene.said(number);
});
