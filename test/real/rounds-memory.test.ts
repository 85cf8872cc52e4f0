// Rounds on a bare server that remembers: each event that went wrong with this protocol in the field, by its lesson.
import { announcement, Fleet } from "./fleet.ts";

const POLICY = `architects: [ada]
teams:
  framework: {aliases: [fw], write: ["framework/"]}
  qa: {write: ["qa/"]}
  docs: {write: ["docs/"]}
`;
const ROSTER = "teams: [framework, qa]";

let fleet: Fleet;
beforeEach(async () => {
  fleet = await Fleet.start(POLICY);
});
afterEach(() => fleet.end());

async function announced(round = 1, ...more: readonly string[]): Promise<void> {
  for (const team of ["framework", "qa"]) await announce(`${team}/round-${round}`, round, team, ROSTER, ...more);
  await fleet.until(round, "announced framework:announced qa:announced");
}

async function announce(branch: string, round: number, team: string, ...more: readonly string[]): Promise<void> {
  await fleet.commit(branch, { "ANNOUNCEMENT.md": announcement(round, team, ...more) }, "Announce");
  expect(await fleet.push("ada", branch)).toMatchObject({ code: 0 });
}

async function reply(team: string, text: string, round = 1): Promise<{ code: number; stderr: string }> {
  const branch = `${team}/round-${round}`;
  await fleet.commit(branch, { [`${team}/work.ts`]: text, "REPLY.md": text });
  return fleet.push(team, branch);
}

test("a round goes through all of its states, whoever waits is woken, and an architect closes it", async () => {
  await announced();
  const waiting = fleet.ask(["wait-for", "framework", "qa", "--repo", fleet.name, "--timeout", "40s"]);
  expect(await reply("framework", "done\n")).toMatchObject({ code: 0 });
  await fleet.until(1, "open framework:replied:done qa:announced");
  expect(await reply("qa", "---\nstatus: done\n---\n")).toMatchObject({ code: 0 });
  await fleet.until(1, "complete framework:replied:done qa:replied:done");
  expect(await waiting).toMatchObject({ code: 0, stdout: "round 1: done: framework, qa\n" });
  const status = await fleet.ask(["round", "status", "--repo", fleet.name]);
  expect(status.stdout).toContain("round 1: complete\n  framework  replied: done since ");
  expect(await fleet.ask(["round", "close", "1", "--repo", fleet.name])).toMatchObject({ code: 0 });
  await fleet.until(1, "closed framework:replied:done qa:replied:done");
  expect(await fleet.ask(["round", "close", "1", "--repo", fleet.name])).toMatchObject({ code: 1 });
  const late = await reply("qa", "one more thing\n");
  expect(late.code).toBe(1);
  expect(late.stderr).toContain("round 1 is closed");
  expect(await fleet.ask(["round", "reopen", "1", "--repo", fleet.name])).toMatchObject({ code: 0 });
  expect(await fleet.push("qa", "qa/round-1")).toMatchObject({ code: 0 });
});

test("a done with no round, from a team off the roster or on a second branch is refused and says what to do", async () => {
  expect((await reply("docs", "done\n", 9)).stderr).toContain(
    "round 9 was not announced to anybody; there is no active round",
  );
  await announced();
  expect((await reply("docs", "done\n")).stderr).toContain("team docs is not on the roster of round 1 (framework, qa)");
  await fleet.commit("fw/round-1", { "REPLY.md": "done\n" });
  const second = await fleet.push("framework", "fw/round-1");
  expect(second.stderr).toContain(
    "round 1 of team framework is on branch framework/round-1; a second branch does not count",
  );
  expect(second.stderr).toContain("fix: push to framework/round-1");
});

test("announcing again keeps every done, and a raised revision resets those it names", async () => {
  await announced();
  await reply("framework", "done\n");
  await reply("qa", "done\n");
  await fleet.until(1, "complete framework:replied:done qa:replied:done");
  await announce("framework/round-1", 1, "framework", ROSTER, "title: again");
  await announce("qa/round-1", 1, "qa", ROSTER, "title: again");
  const again = (await fleet.state()).rounds[0];
  expect(again?.state).toBe("complete");
  await announce("qa/round-1", 1, "qa", ROSTER, "revision: 2");
  await fleet.until(1, "open framework:replied:done qa:working");
  await reply("qa", "done as revised\n");
  await fleet.until(1, "complete framework:replied:done qa:replied:done");
});

test("a force push or a deletion that takes a reply away reopens the team, after a restart of the server too", async () => {
  await announced();
  await reply("framework", "done\n");
  await fleet.until(1, "open framework:replied:done qa:announced");
  await fleet.restart();
  await fleet.until(1, "open framework:replied:done qa:announced");
  expect(await fleet.push("framework", "+refs/heads/framework/round-1~1:refs/heads/framework/round-1")).toMatchObject({
    code: 0,
  });
  await fleet.until(1, "open framework:working qa:announced");
  expect(await fleet.push("framework", "framework/round-1")).toMatchObject({ code: 0 });
  await fleet.until(1, "open framework:replied:done qa:announced");
  // Set back to trunk is not merged into it.
  expect(await fleet.push("ada", "+refs/heads/main:refs/heads/framework/round-1")).toMatchObject({ code: 0 });
  await fleet.until(1, "open framework:working qa:announced");
  expect(await fleet.push("ada", "framework/round-1")).toMatchObject({ code: 0 });
  await fleet.until(1, "open framework:replied:done qa:announced");
  expect(await fleet.push("framework", ":refs/heads/framework/round-1")).toMatchObject({ code: 0 });
  await fleet.until(1, "open framework:working qa:announced");
});

test("what trunk has is final: deleting such a branch changes nothing", async () => {
  await announced();
  await reply("framework", "done\n");
  await fleet.until(1, "open framework:replied:done qa:announced");
  expect(
    await fleet.push("ada", "refs/heads/framework/round-1:refs/heads/main", ":refs/heads/framework/round-1"),
  ).toMatchObject({ code: 0 });
  await fleet.until(1, "open framework:merged:done qa:announced");
});

test("a team that is blocked ends the waiting of others with 1, and nobody waits for ever", async () => {
  await announced();
  expect(await fleet.ask(["wait-for", "qa", "--repo", fleet.name, "--timeout", "1s"])).toMatchObject({ code: 4 });
  await reply("qa", "**Status**: blocked\n");
  await fleet.until(1, "open framework:announced qa:replied:blocked");
  expect(await fleet.ask(["wait-for", "qa", "--repo", fleet.name])).toMatchObject({ code: 1 });
  expect(await fleet.ask(["wait-for", "qa", "--repo", fleet.name, "--url", "http://127.0.0.1:1"])).toMatchObject({
    code: 3,
  });
});
