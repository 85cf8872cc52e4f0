// The gate: every push and pull request gets a check, it is right, and it stays right.
import { begin, POLICY, type Story } from "./app.ts";

let story: Story;
beforeEach(async () => {
  story = await begin();
});
afterEach(() => story.end());

const FILES = { ".github/lanekeeper.yml": POLICY, "framework/a.ts": "1\n", "qa/b.ts": "1\n", "docs/c.md": "1\n" };

const gateOf = (repo: Awaited<ReturnType<Story["world"]["repo"]>>, sha: string) =>
  story.world.until(`a gate at ${sha}`, () => repo.checks.latest(sha, "lanekeeper"), 60_000);

test("a push inside the scope is green, a rename out of another team's folder is red and says whose it is", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  const grace = await repo.clone("grace");
  await grace.checkout("framework/x");
  const good = await grace.commit("Change a", { "framework/a.ts": "2\n" });
  await grace.push();
  expect((await gateOf(repo, good)).conclusion).toBe("success");

  const bad = await grace.commit("Take b", { "qa/b.ts": null, "framework/b.ts": "1\n" });
  await grace.push();
  const red = await gateOf(repo, bad);
  expect(red.conclusion).toBe("failure");
  expect(red.output.title).toBe("1 error: write-scope");
  expect(red.output.summary).toContain("belongs to team qa");
  expect(red.annotations.map(({ path }) => path)).toEqual(["qa/b.ts"]);
});

test("a merge of trunk, however large, is no fault of the team's", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  const [grace, ada] = [await repo.clone("grace"), await repo.clone("ada")];
  await grace.checkout("framework/x");
  await grace.commit("Change a", { "framework/a.ts": "2\n" });
  await ada.commit("Work of all", Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`qa/${n}.ts`, `${n}\n`])));
  await ada.push();
  await grace.fetch();
  await grace.git("merge", "-q", "--no-edit", "origin/main");
  const head = await grace.head();
  await grace.push();
  expect((await gateOf(repo, head)).conclusion).toBe("success");
});

test("an edit that only a merge commit makes is found", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  const [grace, ada] = [await repo.clone("grace"), await repo.clone("ada")];
  await grace.checkout("framework/x");
  await grace.commit("Change a", { "framework/a.ts": "2\n" });
  await ada.commit("Change c", { "docs/c.md": "2\n" });
  await ada.push();
  await grace.fetch();
  await grace.git("merge", "-q", "--no-commit", "--no-ff", "origin/main");
  await grace.write({ "qa/b.ts": "evil\n" });
  await grace.git("add", "-A");
  await grace.git("commit", "-q", "-m", "Merge main");
  const head = await grace.head();
  await grace.push();
  const red = await gateOf(repo, head);
  expect(red.conclusion).toBe("failure");
  expect(red.annotations.map(({ path }) => path)).toEqual(["qa/b.ts"]);
});

test("one bad file behind 600 good ones, which the comparison does not list, is found", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  const grace = await repo.clone("grace");
  await grace.checkout("framework/x");
  const many = Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`framework/${n}.ts`, `${n}\n`]));
  const head = await grace.commit("Many", { ...many, "zzz/evil.md": "1\n" });
  await grace.push();
  const red = await gateOf(repo, head);
  expect(red.conclusion).toBe("failure");
  expect(red.annotations.map(({ path }) => path)).toEqual(["zzz/evil.md"]);
});

test("a force push that drops a bad commit is judged by what is left, from the merge base", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  const grace = await repo.clone("grace");
  await grace.checkout("framework/x");
  const good = await grace.commit("Change a", { "framework/a.ts": "2\n" });
  const bad = await grace.commit("Change b", { "qa/b.ts": "2\n" });
  await grace.push();
  expect((await gateOf(repo, bad)).conclusion).toBe("failure");
  await grace.git("reset", "-q", "--hard", good);
  await grace.push("--force");
  expect((await gateOf(repo, good)).conclusion).toBe("success");
});

