// Who is alive keeps what is theirs: pushes alone are a sign of life, silence is reaped and undone, a branch's end is its claims' end.
import { Crew, DAY, HOUR, MINUTE } from "./crew.ts";
import type { Scene } from "./scene.ts";

let crew: Crew;
beforeAll(async () => {
  crew = await Crew.start();
});
afterAll(() => crew.end());

/** `sA active`, by id. */
const presence = async (scene: Scene): Promise<readonly string[]> =>
  (await crew.state(scene)).sessions.map(({ id, presence }) => `${id} ${presence}`);

let changes = 0;
const work = (scene: Scene, session: string, path = `src/${session}.ts`) => {
  changes += 1;
  return scene.push("grace", `session-${session}`, { [path]: `${changes}\n` }, `[${session}] Work`);
};

test("a session that never sends a heartbeat but pushes keeps its claim, far beyond its term", async () => {
  const scene = await crew.scene();
  await work(scene, "sA");
  expect(await crew.say(scene, "sA", "/claim src/api/**")).toMatchObject({ status: 200 });
  for (let hours = 0; hours < 45; hours += 5) {
    await crew.pass(5 * HOUR);
    expect(await crew.say(scene, "sC", "/claim src/api/x.ts")).toMatchObject({ status: 409 });
    await work(scene, "sA");
    await crew.story.quiet();
  }
  expect(await crew.claims(scene)).toEqual(["c1 sA src/api/**"]);
  const entries = (await crew.ledger(scene)).map(({ entry }) => entry);
  expect(entries.some((entry) => entry.kind === "active" && entry.via === "heartbeat")).toBe(false);
  expect(entries.some(({ kind }) => kind === "reaped")).toBe(false);
});

test("presence goes from active over idle and stale to gone; each bound belongs to what is worse", async () => {
  const scene = await crew.scene();
  await crew.say(scene, "sA", "/heartbeat");
  expect(await presence(scene)).toEqual(["sA active"]);
  for (const [ms, expected] of [
    [5 * MINUTE, "sA idle"],
    [55 * MINUTE, "sA stale"],
    [5 * HOUR, "sA gone"],
  ] as const) {
    await crew.pass(ms);
    expect(await presence(scene)).toEqual([expected]);
  }
});

test("a silent session is reaped: its claims end and its messages go back; a sign of life undoes both, where they are free", async () => {
  const scene = await crew.scene();
  const until = crew.minute(4 * DAY);
  await crew.say(scene, "sA", `/claim src/api/** until ${until} -- the router`);
  await crew.say(scene, "sA", `/claim src/ui/** until ${until}`);
  await crew.say(scene, "sC", "/handoff sA finish the router");
  await crew.say(scene, "sC", "/handoff fw test it");
  for (const id of ["m1", "m2"]) expect((await crew.say(scene, "sA", `/ack ${id} claimed`)).status).toBe(200);
  await crew.pass(3 * HOUR);
  await crew.say(scene, "sC", "/heartbeat");
  await crew.pass(3 * HOUR + MINUTE);
  expect(await crew.claims(scene)).toEqual([]);
  expect(await presence(scene)).toEqual(["sA gone", "sC stale"]);
  const back = (await crew.state(scene)).messages.map(({ id, status, said }) => [id, status, said]);
  expect(back).toEqual([
    ["m1", "sent", "sA is gone"],
    ["m2", "sent", "sA is gone"],
  ]);
  // Somebody takes one of the two places, and one of the two letters, meanwhile.
  expect((await crew.say(scene, "sC", "/claim src/ui/x.ts")).status).toBe(200);
  expect((await crew.say(scene, "sB", "/ack m2 claimed")).status).toBe(200);
  await crew.say(scene, "sA", "/heartbeat");
  expect((await crew.claims(scene)).toSorted()).toEqual(["c1 sA src/api/**", "c3 sC src/ui/x.ts"]);
  expect((await crew.state(scene)).claims.find(({ id }) => id === "c1")).toMatchObject({ reason: "the router" });
  const now = new Map((await crew.state(scene)).messages.map(({ id, status }) => [id, status]));
  expect([now.get("m1"), now.get("m2")]).toEqual(["claimed", "claimed"]);
  expect((await crew.say(scene, "sA", "/ack m2 done")).detail).toContain("sB has taken m2");
  const kinds = (await crew.ledger(scene)).map(({ entry }) => entry.kind);
  expect(kinds.filter((kind) => kind === "reaped" || kind === "revived")).toEqual(["reaped", "revived"]);
});

test("a session with a fresh pull request is not reaped until that is as old as the limit", async () => {
  const scene = await crew.scene();
  await work(scene, "sA");
  await crew.say(scene, "sA", `/claim src/** until ${crew.minute(2 * DAY)}`);
  await crew.pass(4 * HOUR);
  const number = await scene.pull("session-sA");
  await crew.story.quiet();
  await crew.pass(3 * HOUR);
  expect(await crew.claims(scene)).toEqual(["c1 sA src/**"]);
  await crew.pass(4 * HOUR);
  expect(await crew.claims(scene)).toEqual([]);
  await scene.said(number);
});

test("claims end when their branch is merged, or deleted, and not when only a pull request is closed", async () => {
  const scene = await crew.scene();
  for (const id of ["sA", "sB", "sC"]) {
    await work(scene, id);
    await crew.story.quiet();
    expect((await crew.say(scene, id, `/claim src/${id}/**`)).status).toBe(200);
  }
  const [merged, closed] = [await scene.pull("session-sA"), await scene.pull("session-sC")];
  await crew.story.quiet();
  await scene.repo.pulls.close(closed, { by: "grace" });
  await crew.story.quiet();
  expect(await crew.claims(scene)).toHaveLength(3);
  await scene.repo.pulls.merge(merged, { by: "grace" });
  await (await scene.as("grace")).push(":session-sB");
  await crew.story.quiet();
  expect(await crew.claims(scene)).toEqual(["c3 sC src/sC/**"]);
  const ends = (await crew.ledger(scene)).flatMap(({ entry }) =>
    entry.kind === "claim-ended" ? [`${entry.id} ${entry.why}`] : [],
  );
  expect(ends.toSorted()).toEqual(["c1 merged", "c2 deleted"]);
  for (const number of [merged, closed]) await scene.said(number);
});
