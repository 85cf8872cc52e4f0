// The gate: every push and pull request gets a check, it is right, and it stays right.
import { begin, POLICY, type Story } from "./app.ts";

let story: Story;
beforeEach(async () => {
  story = await begin();
});
afterEach(() => story.end());

const FILES = { ".github/lanekeeper.yml": POLICY, "framework/a.ts": "1\n", "qa/b.ts": "1\n", "docs/c.md": "1\n" };

test("a push inside the scope is green, a rename out of another team's folder is red and says whose it is", async () => {
  const { world } = story;
  const repo = await world.repo("acme/app", { files: FILES });
  const grace = await repo.clone("grace");
  await grace.checkout("framework/x");
  const good = await grace.commit("Change a", { "framework/a.ts": "2\n" });
  await grace.push();
  const green = await world.until("a gate", () => repo.checks.latest(good, "lanekeeper"));
  expect(green.conclusion).toBe("success");

  const bad = await grace.commit("Take b", { "qa/b.ts": null, "framework/b.ts": "1\n" });
  await grace.push();
  const red = await world.until("a gate", () => repo.checks.latest(bad, "lanekeeper"));
  expect(red.conclusion).toBe("failure");
  expect(red.output.title).toBe("1 error: write-scope");
  expect(red.output.summary).toContain("belongs to team qa");
  expect(red.annotations.map(({ path }) => path)).toEqual(["qa/b.ts"]);
});
