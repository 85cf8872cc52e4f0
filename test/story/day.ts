// A day in one repository: branches, pull requests opened, closed, retargeted and merged, a policy that changes. The same each time,
// so that worlds which heard of it differently can be compared.
import type { Clone } from "../world/clone.ts";
import { POLICY, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

export interface Day {
  readonly scene: Scene;
  readonly merging: number;
  readonly retargeted: number;
  readonly closing: number;
  /** What stood before, by branch. */
  readonly morning: ReadonlyMap<string, string>;
}

/** What stands in the morning is judged before anything else happens. */
export async function morning(story: Story): Promise<Day> {
  const scene = await Scene.of(story);
  const grace = await scene.as("grace");
  const heads = new Map<string, string>();
  for (const [branch, files] of [
    ["framework/merge", { "framework/m.ts": "1\n" }],
    ["framework/target", { "framework/t.ts": "1\n" }],
    ["framework/close", { "qa/b.ts": "close\n" }],
    ["framework/gone", { "framework/g.ts": "1\n" }],
    ["framework/notes", { "notes/c.md": "2\n" }],
    ["framework/base", { "framework/base.ts": "1\n" }],
  ] as const) {
    await grace.checkout(branch, "origin/main");
    heads.set(branch, await grace.commit(`Work on ${branch}`, files));
  }
  await grace.push(...heads.keys());
  const merging = await scene.pull("framework/merge");
  const retargeted = await scene.pull("framework/target");
  const closing = await scene.pull("framework/close");
  await story.quiet();
  scene.repo.talk.read(closing);
  return { scene, merging, retargeted, closing, morning: heads };
}

/** Everything that can happen to a branch happens; gives the branches that are there in the evening, with their heads. */
export async function through({ scene, merging, retargeted, closing }: Day): Promise<void> {
  const { repo } = scene;
  const [grace, ada] = [await scene.as("grace"), await scene.as("ada")];
  await start(grace, ["framework/1", "framework/2", "framework/3", "framework/bad"]);
  await repo.pulls.merge(merging, { by: "grace" });
  await grace.push(":framework/gone");
  await repo.pulls.close(closing, { by: "grace" });
  await repo.pulls.editBase(retargeted, "framework/base", { by: "grace" });
  const opened = await scene.pull("framework/bad");
  // Rewritten, and gone on from.
  await grace.checkout("framework/2");
  await grace.git("reset", "-q", "--hard", "origin/main");
  await grace.commit("Otherwise", { "framework/2b.ts": "1\n" });
  await grace.push("--force");
  await grace.checkout("framework/3");
  await grace.commit("Out of scope", { "qa/b.ts": "three\n" });
  await grace.push();
  await grace.commit("Taken back", { "qa/b.ts": "1\n" });
  await grace.push();
  // The policy of the evening lets the team write notes/.
  await ada.fetch();
  await ada.checkout("main", "origin/main");
  await ada.commit("Widen", { ".github/lanekeeper.yml": POLICY.replace('["framework/"]', '["framework/", "notes/"]') });
  await ada.push();
  const late = await scene.pull("framework/1");
  await repo.pulls.close(late, { by: "grace" });
  scene.repo.talk.read(opened);
}

async function start(clone: Clone, branches: readonly string[]): Promise<void> {
  for (const branch of branches) {
    await clone.checkout(branch, "origin/main");
    const path = branch === "framework/bad" ? "qa/b.ts" : `${branch}.ts`;
    await clone.commit(`Work on ${branch}`, { [path]: `${branch}\n` });
  }
  await clone.push(...branches);
}

/** The evening as people see it: each branch's gate, `success no findings`, or null where there is none. How many runs is left out. */
export async function evening({ scene }: Day): Promise<Record<string, string | null>> {
  const { repo } = scene;
  for (const { number } of repo.pulls.all) repo.talk.read(number);
  const gates: Record<string, string | null> = {};
  for (const [ref, sha] of [...repo.refs].filter(([ref]) => ref.startsWith("refs/heads/")).sort()) {
    const run = repo.checks.latest(sha, "lanekeeper");
    gates[ref.slice("refs/heads/".length)] = run === undefined ? null : `${run.conclusion}: ${run.output.title}`;
  }
  return gates;
}

/** How every such day ends. */
export const EVENING: Readonly<Record<string, string>> = {
  "framework/base": "success: in scope",
  "framework/close": "failure: 1 error: write-scope",
  "framework/merge": "success: in scope",
  "framework/target": "success: in scope",
  main: "success: in scope",
  "framework/1": "success: in scope",
  "framework/2": "success: in scope",
  "framework/3": "success: in scope, 1 warning",
  "framework/bad": "failure: 1 error: write-scope",
  "framework/notes": "success: in scope",
};
