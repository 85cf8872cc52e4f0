// Trunk: moved by an architect, or by a pull request that the forge merged and that had passed; everything else is red there.
import type { Method } from "../world/merge.ts";
import { begin, POLICY, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

let story: Story;
beforeAll(async () => {
  story = await begin();
});
afterAll(() => story.end());

test("an architect's push to trunk is green, anybody else's is red on trunk's commit (E36)", async () => {
  const scene = await Scene.of(story);
  const ada = await scene.push("ada", "main", { "docs/c.md": "2\n" });
  expect(await scene.gate(ada)).toMatchObject({ conclusion: "success", title: "in scope" });
  const grace = await scene.push("grace", "main", { "framework/a.ts": "2\n" });
  const red = await scene.gate(grace);
  expect(red).toMatchObject({ conclusion: "failure", title: "1 error: trunk-gate" });
  expect(red.summary).toContain("grace moves trunk");
  const after = await scene.push("ada", "main", { "docs/c.md": "3\n" });
  expect(await scene.conclusion(after)).toBe("success");
});

test("of several pushes to trunk at once each is looked at, not only the last", async () => {
  const scene = await Scene.of(story);
  await story.keeper.sweep();
  await story.quiet();
  story.world.hold();
  await scene.push("grace", "main", { "framework/a.ts": "2\n" });
  const head = await scene.push("ada", "main", { "docs/c.md": "2\n" });
  await story.world.release({ order: "reversed" });
  expect((await scene.gate(head)).summary).toContain("grace moves trunk");
});

test("a merge made by hand and pushed is no merge of the forge's (E36)", async () => {
  const scene = await Scene.of(story);
  const work = await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  await scene.pull("framework/x");
  expect(await scene.conclusion(work)).toBe("success");
  const grace = await scene.as("grace");
  await grace.checkout("main", "origin/main");
  await grace.git("merge", "-q", "--no-ff", "--no-edit", "framework/x");
  const merge = await grace.push();
  expect((await scene.gate(merge)).title).toBe("1 error: trunk-gate");
});

test.each<Method>(["merge", "squash", "rebase"])(
  "a pull request that had passed may be merged by anybody: %s",
  async (method) => {
    const scene = await Scene.of(story);
    await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
    await scene.push("grace", "framework/x", { "framework/b.ts": "2\n" });
    const number = await scene.pull("framework/x");
    await scene.push("ada", "main", { "docs/c.md": "2\n" });
    await story.quiet();
    const merged = await scene.repo.pulls.merge(number, { by: "grace", method });
    expect(await scene.gate(merged)).toMatchObject({ conclusion: "success", title: "in scope" });
  },
);

test("a pull request that had not passed makes trunk red when it is merged all the same", async () => {
  const scene = await Scene.of(story);
  await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  const number = await scene.pull("framework/x");
  await scene.said(number);
  const merged = await scene.repo.pulls.merge(number, { by: "grace", method: "squash" });
  const red = await scene.gate(merged);
  expect(red).toMatchObject({ conclusion: "failure", title: "1 error: trunk-gate" });
  expect(red.summary).toContain("whose head had not passed");
  await story.restart();
  story.world.deliveries.redeliver(story.world.deliveries.all.findLast(({ event }) => event === "push")!);
  await story.keeper.sweep();
  expect(await scene.gate(merged)).toMatchObject({ conclusion: "failure", runs: 1 });
});

test("a head that nobody judged had not passed", async () => {
  const scene = await Scene.of(story);
  await story.world.changeQuietly(() => scene.push("grace", "framework/x", { "framework/a.ts": "2\n" }));
  const number = await story.world.changeQuietly(() => scene.pull("framework/x"));
  const merged = await scene.repo.pulls.merge(number, { by: "grace" });
  expect((await scene.gate(merged)).summary).toContain("whose head had not passed");
});

test("a push to trunk is judged by the policy before it: nobody makes themselves an architect", async () => {
  const scene = await Scene.of(story);
  const head = await scene.push("grace", "main", { ".github/lanekeeper.yml": POLICY.replace("[ada]", "[grace]") });
  const gate = await scene.gate(head);
  expect(gate.title).toBe("2 errors: trunk-gate, protected-paths");
});

test("with `trunk: direct` each commit is judged by the session it names, whoever pushes", async () => {
  const scene = await Scene.of(story, { ".github/lanekeeper.yml": `${POLICY}trunk: direct\n` });
  const good = await scene.push("grace", "main", { "framework/a.ts": "2\n" }, "[sA] Change a");
  expect(await scene.gate(good)).toMatchObject({ conclusion: "success", title: "in scope" });
  const bad = await scene.push("grace", "main", { "qa/b.ts": "2\n" }, "[sA] Change b");
  expect(await scene.gate(bad)).toMatchObject({ conclusion: "failure", paths: ["qa/b.ts"] });
  const nameless = await scene.push("grace", "main", { "framework/a.ts": "3\n" }, "Change a");
  expect((await scene.gate(nameless)).title).toBe("1 error: trunk-gate");
  const next = await scene.push("grace", "main", { "framework/a.ts": "4\n" }, 'Revert "[sA] Change a"');
  expect(await scene.conclusion(next)).toBe("success");
  await scene.push("grace", "framework/x", { "framework/a.ts": "5\n" });
  const number = await scene.pull("framework/x");
  await story.quiet();
  const merged = await scene.repo.pulls.merge(number, { by: "grace", method: "squash" });
  expect(await scene.conclusion(merged)).toBe("success");
});

test("trunk as it was before the App came is nobody's fault", async () => {
  const scene = await Scene.of(story);
  const head = scene.repo.tip("main")!;
  await story.keeper.sweep();
  expect(await scene.gate(head)).toMatchObject({ conclusion: "success", title: "in scope" });
});
