// Wherever git keeps the ref of trunk, the hook finds the policy; a ref of trunk that cannot be read is not a trunk without one.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { story, type World } from "./world.ts";

/** A push in the scope and one out of it: what a policy makes of them. */
async function policyHolds(stage: World): Promise<void> {
  await stage.commit("framework/good", { "expertdomain/core.ts": "new\n" });
  await stage.commit("framework/bad", { "qa/plan.md": "new\n" });
  expect((await stage.push("grace", "framework/good")).accepted).toBe(true);
  expect((await stage.push("grace", "framework/bad")).findings).toEqual(["✗ write-scope qa/plan.md"]);
}

/** Other branches beside trunk, then everything packed. */
async function pack(stage: World, ...branches: readonly string[]): Promise<void> {
  for (const branch of branches) await stage.admin("branch", branch, "main");
  await stage.admin("pack-refs", "--all", "--prune");
}

story("a trunk in its own file", {}, policyHolds);

story("a trunk among a few packed refs", {}, async (stage) => {
  await pack(stage, "a", "b", "z");
  await policyHolds(stage);
});

story("a trunk among many packed refs", {}, async (stage) => {
  await pack(stage, ...Array.from({ length: 30 }, (_, index) => `a/${index}`));
  await policyHolds(stage);
});

story("a trunk that moved after it was packed", {}, async (stage) => {
  await pack(stage);
  await stage.land({ "docs/guide.md": "moved\n" });
  await policyHolds(stage);
});

story("a branch whose name ends like trunk's is not trunk", {}, async (stage) => {
  await pack(stage, "a/refs/heads/main");
  await stage.land({ ".github/lanekeeper.yml": null });
  await stage.admin("pack-refs", "--all", "--prune");
  await stage.commit("framework/bad", { "qa/plan.md": "new\n" });
  expect((await stage.push("grace", "framework/bad")).accepted).toBe(true);
});

story("a trunk whose file was left empty by a crash is no missing trunk", {}, async (stage) => {
  await stage.commit("framework/bad", { "qa/plan.md": "new\n" });
  writeFileSync(join(stage.bare, "refs/heads/main"), "");
  const { accepted, stderr } = await stage.push("grace", "framework/bad", { check: false });
  expect(stderr).toContain("lanekeeper: refs/heads/main cannot be read");
  expect(accepted).toBe(false);
});
