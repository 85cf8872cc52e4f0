// Rounds on GitHub: announced, worked on, answered, called about, closed; one issue per round, one comment per call.
import { begin, POLICY, type Story } from "./app.ts";

let story: Story;
beforeEach(async () => {
  story = await begin();
});
afterEach(() => story.end());

const FILES = { ".github/lanekeeper.yml": POLICY, "framework/a.ts": "1\n", "qa/b.ts": "1\n", "docs/c.md": "1\n" };
const announcement = (team: string, ...more: readonly string[]) =>
  ["---", "round: 1", `team: ${team}`, "teams: [framework, qa]", ...more, "---", `Work, @everybody of ${team}.`].join(
    "\n",
  );

type Repo = Awaited<ReturnType<Story["world"]["repo"]>>;

/** Both teams have their announcement. */
async function announced(repo: Repo, ...more: readonly string[]): Promise<void> {
  const ada = await repo.clone("ada");
  for (const team of ["framework", "qa"]) {
    await ada.checkout(`${team}/round-1`, "origin/main");
    await ada.commit("Announce", { "ANNOUNCEMENT.md": announcement(team, ...more) });
    await ada.push();
  }
  await story.quiet();
}

async function reply(repo: Repo, team: string, text: string): Promise<string> {
  const clone = await repo.clone(`${team}-bot`);
  await clone.checkout(`${team}/round-1`, `origin/${team}/round-1`);
  const head = await clone.commit("Answer", { [`${team}/done.ts`]: `${text.length}\n`, "REPLY.md": text });
  await clone.push();
  await story.quiet();
  return head;
}

const roundOf = (repo: Repo, sha: string) => repo.checks.latest(sha, "lanekeeper/round");

test("a round goes from announced to complete, and an architect is called once", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  await announced(repo);
  const [issue] = repo.issues;
  expect(issue?.title).toBe("Round 1");
  expect(issue?.labels).toEqual(["lanekeeper"]);
  expect(issue?.body).toContain("**announced**, 0 of 2 done");
  expect(issue?.body).not.toMatch(/@everybody/);
  const head = await reply(repo, "framework", "All is done.\n");
  expect(roundOf(repo, head)?.conclusion).toBe("success");
  expect(repo.issues).toHaveLength(1);
  expect(repo.issues[0]?.body).toContain("**open**, 1 of 2 done");
  expect(repo.issues[0]?.body).toContain("All is done.");
  await reply(repo, "qa", "Tested.\n");
  expect(repo.issues[0]?.body).toContain("**complete**, 2 of 2 done");
  const said = repo.talk.read(issue!.number).map(({ body }) => body);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("@ada: round 1 is complete: framework, qa done.");
  await story.keeper.sweep();
  await story.quiet();
  expect(repo.issues).toHaveLength(1);
  expect(repo.talk.read(issue!.number)).toHaveLength(1);
});

test("only an architect closes a round, by a comment that is answered; a bot's own words are no command", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  await announced(repo);
  const number = repo.issues[0]!.number;
  repo.talk.comment(number, "/round close 1", { by: "mallory" });
  await story.quiet();
  const answers = () => repo.talk.read(number).find(({ body }) => body.includes("lanekeeper:answers"))?.body;
  expect(answers()).toContain("must be able to write to the repository");
  repo.grant("grace", "write");
  const refused = repo.talk.comment(number, "/round close 1", { by: "grace" });
  await story.quiet();
  expect(repo.issues[0]?.body).not.toContain("closed");
  expect(answers()).toContain("only an architect may close a round");
  const reactions = (id: number) =>
    repo.comments.find((each) => each.id === id)?.reactions.map(({ content }) => content);
  expect(reactions(refused)).toEqual(["confused"]);
  const obeyed = repo.talk.comment(number, "Enough.\n\n/round close 1", { by: "ada" });
  await story.quiet();
  expect(reactions(obeyed)).toEqual(["+1"]);
  expect(repo.issues[0]?.body).toContain("**closed**, 0 of 2 done · closed by ada");
});

test("a force push that drops a reply calls the architect; the letters stay out of trunk, and tidying keeps done", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  await announced(repo);
  const number = repo.issues[0]!.number;
  const head = await reply(repo, "framework", "Done.\n");
  const grace = await repo.clone("framework-bot");
  await grace.checkout("framework/round-1", `${head}~1`);
  await grace.push("--force");
  await story.quiet();
  expect(repo.issues[0]?.body).toContain("reply withdrawn: a force push dropped the reply");
  expect(repo.talk.read(number).at(-1)?.body).toContain("@ada: team framework has no reply to round 1 any more");
  await grace.checkout("framework/round-1", head);
  await grace.push("--force");
  await story.quiet();
  const pull = await repo.pulls.open({ head: "framework/round-1", by: "framework-bot" });
  await story.quiet();
  const red = repo.checks.latest(head, "lanekeeper");
  expect(red?.output.title).toBe("2 errors: round-artifacts");
  await grace.git("rm", "-q", "ANNOUNCEMENT.md", "REPLY.md");
  const tidy = await grace.commit("Tidy up");
  await grace.push();
  await story.quiet();
  expect(repo.checks.latest(tidy, "lanekeeper")?.conclusion).toBe("success");
  expect(roundOf(repo, tidy)?.conclusion).toBe("success");
  expect(repo.issues[0]?.body).toContain("Done.");
  await repo.pulls.close(pull, { by: "ada" });
  await story.quiet();
  repo.talk.read(pull);
});
