// Escapes through the shape of history: renames, reverts, merges that lie, and merges that are no fault of the team's.
import { begin, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

let story: Story;
beforeAll(async () => {
  story = await begin();
});
afterAll(() => story.end());

test("a rename writes where it takes from as well as where it puts (E6)", async () => {
  const scene = await Scene.of(story);
  const out = await scene.push("grace", "framework/x", { "qa/b.ts": null, "framework/b.ts": "1\n" });
  expect(await scene.gate(out)).toMatchObject({ conclusion: "failure", paths: ["qa/b.ts"] });
  const into = await scene.push("grace", "framework/y", { "framework/a.ts": null, "qa/a.ts": "1\n" });
  expect((await scene.gate(into)).paths).toEqual(["qa/a.ts"]);
  const copy = await scene.push("grace", "framework/z", { "framework/copy.ts": "1\n" });
  expect(await scene.gate(copy)).toMatchObject({ conclusion: "success", title: "in scope" });
});

test("what was added and taken back in one push is told; under `history: enforce` it is red (E7)", async () => {
  const scene = await Scene.of(story);
  const grace = await scene.as("grace");
  await grace.checkout("framework/x", "origin/main");
  const wrong = await grace.commit("Add a secret", { "qa/secret": "1\n" });
  const head = await grace.commit("Take it back", { "qa/secret": null });
  await grace.push();
  const gate = await scene.gate(head);
  expect(gate).toMatchObject({ conclusion: "success", title: "in scope, 1 warning" });
  expect(gate.summary).toContain(wrong.slice(0, 10));
  const policy = await (await scene.as("ada")).git("show", "origin/main:.github/lanekeeper.yml");
  await scene.push("ada", "main", { ".github/lanekeeper.yml": `${policy}\nhistory: enforce\n` });
  expect(await scene.gate(head)).toMatchObject({ conclusion: "failure", title: "1 error: history" });
});

/** Grace's branch and trunk both moved; she is in the middle of merging trunk. */
async function merging(scene: Scene, ...how: string[]) {
  await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  await scene.push("ada", "main", { "docs/c.md": "2\n", "qa/new.ts": "1\n" });
  const grace = await scene.as("grace");
  await grace.git("merge", "-q", "--no-commit", "--no-ff", ...how, "origin/main");
  return grace;
}

test("an edit that only the merge commit makes is found, a clean merge of trunk is no fault (E8, E10)", async () => {
  const scene = await Scene.of(story);
  const grace = await merging(scene);
  const clean = await grace.commit("Merge main");
  await grace.push();
  expect(await scene.gate(clean)).toMatchObject({ conclusion: "success", title: "in scope" });
  await grace.git("reset", "-q", "--hard", "HEAD^");
  await grace.git("merge", "-q", "--no-commit", "--no-ff", "origin/main");
  const evil = await grace.commit("Merge main", { "qa/b.ts": "evil\n" });
  await grace.push("--force");
  expect(await scene.gate(evil)).toMatchObject({ conclusion: "failure", paths: ["qa/b.ts"] });
});

test("a merge that keeps only its own side takes trunk's work back, and that shows (E9)", async () => {
  const scene = await Scene.of(story);
  const grace = await merging(scene, "-s", "ours");
  const head = await grace.commit("Merge main");
  await grace.push();
  expect((await scene.gate(head)).paths).toEqual(["docs/c.md", "qa/new.ts"]);
});

/** A branch and trunk that merged each other: two merge bases. */
async function crissCross(scene: Scene, more: Record<string, string> = {}): Promise<string> {
  const left = await scene.push("ada", "main", { "docs/c.md": "2\n" });
  const grace = await scene.as("grace");
  await grace.checkout("framework/x", `${left}^`);
  const right = await grace.commit("Change a", { "framework/a.ts": "2\n" });
  await grace.push();
  const ada = await scene.as("ada");
  await ada.checkout("main", "origin/main");
  await ada.git("merge", "-q", "--no-edit", right);
  await ada.push();
  await grace.git("merge", "-q", "--no-edit", left);
  const head = await grace.commit("More", { "framework/a.ts": "3\n", ...more });
  await grace.push();
  return head;
}

test("branches that merged each other are measured against the merge of their bases", async () => {
  const scene = await Scene.of(story);
  const good = await crissCross(scene);
  expect(await scene.gate(good)).toMatchObject({ conclusion: "success", title: "in scope" });
  const other = await Scene.of(story);
  const bad = await crissCross(other, { "docs/c.md": "3\n" });
  expect(await other.gate(bad)).toMatchObject({ conclusion: "failure", paths: ["docs/c.md"] });
});

test("an orphan branch writes all that it has (E13)", async () => {
  const scene = await Scene.of(story);
  const grace = await scene.as("grace");
  await grace.git("checkout", "-q", "--orphan", "framework/x");
  await grace.git("rm", "-rfq", ".");
  const head = await grace.commit("New world", { "framework/a.ts": "1\n", "qa/b.ts": "1\n" });
  await grace.push();
  const gate = await scene.gate(head);
  expect(gate).toMatchObject({ conclusion: "failure", paths: ["qa/b.ts"] });
});

test("the work of another team below a branch is judged as written, and the fix says what to wait for", async () => {
  const scene = await Scene.of(story);
  await scene.push("quinn", "qa/x", { "qa/b.ts": "2\n" });
  const grace = await scene.as("grace");
  await grace.checkout("framework/x", "origin/qa/x");
  const head = await grace.commit("On top", { "framework/a.ts": "2\n" });
  await grace.push();
  const gate = await scene.gate(head);
  expect(gate.paths).toEqual(["qa/b.ts"]);
  expect(gate.summary).toContain("wait for its merge, or rebase");
});
