// Commands in comments: obeyed once, answered with a reaction, and with words where they are refused; not where they are quoted, in
// code, edited, or said by somebody who may not write.
import { answers, Crew, HOUR, reactions } from "./crew.ts";
import type { Scene } from "./scene.ts";

let crew: Crew;
let scene: Scene;
let thread: number;
beforeAll(async () => {
  crew = await Crew.start();
});
beforeEach(async () => {
  scene = await crew.scene();
  thread = scene.repo.talk.openIssue({ by: "grace", title: "Work" });
  scene.repo.grant("grace", "write");
});
afterEach(async () => {
  for (const { number } of scene.repo.issues) await scene.said(number);
  for (const { number } of scene.repo.pulls.all) await scene.said(number);
});
afterAll(() => crew.end());

async function comment(body: string, by = "grace", on = thread): Promise<number> {
  const id = scene.repo.talk.comment(on, body, { by });
  await crew.story.quiet();
  return id;
}

test("the hand-typed forms are understood: CLAIM, NOTE, DONE", async () => {
  const until = crew.minute(3 * HOUR);
  const claim = await comment(`CLAIM sA | src/api/** | until ${until}`);
  expect(reactions(scene, claim)).toEqual(["+1"]);
  expect((await crew.state(scene)).claims[0]).toMatchObject({ holder: "sA", paths: ["src/api/**"], renews: null });
  expect((await crew.state(scene)).claims[0]?.until.slice(0, 16)).toBe(until.slice(0, 16));
  const note = await comment("NOTE sA | the api moves to v2");
  expect(reactions(scene, note)).toEqual(["+1"]);
  expect((await crew.state(scene)).feed.map(({ text }) => text)).toEqual(["the api moves to v2"]);
  const done = await comment("DONE sA | src/api/**");
  expect(reactions(scene, done)).toEqual(["+1"]);
  expect(await crew.claims(scene)).toEqual([]);
});

test("on a pull request its branch says who speaks, without a word", async () => {
  await scene.push("grace", "session-sA", { "src/a.ts": "2\n" }, "[sA] Change a");
  const number = await scene.pull("session-sA");
  const id = await comment("Mine for today.\n\n/claim src/** for 8h -- the router", "grace", number);
  expect(reactions(scene, id)).toEqual(["+1"]);
  expect(await crew.claims(scene)).toEqual(["c1 sA src/**"]);
  expect((await crew.state(scene)).claims[0]).toMatchObject({ branch: "session-sA", reason: "the router" });
});

test("an edited comment is not obeyed again, and says so; a line that was added is not obeyed either", async () => {
  const id = await comment("as sA: /claim src/api/**");
  scene.repo.talk.editComment(id, "as sA: /claim src/**\nas sA: /release all", { by: "grace" });
  await crew.story.quiet();
  expect(await crew.claims(scene)).toEqual(["c1 sA src/api/**"]);
  expect(await answers(scene, thread)).toContain("an edited comment is not carried out again; write a new one");
  const harmless = await comment("as sA: just a word");
  scene.repo.talk.editComment(harmless, "as sA: /release all", { by: "grace" });
  await crew.story.quiet();
  expect(await crew.claims(scene)).toEqual(["c1 sA src/api/**"]);
});

test("a command in code, in a quotation, in a list or in a hidden comment is none", async () => {
  const bodies = [
    "```\nas sA: /claim src/**\n```",
    "> as sA: /claim src/**",
    "`as sA: /claim src/**`",
    "    as sA: /claim src/**",
    "<!--\nas sA: /claim src/**\n-->",
    "- as sA: /claim src/**",
    "say as sA: /claim src/**",
  ];
  for (const body of bodies) expect(reactions(scene, await comment(body))).toEqual([]);
  expect(await crew.claims(scene)).toEqual([]);
  expect(await scene.said(thread)).toHaveLength(bodies.length);
});

test("whoever cannot write to the repository is refused in words, whoever they say they are; asking is open to all", async () => {
  const id = await comment("as sA: /claim src/**", "mallory");
  expect(reactions(scene, id)).toEqual(["confused"]);
  expect(await answers(scene, thread)).toContain("must be able to write to the repository");
  expect(await crew.claims(scene)).toEqual([]);
  await crew.say(scene, "sC", "/claim src/** -- tests");
  const asked = await comment("/status", "mallory");
  expect(reactions(scene, asked)).toEqual(["+1"]);
  expect((await answers(scene, thread)).replaceAll("\\", "")).toContain("c1: sC holds src/** until");
});

test("a webhook that is delivered twice, or out of order, is obeyed once", async () => {
  crew.story.world.hold();
  const ids = ["as sA: /ask sC are you there?", "as sA: /claim src/**", "as sA: /found it is slow"].map((body) =>
    scene.repo.talk.comment(thread, body, { by: "grace" }),
  );
  await crew.story.world.release({ order: "shuffled", twice: true, together: true });
  crew.story.world.deliver();
  await crew.story.quiet();
  const { messages, claims, feed } = await crew.state(scene);
  expect([messages.length, claims.length, feed.length]).toEqual([1, 1, 1]);
  for (const id of ids) expect(reactions(scene, id)).toEqual(["+1"]);
});

test("many commands of many people stand in one comment of answers", async () => {
  for (let n = 0; n < 12; n += 1) await comment(`as sA: /ack m${n + 90} done`);
  const said = (await scene.said(thread)).filter((body) => body.includes("lanekeeper:"));
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("m101");
  expect(said[0]).not.toContain("m91 ");
});
