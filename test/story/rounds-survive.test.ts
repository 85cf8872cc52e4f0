// A round outlives what happens to its server: webhooks that never came, a restart, and a ledger that is gone.
import type { Repo } from "../world/repo.ts";
import { begin, type Story } from "./app.ts";
import { announce, FILES, pushAll, reply, rows } from "./letters.ts";

const ROSTER = "teams: [framework, qa, docs]";
const TEAMS = ["framework", "qa", "docs"] as const;

let story: Story;
let repo: Repo;
beforeEach(async () => {
  story = await begin();
  repo = await story.world.repo("acme/app", { files: FILES });
});
afterEach(() => story.end());

/** Something happens, and GitHub tells nobody. */
async function unheard(change: () => Promise<unknown>): Promise<void> {
  await story.world.changeQuietly(change);
  await story.keeper.sweep();
  await story.quiet();
}
const docs = (text: string) => pushAll(repo, "dora", { "docs/round-1": { "REPLY.md": text } });
const said = (title = "Round 1") => {
  const { number } = repo.issues.find((each) => each.title === title)!;
  return repo.talk.read(number).map(({ body }) => body.split("\n").at(-1));
};

test("every step of a round whose webhook got lost is found by the sweep", async () => {
  await unheard(() => announce(repo, 1, TEAMS, ROSTER));
  expect(rows(repo, 1)).toEqual({ framework: "announced", qa: "announced", docs: "announced" });
  await unheard(async () => {
    await pushAll(repo, "grace", { "framework/round-1": { "framework/a.ts": "2\n" } });
    await reply(repo, 1, "qa");
    await docs("**Status**: blocked\n");
  });
  expect(rows(repo, 1)).toEqual({ framework: "working", qa: "replied: done", docs: "replied: blocked" });
  const replied = repo.tip("qa/round-1")!;
  await unheard(async () => {
    const clone = await repo.clone("qa-bot");
    await clone.checkout("qa/round-1", `${replied}~1`);
    await clone.push("--force");
    await repo.setRefs("dora", { "refs/heads/docs/round-1": null });
  });
  expect(rows(repo, 1)).toEqual({
    framework: "working",
    qa: "working, reply withdrawn: a force push dropped the reply",
    docs: "working, reply withdrawn: the branch was deleted, branch deleted",
  });
  await unheard(async () => {
    await reply(repo, 1, "framework");
    await repo.setRefs("ada", { "refs/heads/main": repo.tip("framework/round-1")! });
    await repo.setRefs("ada", { "refs/heads/framework/round-1": null });
  });
  expect(rows(repo, 1).framework).toBe("merged");
  expect(said()).toEqual([
    "@ada: team docs is blocked in round 1.",
    "@ada: team docs has no reply to round 1 any more: the branch was deleted.",
    "@ada: team qa has no reply to round 1 any more: a force push dropped the reply.",
  ]);
});

test("a ledger that is gone is filled again: the rounds stand where they stood, and nobody is called twice", async () => {
  await announce(repo, 1, TEAMS, ROSTER, 'scope: {write: ["qa/", "framework/", "docs/"]}', "title: first");
  await announce(repo, 2, ["framework"], "teams: [framework]", "depends_on: [1]", "deadline: 2031-05-31T18:00Z");
  await reply(repo, 1, "qa");
  await docs("---\nstatus: declined\n---\nNo.\n");
  await pushAll(repo, "grace", { "framework/round-1": { "framework/a.ts": "2\n" } });
  await story.quiet();
  const bodies = () => repo.issues.map(({ body }) => (body ?? "").replaceAll(/20\d\d-\d\d-\d\d \d\d:\d\dZ/g, "then"));
  const before = bodies();
  expect(before[0]).toContain("| docs | replied: declined | then |");
  const called = said("Round 1: first");
  expect(called).toEqual(["@ada: team docs declined round 1."]);
  for (const loss of [() => story.restart(), () => story.forget()]) {
    await loss();
    await story.quiet();
    expect(bodies()).toEqual(before);
    expect(said("Round 1: first")).toEqual(called);
  }
  expect(repo.issues).toHaveLength(2);
  await reply(repo, 1, "framework");
  await docs("Done after all.\n");
  await story.quiet();
  expect(repo.issues[0]!.body).toContain("**complete**, 3 of 3 done");
  expect(said("Round 1: first")).toEqual([...called, "@ada: round 1 is complete: framework, qa, docs done."]);
});
