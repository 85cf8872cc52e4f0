// A deadline passes, by a clock of our own: who has not answered is late, an architect is called once, and an answer clears it.
import type { Repo } from "../world/repo.ts";
import { begin, POLICY, type Story } from "./app.ts";
import { announce, FILES, reply, rows } from "./letters.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ROSTER = "teams: [framework, qa]";

let ahead: number;
let story: Story;
const clock = { now: () => new Date(Date.now() + ahead).toISOString() };
beforeEach(async () => {
  ahead = 0;
  story = await begin({}, clock);
});
afterEach(() => story.end());

const withDeadline = { ...FILES, ".github/lanekeeper.yml": `${POLICY}rounds: {deadline: 24h}\n` };
const roundCheck = (repo: Repo, branch: string) => repo.checks.latest(repo.tip(branch)!, "lanekeeper/round");
const said = (repo: Repo) => repo.talk.read(repo.issues[0]!.number).map(({ body }) => body.split("\n").at(-1));

/** Time passes, and the server looks at what hangs on it. */
async function pass(ms: number): Promise<void> {
  ahead += ms;
  await story.keeper.tick();
  await story.quiet();
}

test("a team is late once the policy's deadline passed, an architect is called exactly once, and a reply clears it", async () => {
  const repo = await story.world.repo("acme/app", { files: withDeadline });
  await announce(repo, 1, ["framework", "qa"], ROSTER);
  await story.quiet();
  await reply(repo, 1, "framework");
  await story.quiet();
  await pass(DAY - 2 * MINUTE);
  expect(rows(repo, 1)).toEqual({ framework: "replied: done", qa: "announced" });
  expect(said(repo)).toEqual([]);
  await pass(4 * MINUTE);
  expect(rows(repo, 1)).toEqual({ framework: "replied: done", qa: "announced, late" });
  expect(roundCheck(repo, "qa/round-1")).toMatchObject({
    conclusion: null,
    output: { title: "round 1: announced, late" },
  });
  const LATE = "@ada: team qa has not answered round 1, and its deadline has passed.";
  expect(said(repo)).toEqual([LATE]);
  await pass(DAY);
  await story.keeper.sweep();
  await story.quiet();
  await story.restart();
  await story.quiet();
  expect(said(repo)).toEqual([LATE]);
  await reply(repo, 1, "qa");
  await story.quiet();
  expect(rows(repo, 1)).toEqual({ framework: "replied: done", qa: "replied: done" });
  expect(roundCheck(repo, "qa/round-1")).toMatchObject({ conclusion: "success" });
  expect(said(repo)).toEqual([LATE, "@ada: round 1 is complete: framework, qa done."]);
});

test("the sweep alone finds out that a deadline passed; that of the announcement counts before the policy's", async () => {
  const repo = await story.world.repo("acme/app", { files: withDeadline });
  const deadline = new Date(Date.now() + 3 * DAY).toISOString().slice(0, 16);
  await announce(repo, 1, ["framework", "qa"], ROSTER, `deadline: ${deadline}Z`);
  await story.quiet();
  const sweepAfter = async (ms: number) => {
    ahead += ms;
    await story.keeper.sweep();
    await story.quiet();
  };
  await sweepAfter(2 * DAY);
  expect(said(repo)).toEqual([]);
  await sweepAfter(DAY);
  expect(rows(repo, 1)).toEqual({ framework: "announced, late", qa: "announced, late" });
  expect(said(repo).map((each) => each?.slice(0, 20))).toEqual(["@ada: team framework", "@ada: team qa has no"]);
});

test("a round that waits for another has no late teams, and a closed one has none", async () => {
  const repo = await story.world.repo("acme/app", { files: withDeadline });
  await announce(repo, 1, ["framework"], "teams: [framework]");
  await announce(repo, 2, ["qa"], "teams: [qa]", "depends_on: [1]");
  await story.quiet();
  repo.talk.comment(repo.issues.find(({ title }) => title === "Round 1")!.number, "/round close 1", { by: "ada" });
  await announce(repo, 3, ["qa"], "teams: [qa]", "depends_on: [2]");
  await story.quiet();
  await pass(2 * DAY);
  expect(rows(repo, 1)).toEqual({ framework: "announced" });
  expect(rows(repo, 2)).toEqual({ qa: "announced, late" });
  expect(rows(repo, 3)).toEqual({ qa: "announced" });
  for (const { number } of repo.issues) repo.talk.read(number);
});
