// Escapes by forgery: a check of our name, a commit of somebody else's name, an App that is sent away.
import { begin, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

let story: Story;
beforeAll(async () => {
  story = await begin();
});
afterAll(() => story.end());

test("a check of our name by another App is neither taken for ours nor touched (E18)", async () => {
  const scene = await Scene.of(story);
  const grace = await scene.as("grace");
  await grace.checkout("framework/x", "origin/main");
  const head = await grace.commit("Change b", { "qa/b.ts": "2\n" });
  story.world.hold();
  await grace.push();
  const forged = scene.repo.checks.forge("lanekeeper", head, "success");
  await story.world.release();
  expect(await scene.gate(head)).toMatchObject({ conclusion: "failure", runs: 1 });
  await story.keeper.sweep();
  expect(await scene.gate(head)).toMatchObject({ conclusion: "failure", runs: 1 });
  expect(forged).toMatchObject({ conclusion: "success", annotations: [] });
});

test("a commit's author and committer prove nothing (E34)", async () => {
  const scene = await Scene.of(story);
  const grace = await scene.as("grace");
  const asAda = [
    "-c",
    "user.name=ada",
    "-c",
    "user.email=ada@example.com",
    "commit",
    "-q",
    "-a",
    "--author=ada <ada@example.com>",
  ];
  await grace.checkout("docs/x", "origin/main");
  await grace.write({ "docs/c.md": "2\n" });
  await grace.git(...asAda, "-m", "As ada");
  const docs = await grace.push();
  expect((await scene.gate(docs)).summary).toContain("grace may not push branches of team docs");
  await grace.checkout("framework/x", "origin/main");
  await grace.write({ ".github/lanekeeper.yml": "version: 1\narchitects: [grace]\n" });
  await grace.git(...asAda, "-m", "As ada");
  const head = await grace.push();
  expect((await scene.gate(head)).summary).toContain("grace changes .github/lanekeeper.yml");
});

test("while the App is suspended nothing is judged; afterwards the sweep makes up for it (E35)", async () => {
  const scene = await Scene.of(story, {}, "other");
  const green = await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  expect(await scene.conclusion(green)).toBe("success");
  story.world.suspend("other");
  const head = await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  await story.keeper.sweep();
  expect(await scene.conclusion(head)).toBeNull();
  story.world.unsuspend("other");
  await story.keeper.sweep();
  expect(await scene.conclusion(head)).toBe("failure");
});

test("an App that was sent away lets go, and looks at everything when it is installed again (E35)", async () => {
  const scene = await Scene.of(story, {}, "third");
  await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  await story.quiet();
  story.world.uninstall("third");
  const head = await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  expect(await scene.conclusion(head)).toBeNull();
  story.world.install("third");
  expect(await scene.conclusion(head)).toBe("failure");
});
