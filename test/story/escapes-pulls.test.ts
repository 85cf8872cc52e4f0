// Escapes through pull requests: one commit in several of them, another base, the button, the queue, the test merge.
import { begin, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

let story: Story;
beforeAll(async () => {
  story = await begin();
});
afterAll(() => story.end());

test("the gate of a commit is the worst of its pull requests, each of which may end (E17)", async () => {
  const scene = await Scene.of(story);
  const head = await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  await (await scene.as("grace")).push("HEAD:refs/heads/qa/x");
  expect((await scene.gate(head)).title).toBe("1 error: write-scope");
  await scene.pull("framework/x");
  expect(await scene.conclusion(head)).toBe("success");
  const other = await scene.pull("qa/x");
  const both = await scene.gate(head);
  expect(both).toMatchObject({ conclusion: "failure", paths: ["framework/a.ts"] });
  expect(both.summary).toMatch(/pull request 2.*pull request 1/s);
  expect(await scene.said(other)).toHaveLength(1);
  await scene.repo.pulls.close(other, { by: "grace" });
  expect(await scene.conclusion(head)).toBe("success");
  await scene.repo.pulls.reopen(other, { by: "grace" });
  expect(await scene.conclusion(head)).toBe("failure");
});

test("a pull request is judged against its own base, and again when that changes (E17)", async () => {
  const scene = await Scene.of(story);
  await scene.push("grace", "framework/bad", { "qa/b.ts": "2\n" });
  const grace = await scene.as("grace");
  await grace.checkout("framework/top", "origin/framework/bad");
  const head = await grace.commit("On top", { "framework/a.ts": "2\n" });
  await grace.push();
  const number = await scene.pull("framework/top", "grace", { base: "framework/bad" });
  expect(await scene.conclusion(head)).toBe("success");
  await scene.repo.pulls.editBase(number, "main", { by: "grace" });
  expect(await scene.gate(head)).toMatchObject({ conclusion: "failure", paths: ["qa/b.ts"] });
  await scene.said(number);
  await scene.repo.pulls.editTitle(number, "Another name", { by: "grace" });
  expect((await scene.gate(head)).runs).toBe(3);
});

test("whatever is pressed on the check, nobody gets a pass by pressing (E19)", async () => {
  const scene = await Scene.of(story);
  const head = await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  await story.quiet();
  const run = scene.repo.checks.latest(head, "lanekeeper")!;
  expect(run.actions).toEqual([]);
  for (const by of ["grace", "ada"]) scene.repo.checks.press(run, "override", { by });
  expect(await scene.gate(head)).toMatchObject({ conclusion: "failure", runs: 1 });
});

test("a re-run that was asked for always writes a new run, and the run of before stays (E17)", async () => {
  const scene = await Scene.of(story);
  const head = await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  const number = await scene.pull("framework/x");
  expect((await scene.gate(head)).runs).toBe(1);
  await scene.repo.checks.rerun(scene.repo.checks.latest(head, "lanekeeper"), { by: "grace" });
  expect((await scene.gate(head)).runs).toBe(2);
  await scene.repo.checks.rerunAll(head, { by: "grace" });
  expect(await scene.gate(head)).toMatchObject({ conclusion: "success", runs: 3 });
  await scene.repo.pulls.close(number, { by: "grace" });
  await scene.repo.checks.rerunAll(head, { by: "grace" });
  expect((await scene.gate(head)).runs).toBe(4);
});

test("what cannot be judged is a failure, never neutral and never skipped (E20)", async () => {
  const scene = await Scene.of(story, { ".github/lanekeeper.yml": "version: 1\narchitects: ada\n" });
  const head = await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  const gate = await scene.gate(head);
  expect(gate).toMatchObject({ conclusion: "failure" });
  expect(gate.title).toMatch(/^could not be judged/);
  const all = story.world.repos.flatMap(({ checks }) => checks.runs);
  expect([...new Set(all.map(({ conclusion }) => conclusion))].sort()).toEqual(["failure", "success"]);
});

test("the check is on the head, never on the test merge (E21)", async () => {
  const scene = await Scene.of(story);
  await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  const number = await scene.pull("framework/x");
  await scene.push("ada", "main", { "docs/c.md": "2\n" });
  await story.quiet();
  const { testMerge } = scene.repo.pulls.get(number);
  expect(testMerge).not.toBeNull();
  expect(scene.repo.checks.runs.filter(({ sha }) => sha === testMerge)).toEqual([]);
});

describe("the merge queue", () => {
  test("gets a check on its own commit, and trunk is green when it lands (E37)", async () => {
    const scene = await Scene.of(story);
    await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
    await scene.push("quinn", "qa/x", { "qa/b.ts": "2\n" });
    const [one, two] = [await scene.pull("framework/x"), await scene.pull("qa/x", "quinn")];
    await story.quiet();
    const first = await scene.repo.pulls.enqueue(one, { by: "grace" });
    const second = await scene.repo.pulls.enqueue(two, { by: "quinn" });
    expect(await scene.conclusion(first.head)).toBe("success");
    expect(await scene.gate(second.head)).toMatchObject({ conclusion: "success", title: "in scope" });
    await scene.repo.pulls.leaveQueue(one);
    await scene.repo.pulls.leaveQueue(two);
    expect(await scene.gate(second.head)).toMatchObject({ conclusion: "success" });
    expect(scene.repo.tip("main")).toBe(second.head);
  });

  test("is red where the pull request is, whichever of its webhooks comes, and is found by the sweep (E37)", async () => {
    const scene = await Scene.of(story);
    await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
    const number = await scene.pull("framework/x");
    await scene.said(number);
    const sent = story.world.deliveries.all.length;
    const queued = await scene.repo.pulls.enqueue(number, { by: "grace" });
    const told = story.world.deliveries.all.slice(sent).map(({ event }) => event);
    expect(told).toEqual(expect.arrayContaining(["push", "merge_group"]));
    expect(await scene.gate(queued.head)).toMatchObject({ conclusion: "failure", paths: ["qa/b.ts"] });
    expect(scene.repo.checks.of(queued.head, "lanekeeper").map(({ conclusion }) => conclusion)).not.toContain(
      "success",
    );
    const lost = await Scene.of(story);
    await lost.push("grace", "framework/x", { "framework/a.ts": "2\n" });
    const other = await lost.pull("framework/x");
    await story.quiet();
    const quietly = await story.world.changeQuietly(() => lost.repo.pulls.enqueue(other, { by: "grace" }));
    await story.keeper.sweep();
    expect(await lost.conclusion(quietly.head)).toBe("success");
  });
});
