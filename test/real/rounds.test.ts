// Rounds through real pushes: what is announced, what counts as an answer, and what is refused and why.
import { story, type World } from "./world.ts";

const CLEAN = { accepted: true, findings: [] };
const announcement = (round: number, team: string, ...more: readonly string[]) =>
  ["---", `round: ${round}`, `team: ${team}`, ...more, "---", "Do it.", ""].join("\n");

async function announced(w: World, round = 1, ...more: readonly string[]): Promise<string> {
  const branch = `framework/round-${round}`;
  await w.commit(branch, { "ANNOUNCEMENT.md": announcement(round, "framework", ...more) }, { says: "Announce" });
  expect(await w.push("ada", branch)).toMatchObject(CLEAN);
  return branch;
}

story("a team works and answers on the branch that was announced to it", {}, async (w) => {
  const branch = await announced(w);
  await w.commit(branch, { "expertdomain/one.ts": "1\n", "expertdomain/REPLY.md": "---\nround: 1\n---\ndone\n" });
  expect(await w.push("grace", branch)).toMatchObject(CLEAN);
});

story("a reply that names another round than its branch is refused, with the place", {}, async (w) => {
  const branch = await announced(w);
  await w.commit(branch, { "REPLY.md": "## Round 1: x\n\n## Round 2: y\n" });
  const pushed = await w.push("grace", branch);
  expect(pushed.findings).toEqual(["✗ reply-round REPLY.md:3:1"]);
  expect(pushed.stderr).toContain("it says round 2, but the branch is round 1's");
});

story("a reply that cannot be read is refused, and two that disagree are", {}, async (w) => {
  const branch = await announced(w);
  await w.commit(branch, { "REPLY.md": "---\nstatus: finished\n---\n" });
  expect((await w.push("grace", branch)).findings).toEqual(["✗ reply-round REPLY.md:2:9"]);
  await w.commit(branch, { "REPLY.md": "done\n", "src/app/REPLY.md": "**Status**: blocked\n" });
  expect((await w.push("grace", branch)).findings).toEqual(["✗ reply-round src/app/REPLY.md"]);
});

story("an announcement narrows the scope of its branch and never widens it", {}, async (w) => {
  const branch = await announced(w, 1, 'scope: {write: ["expertdomain/core/", "qa/"]}');
  await w.commit(branch, { "expertdomain/core/a.ts": "1\n", "common/notes.md": "1\n", "REPLY.md": "done\n" });
  expect(await w.push("grace", branch)).toMatchObject(CLEAN);
  await w.commit(branch, { "src/app/main.ts": "2\n", "qa/plan.md": "2\n" });
  const pushed = await w.push("grace", branch);
  expect(pushed.findings).toEqual(["✗ write-scope qa/plan.md", "✗ write-scope src/app/main.ts"]);
  expect(pushed.stderr).toContain("what the announcement narrows it to (ANNOUNCEMENT.md:4:");
});

story("both files may be tidied away on top once the team has replied, not before", {}, async (w) => {
  const branch = await announced(w);
  await w.commit(branch, { "ANNOUNCEMENT.md": null, "expertdomain/one.ts": "1\n" });
  expect((await w.push("grace", branch)).findings).toEqual(["✗ announcement-author ANNOUNCEMENT.md"]);
  await w.git("branch", "-f", branch, `${branch}~1`);
  await w.commit(branch, { "REPLY.md": "done\n" });
  expect(await w.push("grace", branch)).toMatchObject(CLEAN);
  await w.commit(branch, { "ANNOUNCEMENT.md": null, "REPLY.md": null });
  expect(await w.push("grace", branch)).toMatchObject(CLEAN);
});

story("an architect's announcement that disagrees with its branch, or that cannot be, is refused", {}, async (w) => {
  const cases: readonly [string, string][] = [
    [announcement(2, "framework"), "ANNOUNCEMENT.md:2:8"],
    [announcement(1, "qa"), "ANNOUNCEMENT.md:3:7"],
    [announcement(1, "framework", "teams: [qa]"), "ANNOUNCEMENT.md:4:8"],
    [announcement(1, "framework", "teams: [framework, nobody]"), "ANNOUNCEMENT.md:4:8"],
    [announcement(1, "framework", "depends_on: [1]"), "ANNOUNCEMENT.md:4:13"],
    [announcement(1, "framework", "deadline: 2026-02-30T18:00Z"), "ANNOUNCEMENT.md:4:11"],
  ];
  for (const [text, place] of cases) {
    await w.commit("fw/round-1", { "ANNOUNCEMENT.md": text });
    expect((await w.push("ada", "fw/round-1")).findings).toEqual([`✗ announcement-author ${place}`]);
  }
});
