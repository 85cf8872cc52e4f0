// Replies that came too early or too late: refused with the reason, and counted without another push once the reason is gone.
import type { Repo } from "../world/repo.ts";
import { begin, POLICY, type Story } from "./app.ts";
import { announce, FILES, pushAll, reply, rows } from "./letters.ts";

let story: Story;
let repo: Repo;
beforeEach(async () => {
  story = await begin();
});
afterEach(async () => {
  for (const { number } of repo.issues) repo.talk.read(number);
  await story.end();
});

const gate = (branch: string) => {
  const { conclusion, output } = repo.checks.latest(repo.tip(branch)!, "lanekeeper")!;
  return { conclusion, says: output.summary ?? "" };
};
const command = async (text: string) => {
  repo.talk.comment(repo.issues[0]!.number, text, { by: "ada" });
  await story.quiet();
};

test("a reply to a round that waits for another counts as soon as that one is closed", async () => {
  repo = await story.world.repo("acme/app", { files: FILES });
  await announce(repo, 1, ["framework"], "teams: [framework]");
  await announce(repo, 2, ["qa"], "teams: [qa]", "depends_on: [1]");
  await reply(repo, 2, "qa");
  await story.quiet();
  const pull = await repo.pulls.open({ head: "qa/round-2", base: "framework/round-1", by: "grace" });
  await story.quiet();
  expect(gate("qa/round-2")).toMatchObject({ conclusion: "failure" });
  expect(gate("qa/round-2").says).toContain("round 2 is not open: it waits for round 1");
  expect(rows(repo, 2)).toEqual({ qa: "working" });
  await command("/round close 1");
  expect(rows(repo, 2)).toEqual({ qa: "replied: done" });
  expect(gate("qa/round-2").conclusion).toBe("success");
  const [, second] = repo.issues;
  expect(repo.talk.read(second!.number).map(({ body }) => body)).toEqual([
    expect.stringContaining("@ada: round 2 is complete: qa done."),
  ]);
  repo.talk.read(pull);
});

test("rounds that close by themselves let those count that wait for them, one after another", async () => {
  const policy = `${POLICY}rounds: {advance: auto}\n`;
  repo = await story.world.repo("acme/app", { files: { ...FILES, ".github/lanekeeper.yml": policy } });
  await announce(repo, 1, ["framework"], "teams: [framework]");
  await announce(repo, 2, ["qa"], "teams: [qa]", "depends_on: [1]");
  await announce(repo, 3, ["docs"], "teams: [docs]", "depends_on: [2]");
  await reply(repo, 2, "qa");
  await pushAll(repo, "dora", { "docs/round-3": { "REPLY.md": "Done.\n" } });
  await story.quiet();
  expect([rows(repo, 2), rows(repo, 3)]).toEqual([{ qa: "working" }, { docs: "working" }]);
  await reply(repo, 1, "framework");
  await story.quiet();
  for (const { body } of repo.issues) expect(body).toContain("**closed**, 1 of 1 done · closed by lanekeeper");
  expect([gate("qa/round-2"), gate("docs/round-3")]).toMatchObject([
    { conclusion: "success" },
    { conclusion: "success" },
  ]);
});

test("a reply to a closed round counts once it is reopened, whoever says so by whatever way", async () => {
  repo = await story.world.repo("acme/app", { files: FILES });
  await announce(repo, 1, ["framework", "qa"], "teams: [framework, qa]");
  await story.quiet();
  await command("/round close 1");
  await reply(repo, 1, "qa");
  await story.quiet();
  expect(gate("qa/round-1").says).toContain("round 1 is closed");
  const { library } = story.keeper;
  const key = (await library.find("acme/app"))!;
  await library.command(key, { login: "ada", role: "architect", session: null }, null, "/round reopen 1");
  await story.quiet();
  expect(rows(repo, 1)).toEqual({ framework: "announced", qa: "replied: done" });
  expect(gate("qa/round-1").conclusion).toBe("success");
});

test("a reply from a team off the roster counts once an announcement has it on, and the sweep makes up for what was not told", async () => {
  repo = await story.world.repo("acme/app", { files: FILES });
  await announce(repo, 1, ["framework"], "teams: [framework]");
  await pushAll(repo, "ada", { "qa/round-1": { "qa/b.ts": "2\n" } });
  await reply(repo, 1, "qa");
  await story.quiet();
  expect(gate("qa/round-1").says).toContain("team qa is not on the roster of round 1 (framework)");
  await story.world.changeQuietly(async () => {
    await announce(repo, 1, ["framework"], "teams: [framework, qa]", "title: again");
    await announce(repo, 1, ["qa"], "teams: [framework, qa]");
  });
  await story.keeper.sweep();
  await story.quiet();
  expect(rows(repo, 1)).toEqual({ framework: "announced", qa: "replied: done" });
  expect(gate("qa/round-1").conclusion).toBe("success");
});
