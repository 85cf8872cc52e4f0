// Escapes through time: what is told before it can be read, told in another order, told twice, or told after it is over.
import { begin, POLICY, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

let story: Story;
beforeAll(async () => {
  story = await begin();
});
afterAll(() => story.end());
afterEach(() => {
  story.world.lagReads = 0;
});

test("a push that cannot be read yet is judged once it can: new branch, old branch and trunk (E31)", async () => {
  const scene = await Scene.of(story);
  await story.keeper.sweep();
  story.world.lagReads = 1;
  const first = await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  expect(await scene.conclusion(first)).toBe("success");
  const trunk = await scene.push("grace", "main", { "framework/a.ts": "3\n" });
  expect((await scene.gate(trunk)).title).toBe("1 error: trunk-gate");
  const number = await scene.pull("framework/x");
  const second = await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  expect((await scene.gate(second)).paths).toEqual(["qa/b.ts"]);
  expect(await scene.said(number)).toHaveLength(1);
});

test("webhooks in reverse, twice and together give what they give in order, with the right people (E32)", async () => {
  const scene = await Scene.of(story, { ".github/lanekeeper.yml": `${POLICY}protected: ["ci/"]\n` });
  for (const how of [{ order: "reversed" }, { order: "shuffled", twice: true }, { together: true }] as const) {
    const branch = `framework/${Object.keys(how).join("-")}`;
    story.world.hold();
    await scene.push("ada", branch, { "ci/run": `${branch}\n` });
    const middle = await scene.push("grace", branch, { "framework/a.ts": `${branch}\n` });
    const number = await scene.pull(branch);
    const head = await scene.push("grace", branch, { "framework/b.ts": `${branch}\n` });
    await story.world.release(how);
    // Architects may touch what is protected, whoever pushes on top.
    expect(await scene.gate(head)).toMatchObject({ conclusion: "success", title: "in scope", runs: 1 });
    expect(await scene.conclusion(middle)).toBeNull();
    expect(await scene.said(number)).toEqual([]);
  }
});

test("a pull request that was closed or merged before its webhooks came is not brought back (E32)", async () => {
  const scene = await Scene.of(story);
  story.world.hold();
  const head = await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  const number = await scene.pull("framework/x");
  await scene.repo.pulls.close(number, { by: "grace" });
  await story.world.release({ order: "reversed" });
  expect(await scene.conclusion(head)).toBe("failure");
  expect(await scene.said(number)).toEqual([]);
});

test("what stays unreadable is red and says so, and turns when it can be read (E31)", async () => {
  const scene = await Scene.of(story);
  story.world.fail({ method: "GET", path: "/compare/" }, { status: 422, message: "No commit found", times: 100 });
  const head = await scene.push("grace", "framework/x", { "framework/a.ts": "3\n" });
  const newest = () => scene.repo.checks.latest(head, "lanekeeper");
  await story.world.until("a red gate", () => newest()?.conclusion === "failure", 50_000);
  expect(newest()?.output.title).toMatch(/^could not be judged/);
  story.world.faults.clear();
  // By itself, without a webhook.
  await story.world.until("a green gate", () => newest()?.conclusion === "success", 50_000);
}, 120_000);
