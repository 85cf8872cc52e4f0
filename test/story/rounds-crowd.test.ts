// Fifty teams in one round: each change of it costs one edit of one issue, and nobody is written to until an architect is called.
import { begin, POLICY, type Story } from "./app.ts";
import { announce, FILES, pushAll, rows } from "./letters.ts";

const TEAMS = Array.from({ length: 50 }, (_, n) => `team${n}`);
const CROWD = [
  POLICY.slice(0, POLICY.indexOf("teams:")),
  "teams:",
  ...TEAMS.map((team) => `  ${team}: {write: ["${team}/"]}`),
  "",
].join("\n");

let story: Story;
beforeEach(async () => {
  story = await begin();
  story.world.limits.contentPerMinute = 1000;
});
afterEach(() => story.end());

/** What was written about issues since then: made, edited, said. */
const written = (since: number) => {
  const asked = story.world.requests.slice(since).map(({ operation }) => operation);
  const count = (wanted: string) => asked.filter((each) => each === wanted).length;
  return {
    made: count("POST /repos/{owner}/{repo}/issues"),
    edits: count("PATCH /repos/{owner}/{repo}/issues/{issue_number}"),
    comments: count("POST /repos/{owner}/{repo}/issues/{issue_number}/comments"),
  };
};

test("fifty teams cost one edit of the issue per change, and one comment in all", async () => {
  const repo = await story.world.repo("acme/app", { files: { ...FILES, ".github/lanekeeper.yml": CROWD } });
  await story.quiet();
  let since = story.world.requests.length;
  const next = () => {
    const counted = written(since);
    since = story.world.requests.length;
    return counted;
  };
  await announce(repo, 1, TEAMS, `teams: [${TEAMS.join(", ")}]`);
  await story.quiet();
  expect(next()).toEqual({ made: 1, edits: 49, comments: 0 });
  expect(rows(repo, 1)).toEqual(Object.fromEntries(TEAMS.map((team) => [team, "announced"])));

  const answers = (teams: readonly string[]) =>
    pushAll(
      repo,
      "grace",
      Object.fromEntries(teams.map((team) => [`${team}/round-1`, { [`${team}/a.ts`]: "1\n", "REPLY.md": "Done.\n" }])),
    );
  await answers(TEAMS.slice(1));
  await story.quiet();
  expect(next()).toEqual({ made: 0, edits: 49, comments: 0 });
  await answers(TEAMS.slice(0, 1));
  await story.quiet();
  expect(next()).toEqual({ made: 0, edits: 1, comments: 1 });
  const [issue] = repo.issues;
  expect(issue?.body).toContain("**complete**, 50 of 50 done");
  expect(Object.values(rows(repo, 1))).toEqual(TEAMS.map(() => "replied: done"));
  expect(repo.talk.read(issue!.number).map(({ body }) => body)).toEqual([expect.stringContaining("is complete")]);

  await story.keeper.sweep();
  await story.quiet();
  expect(next()).toEqual({ made: 0, edits: 0, comments: 0 });
  expect(repo.checks.runs.filter(({ name }) => name === "lanekeeper/round")).toHaveLength(100);
}, 120_000);