test("the gate of a commit is the worst of its pull requests, not of a branch that somebody else pushed there", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  const grace = await repo.clone("grace");
  await grace.checkout("framework/x");
  const head = await grace.commit("Change a", { "framework/a.ts": "2\n" });
  await grace.push();
  const number = await repo.pulls.open({ head: "framework/x", by: "grace" });
  await story.quiet();
  await grace.git("push", "-q", "origin", "HEAD:refs/heads/qa/blocker");
  await story.quiet();
  expect((await gateOf(repo, head)).conclusion).toBe("success");
  await repo.pulls.close(number, { by: "grace" });
  await story.quiet();
});

test("a policy that changes on trunk judges again what is open", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  const [grace, ada] = [await repo.clone("grace"), await repo.clone("ada")];
  await grace.checkout("framework/x");
  const head = await grace.commit("Change docs", { "docs/c.md": "2\n" });
  await grace.push();
  expect((await gateOf(repo, head)).conclusion).toBe("failure");
  await ada.commit("Widen", { ".github/lanekeeper.yml": POLICY.replace('["framework/"]', '["framework/", "docs/"]') });
  await ada.push();
  await story.world.until(
    "a green gate",
    () => repo.checks.latest(head, "lanekeeper")?.conclusion === "success",
    60_000,
  );
  await ada.commit("Break", { ".github/lanekeeper.yml": "version: 1\narchitects: ada\n" });
  await ada.push();
  await story.world.until("a red gate", () => repo.checks.latest(head, "lanekeeper")?.conclusion === "failure", 60_000);
  expect(repo.checks.latest(head, "lanekeeper")?.output.summary).toContain("lanekeeper.yml:2:13");
  await ada.commit("Repair", { ".github/lanekeeper.yml": POLICY });
  await ada.push();
  await story.world.until(
    "a judged gate",
    () => repo.checks.latest(head, "lanekeeper")?.output.title === "1 error: write-scope",
    60_000,
  );
  await ada.git("rm", "-q", ".github/lanekeeper.yml");
  await ada.commit("No policy");
  await ada.push();
  await story.world.until(
    "a green gate",
    () => repo.checks.latest(head, "lanekeeper")?.output.title === "no policy",
    60_000,
  );
});

test("an announcement that the team only carries along is clean, one that it changed is not", async () => {
  const repo = await story.world.repo("acme/app", { files: FILES });
  const [grace, ada] = [await repo.clone("grace"), await repo.clone("ada")];
  await ada.checkout("framework/round-1");
  const announced = await ada.commit("Announce", { "ANNOUNCEMENT.md": "do it\n" });
  await ada.push();
  expect((await gateOf(repo, announced)).conclusion).toBe("success");
  await grace.fetch();
  await grace.checkout("framework/round-1", "origin/framework/round-1");
  const carried = await grace.commit("Work", { "framework/a.ts": "2\n" });
  await grace.push();
  expect((await gateOf(repo, carried)).conclusion).toBe("success");
  const changed = await grace.commit("Change the task", { "ANNOUNCEMENT.md": "do less\n" });
  await grace.push();
  expect((await gateOf(repo, changed)).output.title).toBe("1 error: announcement-author");
  const onTop = await grace.commit("More", { "framework/a.ts": "3\n" });
  await grace.push();
  expect((await gateOf(repo, onTop)).output.title).toBe("1 error: announcement-author");
});

test("an architect's change that the team takes back is missed, although the tip shows nothing of it", async () => {
  const repo = await story.world.repo("acme/app", {
    files: {
      ...FILES,
      "framework/lock.txt": "1\n",
      ".github/lanekeeper.yml": `${POLICY}protected: ["framework/lock.txt"]\n`,
    },
  });
  const [grace, ada] = [await repo.clone("grace"), await repo.clone("ada")];
  await ada.checkout("framework/x");
  const set = await ada.commit("Lock", { "framework/lock.txt": "2\n" });
  await ada.push();
  expect((await gateOf(repo, set)).conclusion).toBe("success");
  await grace.fetch();
  await grace.checkout("framework/x", "origin/framework/x");
  const back = await grace.commit("Unlock", { "framework/lock.txt": "1\n" });
  await grace.push();
  expect((await gateOf(repo, back)).output.title).toBe("1 error: protected-paths");
});
