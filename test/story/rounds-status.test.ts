// `/round status` in a comment is answered with words, in one comment that is edited; who may not close a round is told so.
import { begin, type Story } from "./app.ts";
import { announce, FILES, reply } from "./letters.ts";

let story: Story;
beforeEach(async () => {
  story = await begin();
});
afterEach(() => story.end());

test("the answer is one comment on the thread, edited when somebody asks again", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  repo.grant("grace", "write");
  const thread = repo.talk.openIssue({ by: "grace", title: "How far are we?" });
  const ask = async (text: string) => {
    const asked = repo.talk.comment(thread, text, { by: "grace" });
    await story.quiet();
    const own = repo.talk.read(thread).filter(({ app }) => app !== null);
    const comment = repo.comments.find(({ id }) => id === asked);
    return { reactions: comment?.reactions.map(({ content }) => content), said: own.map(({ body }) => body) };
  };
  const first = await ask("/round status");
  expect(first).toEqual({ reactions: ["+1"], said: ["<!-- lanekeeper:round-status -->\nNo active round."] });
  await announce(repo, 1, ["framework", "qa"], "teams: [framework, qa, docs]", "title: a | b @grace");
  await reply(repo, 1, "qa");
  await story.quiet();
  const table = [
    "<!-- lanekeeper:round-status -->",
    "| round | state | done | not done |",
    "| --- | --- | --- | --- |",
    "| 1: a \\| b &#64;&#8288;grace | open | 1 of 3 | framework (announced), docs (not announced) |",
  ].join("\n");
  expect(await ask("Well?\n\n/round status")).toEqual({ reactions: ["+1"], said: [table] });
  const refused = await ask("/round status\n/round close 1");
  expect(refused.reactions).toEqual(["confused"]);
  expect(refused.said).toEqual([table, expect.stringContaining("only an architect may close a round")]);
  expect(repo.issues.find(({ title }) => title.startsWith("Round 1"))?.body).toContain("**open**");
});
