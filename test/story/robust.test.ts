// Nothing is lost and nothing is said twice when webhooks, the network, GitHub or the process misbehave.
import { begin, POLICY, type Story } from "./app.ts";

type Repo = Awaited<ReturnType<Story["world"]["repo"]>>;
type Clone = Awaited<ReturnType<Repo["clone"]>>;

const FILES = { ".github/lanekeeper.yml": POLICY, "framework/a.ts": "1\n", "qa/b.ts": "1\n" };

let story: Story;
let repo: Repo;
let grace: Clone;
beforeEach(async () => {
  story = await begin();
  repo = await story.world.repo("acme/app", { files: FILES });
  grace = await repo.clone("grace");
  await story.quiet();
});
afterEach(() => story.end());

const until = <T>(what: string, look: () => T) => story.world.until(what, look, 60_000);
const runs = (sha: string) => repo.checks.of(sha, "lanekeeper");

/** A branch of a team with one commit, in or out of scope. */
async function push(branch: string, good: boolean): Promise<string> {
  await grace.checkout(branch, "origin/main");
  const head = await grace.commit(`Work on ${branch}`, {
    [good ? `framework/${branch.replace("/", "-")}.ts` : "qa/b.ts"]: `${branch}\n`,
  });
  await grace.push();
  return head;
}

test("everything delivered twice and in reverse gives the same checks, each once", async () => {
  story.world.hold();
  const heads = [await push("framework/1", true), await push("framework/2", false), await push("framework/3", true)];
  const more = await grace.commit("More", { "framework/more.ts": "1\n" });
  await grace.push();
  await story.world.release({ order: "reversed", twice: true });
  await story.quiet();
  for (const [index, head] of [heads[0]!, heads[1]!, more].entries()) {
    expect(runs(head).map(({ conclusion }) => conclusion)).toEqual([index === 1 ? "failure" : "success"]);
  }
  // A head that was superseded before anybody looked is not judged, but who pushed it is on record.
  expect(runs(heads[2]!)).toEqual([]);
  const entries = [];
  for await (const { entry } of story.keeper.store.ledger.read(`github/${repo.id}`, 0)) entries.push(entry);
  const moves = entries.filter((entry) => entry.kind === "ref-moved" && entry.ref === "refs/heads/framework/3");
  expect(moves.map((move) => move.kind === "ref-moved" && [move.after, move.by])).toEqual(
    expect.arrayContaining([
      [heads[2], "grace"],
      [more, "grace"],
    ]),
  );
});

test("a push whose webhook never came is found by the sweep, with whoever pushed it", async () => {
  const lost = await story.world.changeQuietly(() => push("framework/1", false));
  const gone = await story.world.changeQuietly(async () => {
    const head = await push("framework/2", true);
    await grace.push(":framework/2");
    return head;
  });
  await story.keeper.sweep();
  await story.quiet();
  expect(runs(lost).map(({ conclusion }) => conclusion)).toEqual(["failure"]);
  expect(runs(gone)).toEqual([]);
  await story.keeper.sweep();
  await story.quiet();
  expect(runs(lost)).toHaveLength(1);
});

test("while GitHub is down nothing is lost, and afterwards each head has its gate", async () => {
  story.world.down();
  const heads = [await push("framework/1", true), await push("framework/2", false)];
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  story.world.up();
  await until("both gates", () => heads.every((head) => runs(head).length > 0));
  await story.quiet();
  expect(heads.map((head) => runs(head).map(({ conclusion }) => conclusion))).toEqual([["success"], ["failure"]]);
});

test("a POST that was carried out and then answered with an error is not made again", async () => {
  story.world.fail({ method: "POST", path: "/check-runs" }, { status: 502, applied: true });
  const head = await push("framework/1", true);
  await story.quiet();
  expect(runs(head)).toHaveLength(1);
});

test("a rate limit is waited for, and the work is done then", async () => {
  story.world.fail(
    { method: "POST", path: "/check-runs" },
    { status: 403, headers: { "retry-after": "2" }, message: "You have exceeded a secondary rate limit" },
  );
  const started = Date.now();
  const head = await push("framework/1", true);
  await until("a gate", () => runs(head)[0]);
  expect(Date.now() - started).toBeGreaterThanOrEqual(2_000);
  await story.quiet();
  expect(runs(head)).toHaveLength(1);
});

test("a tree that GitHub cuts short is not judged: the gate is red and says so, and turns when the tree is whole", async () => {
  story.world.fail({ path: "/git/trees/" }, { truncated: true, times: 40 });
  const head = await push("framework/1", true);
  const red = await until("a gate", () => repo.checks.latest(head, "lanekeeper"));
  expect(red.conclusion).toBe("failure");
  expect(red.output.title).toContain("could not be judged");
  story.world.faults.clear();
  await story.keeper.sweep();
  await until("a green gate", () => repo.checks.latest(head, "lanekeeper")?.conclusion === "success");
});

test("a restart changes nothing that is drawn", async () => {
  const head = await push("framework/1", false);
  const number = await repo.pulls.open({ head: "framework/1", by: "grace" });
  await story.quiet();
  expect(repo.talk.read(number)).toHaveLength(1);
  await story.restart();
  await story.quiet();
  expect(runs(head)).toHaveLength(1);
  expect(repo.talk.read(number)).toHaveLength(1);
});
