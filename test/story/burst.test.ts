// Many deliveries at once, and those that the App causes itself: one correct gate per head, and then silence.
import { git } from "../world/git.ts";
import type { Repo } from "../world/repo.ts";
import { begin, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

const BRANCHES = 92;
const PULLS = 16;

let story: Story;
beforeEach(async () => {
  story = await begin();
});
afterEach(() => story.end());

test("200 deliveries at once for one repository end with one correct gate per head", async () => {
  const scene = await Scene.of(story);
  const { repo } = scene;
  await story.quiet();
  story.world.limits.contentPerMinute = 1000;
  const before = story.world.deliveries.all.length;
  story.world.hold();
  const isGood = (n: number) => n % 7 !== 0;
  await pushAll(repo, "grace", BRANCHES, (n) => ({ [isGood(n) ? `framework/${n}.ts` : "qa/b.ts"]: `${n}\n` }));
  const pulls: number[] = [];
  for (let n = 0; n < PULLS; n += 1) pulls.push(await scene.pull(`framework/${n}`));
  const held = story.world.deliveries.all.length - before;
  expect(held).toBeGreaterThanOrEqual(200);
  await story.world.release({ together: true });
  const waiting = async () => (await story.keeper.store.inbox.count()).waiting;
  await story.world.until("an empty inbox", async () => (await waiting()) === 0, 50_000);
  for (let n = 0; n < BRANCHES; n += 1) {
    const runs = repo.checks.of(repo.tip(`framework/${n}`)!, "lanekeeper");
    expect(runs.map(({ conclusion }) => conclusion)).toEqual([isGood(n) ? "success" : "failure"]);
  }
  for (const [n, number] of pulls.entries()) expect(repo.talk.read(number)).toHaveLength(isGood(n) ? 0 : 1);
});

test("what the App writes itself is told to the App, and starts nothing", async () => {
  const scene = await Scene.of(story);
  const head = await scene.push("grace", "framework/1", { "qa/b.ts": "1\n2\n" });
  const number = await scene.pull("framework/1");
  expect(await scene.said(number)).toHaveLength(1);
  const echoes = story.world.deliveries.all.filter(
    ({ event, action, status }) =>
      (event === "check_run" || event === "issue_comment") && action === "created" && status === 202,
  );
  expect(echoes.map(({ event }) => event).sort()).toEqual(["check_run", "issue_comment"]);
  const asked = story.world.requests.length;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await story.quiet();
  expect(story.world.requests.slice(asked)).toEqual([]);
  expect(scene.repo.checks.of(head, "lanekeeper")).toHaveLength(1);
});

/** So many branches from trunk, `framework/0` and on, with a commit each, in one push. */
function pushAll(
  repo: Repo,
  login: string,
  count: number,
  files: (n: number) => Record<string, string>,
): Promise<void> {
  const commit = (n: number) => [
    `commit refs/heads/framework/${n}`,
    `committer ${login} <${login}@example.com> ${1_800_000_000 + n} +0000`,
    ...[`data ${`Work ${n}`.length}`, `Work ${n}`, `from refs/heads/${repo.trunk}^0`],
    ...Object.entries(files(n)).flatMap(([path, text]) => [`M 100644 inline ${path}`, `data ${text.length}`, text]),
  ];
  const input = `${Array.from({ length: count }, (_, n) => commit(n).join("\n")).join("\n")}\n`;
  return repo.change(repo.world.account(login), async () => {
    await git(repo.dir, ["fast-import", "--quiet"], { input });
  });
}
