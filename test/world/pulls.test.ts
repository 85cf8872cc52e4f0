// Pull requests, forks, merges and queues: what is done to git is real, and the App is told what GitHub tells.
import { type Ask, installed, Listener } from "./ask.ts";
import type { Clone } from "./clone.ts";
import { GitHub } from "./github.ts";
import type { Repo } from "./repo.ts";

const R = "/repos/acme/app";
let world: GitHub;
let app: Listener;
let repo: Repo;
let grace: Clone;
let api: Ask;

beforeEach(async () => {
  world = await GitHub.start();
  repo = await world.repo("acme/app", { files: { a: "1\n" } });
  grace = await repo.clone("grace");
  await grace.checkout("f/x");
  await grace.commit("Add x", { x: "1\n" });
  await grace.commit("Add y", { y: "1\n" });
  await world.changeQuietly(() => grace.push());
  app = await Listener.start(world);
  api = await installed(world);
});
afterEach(async () => {
  app.stop();
  await world.close();
  world.verify();
});

const pulled = () => app.of("pull_request").map(({ payload }) => payload);

test("a pull request follows its branch and goes with it", async () => {
  const before = await grace.head();
  const number = await repo.pulls.open({ head: "f/x", by: "grace" });
  const after = await grace.commit("Add z", { z: "1" });
  await grace.push();
  await grace.push(":f/x");
  await world.settled();
  expect(pulled().map(({ action }) => action)).toEqual(["opened", "synchronize", "closed"]);
  expect(pulled()[1]).toMatchObject({
    number,
    before,
    after,
    pull_request: { head: { sha: after }, changed_files: 3 },
  });
  expect(pulled()[2].pull_request.merged).toBe(false);
  expect(repo.refs.get(`refs/pull/${number}/head`)).toBe(after);
});

test("another base is told with the old one", async () => {
  await world.changeQuietly(() => grace.push("origin/main:refs/heads/release"));
  const number = await repo.pulls.open({ head: "f/x", by: "grace" });
  await repo.pulls.editBase(number, "release", { by: "grace" });
  await world.settled();
  expect(pulled()[1]).toMatchObject({ action: "edited", changes: { base: { ref: { from: "main" } } } });
  expect((await api(`GET ${R}/pulls/${number}`)).body.base.ref).toBe("release");
});

test.each([
  ["merge", 2, 3],
  ["squash", 1, 1],
  ["rebase", 1, 2],
] as const)("%s really moves trunk, by a commit of %i parents and %i new ones", async (method, parents, fresh) => {
  const trunk = repo.tip("main")!;
  const number = await repo.pulls.open({ head: "f/x", by: "grace" });
  const ada = await repo.clone("ada");
  await ada.commit("Meanwhile", { b: "1" });
  await world.changeQuietly(() => ada.push());
  const sha = await repo.pulls.merge(number, { by: "ada", method });
  await world.settled();
  expect(repo.tip("main")).toBe(sha);
  expect((await repo.commitNow(sha)).parents).toHaveLength(parents);
  expect(Number(await repo.git("rev-list", "--count", `${trunk}..main`))).toBe(fresh + 1);
  expect(await repo.git("show", "main:x")).toBe("1");
  expect(pulled().at(-1)).toMatchObject({ action: "closed", pull_request: { merged: true, merge_commit_sha: sha } });
  expect(app.of("push").at(-1)?.payload).toMatchObject({
    ref: "refs/heads/main",
    after: sha,
    sender: { login: "ada" },
  });
  expect(repo.activity.at(-1)?.type).toBe("pr_merge");
});

test("a head that is pushed to its base by hand is merged", async () => {
  const number = await repo.pulls.open({ head: "f/x", by: "grace" });
  await grace.push("HEAD:main");
  await world.settled();
  expect(pulled().at(-1)).toMatchObject({ action: "closed", number, pull_request: { merged: true } });
});

