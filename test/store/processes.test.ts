// What must hold when processes die in the middle, and when several work on one PostgreSQL.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore, type Store } from "../../src/store/store.ts";
import { type Child, children } from "./children.ts";
import { describeOnPostgres } from "./postgres-server.ts";

const programs = children();
const data = mkdtempSync(join(tmpdir(), "lanekeeper-kill-"));
afterAll(() => {
  programs.remove();
  rmSync(data, { recursive: true, force: true });
});

/** Lets it work for a random moment after the first acknowledgement, then SIGKILL. */
async function killed(child: Child): Promise<ReturnType<Child["lines"]>> {
  while (child.lines().length === 0 && child.process.exitCode === null) await sleep(2);
  await sleep(Math.random() * 60);
  child.process.kill("SIGKILL");
  await child.ended;
  return child.lines();
}

/** Every number once, every acknowledged append where it was acknowledged and whole, every acknowledged put there. */
async function nothingLost(store: Store, lines: ReturnType<Child["lines"]>): Promise<void> {
  const texts = new Map<string, string>();
  for (const repo of ["github/0", "github/1"]) {
    let last = 0;
    for await (const { seq, cause, entry } of store.ledger.read(repo, 0)) {
      expect(seq).toBe(++last);
      if (entry.kind === "repository-named") texts.set(`${repo} ${seq}`, entry.name);
      expect([cause, `${cause}+`]).toContain(entry.kind === "repository-named" ? entry.name : "");
    }
    expect(last % 2).toBe(0);
  }
  for (const line of lines) {
    if (line.put === undefined) {
      expect(texts.get(`${line.repo} ${line.seq}`)).toBe(line.text);
      expect(texts.get(`${line.repo} ${Number(line.seq) + 1}`)).toBe(`${line.text}+`);
    } else {
      const repo = { key: "github/1", name: "acme/site", installation: null };
      const again = await store.inbox.put({ id: line.put, repo, signal: { kind: "sweep" } }, new Date().toISOString());
      expect(again).toBe("seen");
    }
  }
}

async function survives(url: string | null, kills: number): Promise<void> {
  for (let round = 0; round < kills; round++) {
    const lines = await killed(programs.start("write", url ?? "", data, String(round)));
    expect(lines.length).toBeGreaterThan(0);
    const store = await openStore({ url, data });
    await store.ping();
    await nothingLost(store, lines);
    await store.close();
  }
}

test("a process killed at any moment loses nothing that SQLite acknowledged, and the file opens", async () => {
  await survives(null, 12);
}, 120_000);

describeOnPostgres("processes on one store", (server) => {
  test("a process killed at any moment loses nothing that was acknowledged", async () => {
    await survives(await server().database(), 8);
  }, 120_000);

  test("two that take never handle the same delivery, nor the same repository at once, and keep its order", async () => {
    const url = await server().database();
    const store = await openStore({ url, data });
    const count = 300;
    for (let n = 0; n < count; n++) {
      const repo = { key: `github/${n % 5}`, name: "acme/site", installation: null };
      await store.inbox.put({ id: String(n), repo, signal: { kind: "sweep" } }, new Date().toISOString());
    }
    const workers = ["a", "b", "c"].map((name) => programs.start("take", url, data, name));
    await Promise.all(workers.map(({ ended }) => ended));
    const handled = workers.flatMap((worker) => worker.lines());
    expect(handled.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, n) => n),
    );
    for (const worker of workers) expect(worker.lines().length).toBeGreaterThan(0);
    for (let repo = 0; repo < 5; repo++) {
      const own = handled.filter((line) => line.repo === `github/${repo}`);
      own.sort((a, b) => (BigInt(a.from!) < BigInt(b.from!) ? -1 : 1));
      expect(own.map(({ id }) => Number(id))).toEqual(Array.from({ length: count / 5 }, (_, n) => n * 5 + repo));
      for (const [at, line] of own.slice(1).entries()) expect(BigInt(line.from!) >= BigInt(own[at]!.to!)).toBe(true);
    }
    expect((await store.inbox.count()).waiting).toBe(0);
    await store.close();
  }, 120_000);
});
