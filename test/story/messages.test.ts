// Who has heard what: questions and answers, work handed over, everybody told, nobody of that name; and what becomes of a letter that
// nobody acknowledges.
import { Crew, DAY, HOUR, MINUTE } from "./crew.ts";

let crew: Crew;
beforeAll(async () => {
  crew = await Crew.start();
});
afterAll(() => crew.end());

test("a question is answered, and the answer reaches whoever asked; nobody else answers it", async () => {
  const scene = await crew.scene();
  expect(await crew.say(scene, "sB", "/ask Sintra when are you done with the api?")).toMatchObject({ status: 200 });
  expect((await crew.say(scene, "sC", "/ack m1 answered -- never")).detail).toBe(
    "m1 is addressed to sA, and you speak for sC",
  );
  expect(await crew.say(scene, "sA", "/ack m1 answered -- in an hour")).toMatchObject({ status: 200 });
  expect(await crew.messages(scene)).toEqual(["m1 sB→Sintra question answered", "m2 sA→sB answer sent"]);
  const [asked, answer] = (await crew.state(scene)).messages;
  expect(asked).toMatchObject({ addressees: { sA: "answered" }, said: "in an hour" });
  expect(answer).toMatchObject({ text: "in an hour", answers: "m1" });
  // What is final stays so, and says what it is.
  expect((await crew.say(scene, "sA", "/ack m1 claimed")).detail).toContain("m1 is answered");
  expect((await crew.say(scene, "sB", "/cancel m1")).status).toBe(409);
});

test("work is handed to a team; one of it takes it, says how far it is, and gives it back with a reason that is kept", async () => {
  const scene = await crew.scene();
  await crew.say(scene, "sC", "/handoff fw task #12 finish the parser");
  expect((await crew.state(scene)).messages[0]).toMatchObject({ type: "handoff", ref: "#12", to: "fw", from: "sC" });
  expect((await crew.say(scene, "sA", "/ack m1 claimed")).status).toBe(200);
  expect((await crew.say(scene, "sB", "/ack m1 done")).detail).toBe("sA has taken m1, and you speak for sB");
  expect((await crew.say(scene, "sA", "/release m1 -- called away")).status).toBe(200);
  expect((await crew.state(scene)).messages[0]).toMatchObject({ status: "sent", said: "called away" });
  for (const status of ["claimed", "in-progress"]) await crew.say(scene, "sB", `/ack m1 ${status}`);
  expect((await crew.say(scene, "sB", "/ack m1 done -- see #13")).status).toBe(200);
  expect(await crew.messages(scene)).toEqual(["m1 sC→fw handoff done", "m2 sB→sC status sent"]);
  expect((await crew.state(scene)).messages[1]?.text).toBe("m1 is done: see #13");
});

test("everybody who is there is told, each acknowledges for themselves; whoever is gone is not waited for", async () => {
  const scene = await crew.scene();
  await crew.say(scene, "sD", "/heartbeat");
  await crew.pass(6 * HOUR + MINUTE);
  for (const id of ["sA", "sB", "sC"]) await crew.say(scene, id, "/heartbeat");
  await crew.pass(2 * HOUR);
  expect((await crew.say(scene, "sA", "/handoff all stop writing migrations")).status).toBe(200);
  const all = async () => (await crew.state(scene)).messages[0];
  expect(await all()).toMatchObject({ status: "sent", acks: { sB: "sent", sC: "sent" } });
  await crew.say(scene, "sB", "/ack m1 done");
  expect(await all()).toMatchObject({ status: "sent", acks: { sB: "done", sC: "sent" } });
  await crew.say(scene, "sC", "/ack m1");
  expect(await all()).toMatchObject({ status: "seen" });
  expect((await crew.say(scene, "sD", "/ack m1")).detail).toContain("m1 went to the sessions of that moment");
});

