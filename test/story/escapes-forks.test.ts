// Escapes through forks: a head that nobody's branch binds, opened, reopened and pushed by people of all kinds.
import { begin, POLICY, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

let story: Story;
beforeAll(async () => {
  story = await begin();
});
afterAll(() => story.end());

const forked = async (scene: Scene, branch: string, files: Record<string, string>) => {
  const fork = await scene.repo.fork("mallory");
  const mallory = await fork.clone("mallory");
  await mallory.checkout(branch);
  const head = await mallory.commit("Help", files);
  await mallory.push();
  return { fork, mallory, head, number: await scene.pull(branch, "mallory", { from: fork }) };
};

test("a pull request from a fork is not bound by the name of its branch, and needs an architect (E38)", async () => {
  const scene = await Scene.of(story);
  const { head, number, mallory } = await forked(scene, "framework/x", { "framework/a.ts": "2\n" });
  expect((await scene.gate(head)).title).toBe("1 error: unmatched-branch");
  const next = await mallory.commit("More", { "framework/a.ts": "3\n" });
  await mallory.push();
  const gate = await scene.gate(next);
  expect(gate.summary).toContain("a branch of a fork is bound to no team or session and was pushed by mallory");
  expect(await scene.said(number)).toHaveLength(1);
});

test("one from a fork passes where unmatched branches may, but for protected paths, of whoever reopens it (E38)", async () => {
  const policy = `${POLICY}unmatched: allow\nprotected: ["ci/"]\n`;
  const scene = await Scene.of(story, { ".github/lanekeeper.yml": policy });
  const { head, number, mallory } = await forked(scene, "help", { "qa/b.ts": "2\n" });
  expect(await scene.conclusion(head)).toBe("success");
  const guarded = await mallory.commit("Change CI", { "ci/run": "2\n" });
  await mallory.push();
  expect((await scene.gate(guarded)).title).toBe("1 error: protected-paths");
  await scene.said(number);
  await scene.repo.pulls.close(number, { by: "ada" });
  await scene.repo.pulls.reopen(number, { by: "ada" });
  expect((await scene.gate(guarded)).title).toBe("1 error: protected-paths");
});

test("one from a fork is not an architect's work because an architect opens it (E38)", async () => {
  const scene = await Scene.of(story);
  const fork = await scene.repo.fork("mallory");
  const mallory = await fork.clone("mallory");
  await mallory.checkout("x");
  const head = await mallory.commit("Help", { "qa/b.ts": "2\n" });
  await mallory.push();
  const number = await scene.pull("x", "ada", { from: fork });
  expect((await scene.gate(head)).summary).toContain("who pushed it is not known");
  await scene.said(number);
});

test("one from a fork into a team's branch may not touch what is protected either (E38)", async () => {
  const scene = await Scene.of(story);
  await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  const fork = await scene.repo.fork("mallory");
  const mallory = await fork.clone("mallory");
  await mallory.checkout("y", "origin/framework/x");
  const head = await mallory.commit("Help", { ".github/lanekeeper.yml": POLICY.replace("[ada]", "[mallory]") });
  await mallory.push();
  const number = await scene.pull("y", "mallory", { from: fork, base: "framework/x" });
  expect((await scene.gate(head)).title).toBe("1 error: protected-paths");
  await scene.said(number);
});
