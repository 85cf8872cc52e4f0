// A raised revision takes answers back, and says whose: on the round's issue, on the team's check, in the state document.
import { documentOf } from "../../src/core/document.ts";
import { begin, type Story } from "./app.ts";
import { announce, FILES, reply, rows } from "./letters.ts";

const ROSTER = "teams: [framework, qa]";

let story: Story;
beforeAll(async () => {
  story = await begin();
});
afterAll(() => story.end());

test("a raised revision names the teams it reset, until they answer anew; announcing again names nobody", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  await announce(repo, 1, ["framework", "qa"], ROSTER);
  await reply(repo, 1, "framework");
  await story.quiet();
  await announce(repo, 1, ["qa"], ROSTER, "title: again");
  await story.quiet();
  expect(rows(repo, 1)).toEqual({ framework: "replied: done", qa: "announced" });
  await announce(repo, 1, ["framework"], ROSTER, "revision: 2");
  await story.quiet();
  expect(rows(repo, 1).framework).toMatch(/, reset by revision 2$/);
  expect(repo.issues[0]?.body).toContain("reset by a raised revision: framework");
  expect(repo.checks.latest(repo.tip("framework/round-1")!, "lanekeeper/round")?.output.title).toContain(
    "reset by revision 2",
  );
  const { library } = story.keeper;
  const { rounds } = documentOf(await library.state((await library.find("acme/app"))!), library.now());
  expect(rounds[0]?.teams.map(({ team, reset }) => [team, reset])).toEqual([
    ["framework", true],
    ["qa", false],
  ]);
  await reply(repo, 1, "framework", "Done by the new revision.\n");
  await story.quiet();
  expect(rows(repo, 1).framework).toBe("replied: done");
  expect(repo.issues[0]?.body).not.toContain("reset by");
});