test("an address that means nobody is refused over HTTP, and answered to the sender where a queue file has it", async () => {
  const scene = await crew.scene();
  const told = await crew.say(scene, "sA", "/tell Sintar hello");
  expect(told).toMatchObject({ status: 409, detail: "nobody is called Sintar" });
  expect(told.findings[0]?.fix).toContain("did you mean Sintra?");
  expect(await crew.messages(scene)).toEqual([]);
  const block = (to: string) =>
    `## 2026-05-31T15:00Z · from:sA · to:${to} · type:question · ref:— · status:sent\nAre you there?\n`;
  const folder = "docs/ai/sessions/queue";
  await scene.push(
    "grace",
    "session-sA",
    { [`${folder}/to-sZ9.md`]: block("sZ9"), [`${folder}/to-sC.md`]: block("sC") },
    "[sA] Ask",
  );
  await crew.story.quiet();
  const { messages } = await crew.state(scene);
  const said = messages.map(({ from, to, type, dead }) => `${from}→${to} ${type}${dead ? " dead" : ""}`).toSorted();
  expect(said).toEqual(["lanekeeper→sA warning", "sA→sC question", "sA→sZ9 question dead"]);
  expect(messages.find(({ from }) => from === "lanekeeper")?.text).toContain("nobody is called sZ9");
});

test("what nobody acknowledges is reminded of, escalated, and in the end a dead letter, until somebody closes it", async () => {
  const scene = await crew.scene();
  await crew.say(scene, "sA", "/ask sC is it ready?");
  await crew.say(scene, "sA", "/ask sB is it ready?");
  await crew.say(scene, "sB", "/ack m2 seen");
  const nudges = async () =>
    (await crew.ledger(scene)).flatMap(({ entry }) => (entry.kind === "nudged" ? [`${entry.id} ${entry.nudge}`] : []));
  await crew.pass(29 * MINUTE);
  expect([await nudges(), await crew.messages(scene)]).toEqual([
    [],
    ["m1 sA→sC question sent", "m2 sA→sB question seen"],
  ]);
  await crew.pass(2 * MINUTE);
  expect([await nudges(), (await crew.messages(scene))[0]]).toEqual([["m1 1"], "m1 sA→sC question sent overdue"]);
  await crew.pass(30 * MINUTE);
  expect(await nudges()).toEqual(["m1 1", "m1 2"]);
  await crew.pass(30 * MINUTE);
  expect([await nudges(), (await crew.messages(scene))[0]]).toEqual([
    ["m1 1", "m1 2", "m1 3"],
    "m1 sA→sC question sent dead",
  ]);
  await crew.pass(DAY);
  await crew.story.restart();
  await crew.pass(DAY);
  expect(await nudges()).toHaveLength(3);
  expect((await crew.messages(scene))[0]).toBe("m1 sA→sC question sent dead");
  const [board] = scene.repo.issues;
  const overdue = (await scene.said(board!.number)).filter((body) => body.startsWith("<!-- lanekeeper:overdue -->"));
  expect(overdue).toHaveLength(1);
  expect(overdue[0]).toMatch(/^@ada: .*\n[\s\S]*\*\*dead letter\*\* `m1` question from sA to sC/m);
  const thread = scene.repo.talk.openIssue({ by: "ada", title: "Dead letters" });
  scene.repo.grant("ada", "admin");
  scene.repo.talk.comment(thread, "/cancel m1", { by: "ada" });
  await crew.story.quiet();
  expect((await crew.messages(scene))[0]).toBe("m1 sA→sC question cancelled");
  for (const { number } of scene.repo.issues) await scene.said(number);
});

test("what is found and noted is in everybody's feed; what is kept is a session's own", async () => {
  const scene = await crew.scene();
  await crew.say(
    scene,
    "sA",
    "/found the cache is never warm\n/note rebase before you push\n/keep gate failed at 12:00\n/task the api",
  );
  const { feed, sessions } = await crew.state(scene);
  expect(feed.map(({ from, type, text }) => [from, type, text])).toEqual([
    ["sA", "discovery", "the cache is never warm"],
    ["sA", "note", "rebase before you push"],
  ]);
  expect(sessions[0]).toMatchObject({ id: "sA", name: "Sintra", task: "the api", keeps: { gate: "failed at 12:00" } });
});
