// Escapes through refs: forced, new, deleted, moved without a word, moved by means other than a push.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { begin, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

let story: Story;
beforeAll(async () => {
  story = await begin();
});
afterAll(() => story.end());

test("a force push is judged by what is left, and what it brings back counts again (E11)", async () => {
  const scene = await Scene.of(story);
  const good = await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  const bad = await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  expect(await scene.conclusion(bad)).toBe("failure");
  const grace = await scene.as("grace");
  await grace.git("reset", "-q", "--hard", good);
  await grace.push("--force");
  expect(await scene.conclusion(good)).toBe("success");
  await grace.git("reset", "-q", "--hard", bad);
  const onTop = await grace.commit("More", { "framework/a.ts": "3\n" });
  await grace.push("--force");
  expect(await scene.gate(onTop)).toMatchObject({ conclusion: "failure", paths: ["qa/b.ts"] });
});

test("a new branch is judged from trunk on, whatever its first push has (E12)", async () => {
  const scene = await Scene.of(story);
  const grace = await scene.as("grace");
  await grace.checkout("framework/x", "origin/main");
  await grace.commit("First", { "qa/b.ts": "2\n" });
  const head = await grace.commit("Second", { "framework/a.ts": "2\n" });
  await grace.push();
  expect(await scene.gate(head)).toMatchObject({ conclusion: "failure", paths: ["qa/b.ts"] });
});

test("a commit that came first as a tag, as a note or below another name is new all the same (E14, E15)", async () => {
  const scene = await Scene.of(story);
  const grace = await scene.as("grace");
  await grace.checkout("framework/x", "origin/main");
  const bad = await grace.commit("Bad", { "qa/b.ts": "2\n" });
  const tags = ["1", "2", "3", "framework/x"];
  for (const tag of tags) await grace.git("tag", tag);
  // Of four tags at once GitHub tells nothing.
  await grace.push(...tags.map((tag) => `refs/tags/${tag}`));
  await scene.repo.setRefs("grace", { "refs/notes/work": bad, "refs/custom/work": bad });
  expect(await scene.conclusion(bad)).toBeNull();
  await grace.commit("Good", { "framework/a.ts": "2\n" });
  const head = await grace.push("HEAD:refs/heads/framework/x");
  expect(await scene.gate(head)).toMatchObject({ conclusion: "failure", paths: ["qa/b.ts"] });
});

test("a push too large to be told of is judged all the same, and who pushed it is asked (E16)", async () => {
  const scene = await Scene.of(story);
  const dora = await scene.as("dora");
  await dora.checkout("docs/x", "origin/main");
  await writeFile(join(dora.dir, ".git/long"), `Long\n\n${`${"x".repeat(99)}\n`.repeat(135_000)}`);
  await dora.write({ "docs/c.md": "2\n" });
  await dora.git("commit", "-q", "-a", "-F", ".git/long");
  const head = await dora.push();
  await story.quiet();
  const told = story.world.deliveries.all.filter((each) => each.repository === scene.repo.id);
  expect(told.map(({ event }) => event)).not.toContain("push");
  expect(await scene.gate(head)).toMatchObject({ conclusion: "success", title: "in scope" });
});

test("what nobody told at all is found by the sweep (E16)", async () => {
  const scene = await Scene.of(story);
  const head = await story.world.changeQuietly(() => scene.push("grace", "framework/x", { "qa/b.ts": "2\n" }));
  const docs = await story.world.changeQuietly(() => scene.push("grace", "docs/x", { "docs/c.md": "2\n" }));
  expect(await scene.conclusion(head)).toBeNull();
  await story.keeper.sweep();
  expect(await scene.conclusion(head)).toBe("failure");
  expect((await scene.gate(docs)).summary).toContain("grace may not push branches of team docs");
});

test("a branch that is gone before anybody looked gets no check, and one of its name begins anew (E33)", async () => {
  const scene = await Scene.of(story);
  story.world.hold();
  const first = await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  const grace = await scene.as("grace");
  await grace.push(":framework/x");
  await story.world.release();
  expect(await scene.conclusion(first)).toBeNull();
  const second = await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  expect(await scene.conclusion(second)).toBe("success");
  await grace.push(":framework/x");
  await story.quiet();
  expect(scene.repo.checks.runs.filter(({ sha }) => /^0+$/.test(sha))).toEqual([]);
});

test("a branch moved by the API is judged like one that was pushed (E39)", async () => {
  const scene = await Scene.of(story);
  const head = await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  await scene.repo.setRefs("grace", { "refs/heads/framework/y": head, "refs/heads/framework/x": null });
  expect(await scene.gate(head)).toMatchObject({ conclusion: "failure", paths: ["qa/b.ts"] });
});

test("a commit whose branch moved on is shown by what is still there", async () => {
  const scene = await Scene.of(story);
  const head = await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  const grace = await scene.as("grace");
  await grace.push("HEAD:refs/heads/qa/x");
  expect((await scene.gate(head)).title).toBe("1 error: write-scope");
  await grace.push(":qa/x");
  expect(await scene.gate(head)).toMatchObject({ conclusion: "success", title: "in scope" });
});
