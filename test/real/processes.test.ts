// What a server leaves running: git is started once per repository, not once per push, and a command that is done ends.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Fleet } from "./fleet.ts";
import { lanekeeper } from "./shell.ts";

const onLinux = process.platform === "linux" ? test : test.skip;
const POLICY = `architects: [ada]\nteams:\n  qa: {write: ["qa/"]}\n`;

const childrenOf = (pid: number): number =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).length;

onLinux("twelve pushes leave no more git processes behind than one", async () => {
  const fleet = await Fleet.start(POLICY);
  try {
    for (let round = 1; round <= 12; round += 1) {
      const announced = await fleet.commit(`qa/round-${round}`, { "ANNOUNCEMENT.md": "Do it.\n" });
      expect(announced).toHaveLength(1);
      expect(await fleet.push("ada", `qa/round-${round}`)).toMatchObject({ code: 0 });
      await fleet.until(round, "announced qa:announced");
    }
    // One of the resident judge, one of the books; what runs for a moment only is waited for.
    let left = childrenOf(fleet.server.pid);
    for (const end = Date.now() + 15_000; left > 2 && Date.now() < end; left = childrenOf(fleet.server.pid))
      await setTimeout(100);
    expect(left).toBeLessThanOrEqual(2);
  } finally {
    await fleet.end();
  }
});

test("rebuild ends when it is done", async () => {
  const fleet = await Fleet.start(POLICY);
  try {
    await fleet.server.stop();
    rmSync(join(fleet.data, "lanekeeper.db"), { force: true });
    const started = performance.now();
    const { code, stdout } = await lanekeeper(["rebuild", "--data", fleet.data]);
    expect(code).toBe(0);
    expect(stdout.toString("utf8")).toContain(`${fleet.name}: 1 branches, `);
    expect(performance.now() - started).toBeLessThan(30_000);
  } finally {
    await fleet.end();
  }
});