test("a fork's pull request brings its commits, no push, and no pull request in the check run", async () => {
  const fork = await repo.fork("mallory");
  const mallory = await fork.clone("mallory");
  await mallory.checkout("evil");
  await mallory.commit("Evil", { evil: "1" });
  await mallory.push();
  const number = await repo.pulls.open({ head: "evil", by: "mallory", from: fork });
  const head = await mallory.commit("More evil", { evil: "2" });
  await mallory.push();
  await world.settled();
  expect(app.words).toEqual(["pull_request.opened", "pull_request.synchronize"]);
  expect(pulled()[1].pull_request).toMatchObject({
    head: { sha: head, repo: { fork: true } },
    base: { repo: { id: repo.id } },
  });
  expect((await api(`GET ${R}/git/commits/${head}`)).body.message).toBe("More evil");
  expect((await api(`GET ${R}/compare/main...mallory:evil`)).body.total_commits).toBe(2);
  const run = await api(`POST ${R}/check-runs`, { name: "lanekeeper", head_sha: head, conclusion: "failure" });
  expect(run.body.pull_requests).toEqual([]);
  expect((await api(`GET ${R}/pulls/${number}/files`)).body).toMatchObject([{ filename: "evil", status: "added" }]);
});

test("a queue makes commits on top of each other and asks for checks, then trunk moves to them", async () => {
  const ada = await repo.clone("ada");
  await ada.checkout("f/y");
  await ada.commit("Other", { other: "1" });
  await ada.push();
  const [one, two] = [
    await repo.pulls.open({ head: "f/x", by: "grace" }),
    await repo.pulls.open({ head: "f/y", by: "ada" }),
  ];
  const first = await repo.pulls.enqueue(one, { by: "grace" });
  const second = await repo.pulls.enqueue(two, { by: "ada" });
  expect(second.base).toBe(first.head);
  await repo.pulls.leaveQueue(one);
  await world.settled();
  expect(app.of("merge_group").map(({ payload }) => payload.merge_group)).toMatchObject([
    {
      head_sha: first.head,
      base_sha: first.base,
      head_ref: `refs/heads/gh-readonly-queue/main/pr-${one}-${first.base}`,
    },
    { head_sha: second.head, base_sha: first.head, base_ref: "refs/heads/main" },
  ]);
  expect(repo.tip("main")).toBe(first.head);
  expect(repo.refs.has(first.ref)).toBe(false);
  expect(repo.activity.some(({ type, after }) => type === "merge_queue_merge" && after === first.head)).toBe(true);
});

test("a rename out of a folder shows its source only as the previous name", async () => {
  await grace.git("mv", "a", "moved");
  const head = await grace.commit("Move");
  await world.changeQuietly(() => grace.push());
  const { body } = await api(`GET ${R}/commits/${head}`);
  expect(body.files).toMatchObject([{ filename: "moved", previous_filename: "a", status: "renamed" }]);
  expect((await api(`GET ${R}/commits/${head}/pulls`)).body).toEqual([]);
});

test("people press re-run, comment, join teams, rename the repository, and the App is told", async () => {
  const head = repo.tip("f/x")!;
  await api(`POST ${R}/check-runs`, { name: "lanekeeper", head_sha: head, conclusion: "failure" });
  await world.settled();
  app.heard.splice(0);
  const number = repo.talk.openIssue({ by: "grace", title: "Round 5" });
  repo.talk.comment(number, "/claim src/**", { by: "grace" });
  await repo.checks.rerun(repo.checks.latest(head, "lanekeeper"), { by: "grace" });
  await repo.checks.rerunAll(head, { by: "grace" });
  world.member("acme/architects", "grace", true);
  repo.rename("new-name");
  await repo.changeTrunk("f/x");
  await world.settled();
  expect(app.words).toEqual([
    "issues.opened",
    "issue_comment.created",
    "check_run.rerequested",
    "check_suite.rerequested",
    "membership.added",
    "repository.renamed",
    "repository.edited",
  ]);
  // The old name leads to the new one.
  expect((await api(`GET ${R}`)).body).toMatchObject({ full_name: "acme/new-name", default_branch: "f/x" });
  expect((await api("GET /orgs/acme/teams/architects/memberships/grace")).body.state).toBe("active");
  expect((await api("GET /orgs/acme/teams/architects/memberships/ada")).status).toBe(404);
});
