// A server that is killed in the middle of a round: what it knew it knows, and what was pushed meanwhile it finds.
import { readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { announcement, Fleet } from "./fleet.ts";
import { lanekeeper } from "./shell.ts";
import { POLICY_FILE, serve } from "./world.ts";

const POLICY = `architects: [ada]
teams:
  framework: {write: ["framework/"]}
  qa: {write: ["qa/"]}
`;

let fleet: Fleet;
beforeEach(async () => {
  fleet = await Fleet.start(POLICY);
});
afterEach(() => fleet.end());

async function pushed(login: string, branch: string, files: Readonly<Record<string, string>>): Promise<void> {
  await fleet.commit(branch, files);
  expect(await fleet.push(login, branch)).toMatchObject({ code: 0 });
}
const announce = (team: string) =>
  pushed("ada", `${team}/round-1`, { "ANNOUNCEMENT.md": announcement(1, team, "teams: [framework, qa]") });

test("killed and started again, it shows the round as it was, to the letter", async () => {
  await announce("framework");
  await announce("qa");
  await pushed("framework", "framework/round-1", { "framework/a.ts": "1\n", "REPLY.md": "done\n" });
  await fleet.until(1, "open framework:replied:done qa:announced");
  const before = await fleet.state();
  await fleet.restart("SIGKILL");
  const after = await fleet.state();
  expect(after.rounds).toEqual(before.rounds);
});

test("killed after every step, with each push made while it was away, the round ends as if it had never been", async () => {
  const steps: readonly [() => Promise<void>, string][] = [
    [() => announce("framework"), "announced framework:announced qa:announced"],
    [
      () => pushed("framework", "framework/round-1", { "framework/a.ts": "1\n" }),
      "open framework:working qa:announced",
    ],
    [() => pushed("qa", "qa/round-1", { "REPLY.md": "done\n" }), "open framework:working qa:replied:done"],
    [
      () => pushed("framework", "framework/round-1", { "REPLY.md": "done\n" }),
      "complete framework:replied:done qa:replied:done",
    ],
  ];
  await announce("qa");
  await fleet.until(1, "announced framework:unannounced qa:announced");
  for (const [step, stands] of steps) {
    // What is killed in the midst of a delivery waits until its lease has run out.
    await new Promise((resolve) => setTimeout(resolve, 700));
    await fleet.server.stop("SIGKILL");
    await step();
    await fleet.restart();
    await fleet.until(1, stands);
  }
});

test("a ledger that is rebuilt has the round again, and calls nobody a second time", async () => {
  let calls = 0;
  const receiver = createServer((_, response) => {
    calls += 1;
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = receiver.address() as AddressInfo;
    await fleet.commits([
      {
        on: "policy",
        from: ["refs/remotes/origin/main"],
        files: { [POLICY_FILE]: `${POLICY}notify: ["http://127.0.0.1:${port}/"]\n` },
      },
    ]);
    expect(await fleet.push("ada", "refs/heads/policy:refs/heads/main")).toMatchObject({ code: 0 });
    await announce("framework");
    await announce("qa");
    for (const team of ["framework", "qa"]) await pushed(team, `${team}/round-1`, { "REPLY.md": "done\n" });
    await fleet.until(1, "complete framework:replied:done qa:replied:done");
    // Once, when the round was complete.
    for (const end = Date.now() + 20_000; calls === 0 && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 20));
    await fleet.server.stop();
    for (const name of readdirSync(fleet.data)) if (name.startsWith("lanekeeper.db")) rmSync(join(fleet.data, name));
    const rebuilt = await lanekeeper(["rebuild", "--data", fleet.data]);
    expect(rebuilt.stdout.toString("utf8")).toContain("which rounds an architect closed or opened again");
    expect(rebuilt.code).toBe(0);
    fleet.server = await serve(fleet.data);
    await fleet.until(1, "complete framework:replied:done qa:replied:done");
    expect(calls).toBe(1);
  } finally {
    receiver.close();
  }
});
