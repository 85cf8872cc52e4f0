// What is lost is made up for: a day of webhooks, failed deliveries, an hour without GitHub, reads that lag, a limit that holds.
import type { Delivery } from "../world/deliveries.ts";
import { begin, type Story } from "./app.ts";
import { EVENING, evening, morning, through } from "./day.ts";
import { Scene } from "./scene.ts";

const HOUR = 3_600_000;

/** The App's clock, which a test puts forward. */
let ahead: number;
let story: Story;
const start = async (env: Record<string, string> = {}) => {
  ahead = 0;
  story = await begin(env, { now: () => new Date(Date.now() + ahead).toISOString() });
};
afterEach(() => story.end());

const until = <T>(what: string, look: () => T | Promise<T>) => story.world.until(what, look, 60_000);
const conclusions = (scene: Scene, sha: string) =>
  scene.repo.checks.of(sha, "lanekeeper").map(({ conclusion }) => conclusion);

describe("a day of webhooks that never came", () => {
  beforeEach(() => start());

  test("is made up for by one sweep, and a second one finds nothing to do", async () => {
    const day = await morning(story);
    await story.world.changeQuietly(() => through(day));
    ahead += 24 * HOUR;
    await story.keeper.sweep();
    await story.quiet();
    expect(await evening(day)).toEqual(EVENING);
    const runs = () => day.scene.repo.checks.runs.length;
    const drawn = runs();
    await story.keeper.sweep();
    await story.quiet();
    expect(runs()).toBe(drawn);
  });

  test("is made up for, too, where GitHub lists them as failed: each is asked for again once, and handled once", async () => {
    const day = await morning(story);
    story.world.drop();
    await through(day);
    const lost = story.world.deliveries.all.filter(({ says }) => says === "timed out");
    expect(lost.length).toBeGreaterThan(20);
    story.world.deliver();
    await story.keeper.sweep();
    await story.quiet();
    expect(await evening(day)).toEqual(EVENING);
    await story.keeper.sweep();
    await story.quiet();
    for (const { guid } of lost) expect(attempts(guid).map(({ status }) => status)).toEqual([504, 202]);
    const handled = story.log.filter(({ event, outcome }) => event === "delivery" && outcome === "done");
    for (const { guid } of lost) expect(handled.filter(({ cause }) => cause === guid).length).toBeLessThanOrEqual(1);
  });
});

const attempts = (guid: string): Delivery[] => story.world.deliveries.all.filter((each) => each.guid === guid);

test("an hour without GitHub loses nothing", async () => {
  await start();
  const scene = await Scene.of(story);
  await scene.as("grace");
  await story.quiet();
  story.world.down();
  const good = await scene.push("grace", "framework/1", { "framework/1.ts": "1\n" });
  const bad = await scene.push("grace", "framework/2", { "qa/b.ts": "2\n" });
  await story.world.settled();
  for (let minute = 0; minute < 60; minute += 1) {
    ahead += 60_000;
    // Long enough for the lanes to try again, and fail again.
    if (minute % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1_100));
  }
  const tried = story.log.filter(({ event, outcome }) => event === "delivery" && outcome === "postponed");
  expect(tried.length).toBeGreaterThan(5);
  expect(story.log.filter(({ outcome }) => outcome === "given up")).toEqual([]);
  story.world.up();
  ahead += 60_000;
  await story.quiet();
  expect(conclusions(scene, good)).toEqual(["success"]);
  expect(conclusions(scene, bad)).toEqual(["failure"]);
});

test("a ref and a commit whose first reads are refused are never green too soon, and right in the end", async () => {
  await start();
  const scene = await Scene.of(story);
  const first = await scene.push("grace", "framework/1", { "framework/1.ts": "1\n" });
  await story.quiet();
  story.world.lagReads = 1;
  const bad = await scene.push("grace", "framework/1", { "qa/b.ts": "bad\n" });
  await story.quiet();
  await story.keeper.sweep();
  expect(await scene.gate(bad)).toMatchObject({ conclusion: "failure", title: "1 error: write-scope" });
  expect(conclusions(scene, bad)).not.toContain("success");
  const good = await scene.push("grace", "framework/1", { "qa/b.ts": "1\n" });
  await story.quiet();
  await story.keeper.sweep();
  expect(await scene.conclusion(good)).toBe("success");
  expect(conclusions(scene, first)).toEqual(["success"]);
});

describe("two installations", () => {
  test("do not wait for each other's limit, and the one that is over it goes on when it ends", async () => {
    await start();
    const [acme, other] = [await Scene.of(story), await Scene.of(story, {}, "other")];
    await story.quiet();
    const limited = {
      status: 403,
      headers: { "retry-after": "3600" },
      message: "You have exceeded a secondary rate limit",
    };
    story.world.fail({ path: "/repos/acme/" }, { ...limited, times: 1000 });
    const held = await acme.push("grace", "framework/1", { "framework/1.ts": "1\n" });
    const free = await other.push("grace", "framework/1", { "framework/1.ts": "1\n" });
    await until("a gate", () => conclusions(other, free).length > 0);
    expect(conclusions(acme, held)).toEqual([]);
    story.world.faults.clear();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    // Nothing is asked before the hour is over.
    expect(conclusions(acme, held)).toEqual([]);
    ahead += HOUR;
    await until("a gate", () => conclusions(acme, held).length > 0);
    await story.quiet();
    expect(conclusions(acme, held)).toEqual(["success"]);
  });

  test("do not share one pace: what is written for one is not spaced out by what is written for the other", async () => {
    await start({ LANEKEEPER_PACE: "on" });
    const [acme, other] = [await Scene.of(story), await Scene.of(story, {}, "other")];
    await story.quiet();
    story.world.hold();
    const grace = await acme.as("grace");
    const heads = [];
    for (let n = 0; n < 8; n += 1) {
      await grace.checkout(`framework/${n}`, "origin/main");
      heads.push(await grace.commit(`Work ${n}`, { [`framework/${n}.ts`]: "1\n" }));
    }
    await grace.push(...[...heads.keys()].map((n) => `framework/${n}`));
    const free = await other.push("grace", "framework/1", { "framework/1.ts": "1\n" });
    await story.world.release();
    await until("a gate", () => conclusions(other, free).length > 0);
    const drawn = heads.filter((sha) => conclusions(acme, sha).length > 0).length;
    expect(drawn).toBeLessThan(heads.length);
    await story.quiet();
    for (const sha of heads) expect(conclusions(acme, sha)).toEqual(["success"]);
  });
});
