// The App as a process: killed at random moments during a burst, two of them on one PostgreSQL; in the end each head has exactly one
// correct gate, and nothing is said twice.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeOnPostgres } from "../store/postgres-server.ts";
import { GitHub } from "../world/github.ts";
import { POLICY } from "./app.ts";

const MAIN = new URL("../../dist/cli/main.js", import.meta.url).pathname;
const FILES = { ".github/lanekeeper.yml": POLICY, "framework/a.ts": "1\n", "qa/b.ts": "1\n" };

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
}

/** The built server, once it listens. */
async function serve(world: GitHub, data: string, env: Record<string, string> = {}): Promise<Server> {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("NODE_OPTIONS")));
  const child = spawn(process.execPath, [MAIN, "serve", "--port", "0", "--data", data], {
    env: { ...clean, LANEKEEPER_PACE: "off", LANEKEEPER_SWEEP: "5s", LOG_LEVEL: "warn", ...world.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const found = /listening on (\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  return { child, url };
}

const ended = (child: ChildProcess) =>
  new Promise((resolve) =>
    child.exitCode === null && child.signalCode === null ? child.once("exit", resolve) : resolve(null),
  );

test("killed at random moments during a burst, each head ends with exactly one correct gate and one comment", async () => {
  const world = await GitHub.start();
  const data = mkdtempSync(join(tmpdir(), "lanekeeper-killed-"));
  let server = await serve(world, data);
  try {
    world.connect(`${server.url}/api/github/webhooks`);
    const repo = await world.repo("acme/app", { files: FILES });
    const grace = await repo.clone("grace");
    const heads: { sha: string; good: boolean; pull: number }[] = [];
    for (let n = 0; n < 12; n += 1) {
      const good = n % 3 !== 0;
      await grace.checkout(`framework/${n}`, "origin/main");
      const sha = await grace.commit(`Work ${n}`, { [good ? `framework/${n}.ts` : "qa/b.ts"]: `${n}\n` });
      await grace.push();
      heads.push({ sha, good, pull: await repo.pulls.open({ head: `framework/${n}`, by: "grace" }) });
      if (n % 3 !== 2) continue;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
      server.child.kill("SIGKILL");
      await ended(server.child);
      server = await serve(world, data);
      world.connect(`${server.url}/api/github/webhooks`);
    }
    const conclusion = (good: boolean) => (good ? "success" : "failure");
    await world.until(
      "all gates",
      () => heads.every(({ sha, good }) => repo.checks.latest(sha, "lanekeeper")?.conclusion === conclusion(good)),
      60_000,
    );
    // One more sweep looks at every screen again.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    for (const { sha, good, pull } of heads) {
      expect(repo.checks.of(sha, "lanekeeper").map((run) => run.conclusion)).toEqual([conclusion(good)]);
      expect(repo.talk.read(pull)).toHaveLength(good ? 0 : 1);
    }
  } finally {
    server.child.kill("SIGTERM");
    await ended(server.child);
    await world.close();
    await rm(data, { recursive: true, force: true });
  }
  world.verify();
}, 240_000);

describeOnPostgres("two processes", (server) => {
  test("share the work: each head has one gate, whichever of them was told", async () => {
    const world = await GitHub.start();
    const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "lanekeeper-two-")));
    const env = { DATABASE_URL: await server().database() };
    const servers = await Promise.all(folders.map((data) => serve(world, data, env)));
    try {
      const repo = await world.repo("acme/app", { files: FILES });
      const grace = await repo.clone("grace");
      const heads: string[] = [];
      for (let n = 0; n < 8; n += 1) {
        world.connect(`${servers[n % 2]!.url}/api/github/webhooks`);
        await grace.checkout(`framework/${n}`, "origin/main");
        heads.push(await grace.commit(`Work ${n}`, { [`framework/${n}.ts`]: `${n}\n` }));
        await grace.push();
      }
      await world.until(
        "all gates",
        () => heads.every((sha) => repo.checks.latest(sha, "lanekeeper") !== undefined),
        60_000,
      );
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      for (const sha of heads)
        expect(repo.checks.of(sha, "lanekeeper").map((run) => run.conclusion)).toEqual(["success"]);
    } finally {
      for (const { child } of servers) child.kill("SIGTERM");
      await Promise.all(servers.map(({ child }) => ended(child)));
      await world.close();
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    }
    world.verify();
  }, 120_000);
});
