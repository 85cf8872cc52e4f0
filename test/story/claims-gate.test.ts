// The gate under claims: who writes what somebody else has claimed is warned or held up, and let through by itself once the claim ends.
import { answers, CREW, Crew, DAY, ENFORCED, HOUR, reactions } from "./crew.ts";
import type { Scene } from "./scene.ts";

let crew: Crew;
beforeAll(async () => {
  crew = await Crew.start();
});
afterAll(() => crew.end());

const HELD = "1 error: claim-overlap";

/** sA claims, and sC pushes under it: the head that is held up. */
async function held(scene: Scene, claim: string): Promise<string> {
  expect(await crew.say(scene, "sA", `/claim ${claim}`)).toMatchObject({ status: 200 });
  const head = await scene.push("quinn", "session-sC", { "src/a.ts": "2\n" }, "[sC] Change a");
  const gate = await scene.gate(head);
  expect([gate.conclusion, gate.title, gate.paths]).toEqual(["failure", HELD, ["src/a.ts"]]);
  expect(gate.summary).toContain("is claimed by sA (c1) until ");
  return head;
}

test("a warning by default, naming the holder, the reason and the end; the claim's own holder and its team are not held up", async () => {
  const scene = await crew.scene(CREW);
  await crew.say(scene, "sA", "/claim src/** -- the router is rewritten");
  const theirs = await scene.gate(await scene.push("quinn", "session-sC", { "src/a.ts": "2\n" }, "[sC] Change a"));
  expect([theirs.conclusion, theirs.title]).toEqual(["success", "in scope, 1 warning"]);
  expect(theirs.summary).toContain(`is claimed by sA (c1) until ${crew.minute(6 * HOUR).slice(0, 10)}`);
  expect(theirs.summary).toContain("the router is rewritten");
  const own = await scene.gate(await scene.push("grace", "session-sA", { "src/a.ts": "3\n" }, "[sA] Change a"));
  expect([own.conclusion, own.title]).toEqual(["success", "in scope"]);
  expect((await crew.say(scene, "sC", "as fw: /claim src/**")).status).toBe(409);
});

test("enforced it is an error, on the pull request too, and green by itself once the claim is released", async () => {
  const scene = await crew.scene(ENFORCED);
  const head = await held(scene, "src/**");
  const number = await scene.pull("session-sC", "quinn");
  expect((await scene.gate(head)).title).toBe(HELD);
  expect((await scene.said(number))[0]).toContain("claim-overlap");
  expect(await crew.say(scene, "sA", "/release src/**")).toMatchObject({ status: 200 });
  expect(await scene.gate(head)).toMatchObject({ conclusion: "success", title: "in scope" });
  expect((await scene.said(number))[0]).toContain("in its lane now");
});

test("once it has let go of that path, with the rest of it held", async () => {
  const scene = await crew.scene(ENFORCED);
  const head = await held(scene, "src/a.ts src/other/");
  expect(await crew.say(scene, "sA", "/release src/a.ts")).toMatchObject({ status: 200 });
  expect(await scene.conclusion(head)).toBe("success");
  expect(await crew.claims(scene)).toEqual(["c1 sA src/other/"]);
});

test("once it has expired, by nothing but time", async () => {
  const scene = await crew.scene(ENFORCED);
  const head = await held(scene, "src/** for 1h");
  await crew.pass(HOUR - 60_000);
  expect(await scene.conclusion(head)).toBe("failure");
  await crew.pass(2 * 60_000);
  expect(await scene.conclusion(head)).toBe("success");
  expect(await crew.claims(scene)).toEqual([]);
});

test("once an architect has overridden it on this branch, with a reason on record; nobody else can", async () => {
  const scene = await crew.scene(ENFORCED);
  const head = await held(scene, "src/**");
  const other = await scene.push("quinn", "session-sD", { "src/d.ts": "1\n" }, "[sD] Add d");
  const thread = scene.repo.talk.openIssue({ by: "ada", title: "Stuck" });
  for (const login of ["ada", "quinn"]) scene.repo.grant(login, "write");
  const no = scene.repo.talk.comment(thread, "/override claim-overlap on session-sC -- I am in a hurry", {
    by: "quinn",
  });
  await crew.story.quiet();
  expect(reactions(scene, no)).toEqual(["confused"]);
  expect(await answers(scene, thread)).toContain("only an architect sets a rule aside");
  expect(await scene.conclusion(head)).toBe("failure");
  const yes = scene.repo.talk.comment(thread, "/override claim-overlap on session-sC -- agreed with sA", { by: "ada" });
  await crew.story.quiet();
  expect(reactions(scene, yes)).toEqual(["+1"]);
  expect(await scene.conclusion(head)).toBe("success");
  expect(await scene.conclusion(other)).toBe("failure");
  const record = (await crew.ledger(scene)).map(({ entry }) => entry).find(({ kind }) => kind === "overridden");
  expect(record).toMatchObject({ branch: "session-sC", by: "ada", reason: "agreed with sA" });
});

test("once its holder is gone: reaped, with the claim that would have stood for days", async () => {
  const scene = await crew.scene(ENFORCED);
  const head = await held(scene, `src/** until ${crew.minute(3 * DAY)}`);
  await crew.pass(5 * HOUR);
  expect(await scene.conclusion(head)).toBe("failure");
  await crew.pass(2 * HOUR);
  expect(await crew.claims(scene)).toEqual([]);
  expect(await scene.conclusion(head)).toBe("success");
});

test("what is ignored binds nobody, and a claim of everything does not stop the world", async () => {
  const scene = await crew.scene(ENFORCED);
  expect(await crew.say(scene, "sA", "/claim **")).toMatchObject({ status: 200 });
  const qa = await scene.push("quinn", "session-sC", { "qa/b.ts": "2\n", "src/x/lock.json": "1\n" }, "[sC] Test");
  expect(await scene.gate(qa)).toMatchObject({ conclusion: "success", title: "in scope" });
  expect(await crew.say(scene, "sC", "/claim qa/**")).toMatchObject({ status: 200 });
  const within = await scene.push("quinn", "session-sC", { "src/a.ts": "2\n" }, "[sC] Change a");
  expect((await scene.gate(within)).paths).toEqual(["src/a.ts"]);
});

test("a claim that comes after the push is no offence of the push, until somebody pushes there again", async () => {
  const scene = await crew.scene(ENFORCED);
  const head = await scene.push("quinn", "session-sC", { "src/a.ts": "2\n" }, "[sC] Change a");
  expect(await scene.conclusion(head)).toBe("success");
  expect(await crew.say(scene, "sA", "/claim src/**")).toMatchObject({ status: 200 });
  expect(await scene.conclusion(head)).toBe("success");
  const next = await scene.push("quinn", "session-sC", { "src/a.ts": "3\n" }, "[sC] Change a again");
  expect(await scene.gate(next)).toMatchObject({ conclusion: "failure", title: HELD });
});
