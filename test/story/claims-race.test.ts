// Two sessions claim the same paths at the same instant through different carriers: exactly one wins, and the other is told who holds
// it, where the globs meet, and until when.
import { answers, Crew, HOUR, reactions } from "./crew.ts";
import type { Scene } from "./scene.ts";

let crew: Crew;
beforeAll(async () => {
  crew = await Crew.start();
});
afterAll(() => crew.end());

/** `sA holds src/api/** (c1) until …; src/** meets it at src/api/x`, for whoever lost. */
function words(holder: string, theirs: string, id: string, ours: string, until: readonly string[]): RegExp {
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const when = until.map(literal).join("|");
  return new RegExp(
    `${holder} holds ${literal(theirs)} \\(${id}\\) until (?:${when}); ${literal(ours)} meets it at src/`,
  );
}

/** The minute may turn while it is said. */
const until = () => [crew.minute(6 * HOUR - 60_000), crew.minute(6 * HOUR), crew.minute(6 * HOUR + 60_000)];

/** One claim stands, and it is that of whoever was not refused. */
async function settled(scene: Scene): Promise<{ readonly winner: string; readonly told: string }> {
  await crew.story.quiet();
  const { claims } = await crew.state(scene);
  expect(claims.map(({ id }) => id)).toEqual(["c1"]);
  const refused = await crew.refused(scene);
  expect(refused).toHaveLength(1);
  return { winner: claims[0]!.holder, told: refused[0]! };
}

test("HTTP and HTTP: one has 200, the other 409 with a problem that says all of it", async () => {
  for (let round = 0; round < 4; round += 1) {
    const scene = await crew.scene();
    const order = round % 2 === 0 ? (["sA", "sC"] as const) : (["sC", "sA"] as const);
    const patterns = { sA: "src/api/**", sC: "src/**" };
    const said = await Promise.all(order.map((who) => crew.say(scene, who, `/claim ${patterns[who]} -- mine`)));
    expect(said.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { winner } = await settled(scene);
    const loser = said.find(({ status }) => status === 409)!;
    expect(loser.type).toBe("application/problem+json");
    const [theirs, ours] = winner === "sA" ? [patterns.sA, patterns.sC] : [patterns.sC, patterns.sA];
    expect(loser.detail).toMatch(words(winner, theirs, "c1", ours, until()));
    expect(loser.findings[0]).toMatchObject({
      rule: "claim-overlap",
      level: "error",
      fix: expect.stringContaining(`/ask ${winner}`),
    });
    expect(loser.became).toEqual([]);
  }
});

test("HTTP and a trailer: whichever comes first holds it, the push goes through, and the refusal is on record", async () => {
  for (const first of ["http", "trailer", "both"] as const) {
    const scene = await crew.scene();
    const post = () => crew.say(scene, "sC", "/claim src/**");
    const push = () =>
      scene.push("grace", "session-sA", { "src/a.ts": `${first}\n` }, "[sA] Rewrite\n\nClaim: src/api/**");
    let status: number;
    if (first === "http") {
      status = (await post()).status;
      await push();
    } else if (first === "trailer") {
      await push();
      await crew.story.quiet();
      status = (await post()).status;
    } else [{ status }] = await Promise.all([post(), push()]);
    const { winner, told: refused } = await settled(scene);
    const why = refused.slice(4);
    expect(status).toBe(winner === "sC" ? 200 : 409);
    if (first !== "both") expect(winner).toBe(first === "http" ? "sC" : "sA");
    const isTrailer = winner === "sC";
    expect(why).toMatch(
      isTrailer
        ? words("sC", "src/**", "c1", "src/api/**", until())
        : words("sA", "src/api/**", "c1", "src/**", until()),
    );
    expect(refused.startsWith(isTrailer ? "sA: " : "sC: ")).toBe(true);
    // Nobody waits for an answer to a push: the session finds it in its inbox.
    const told = (await crew.state(scene)).messages.map(({ from, to, type, text }) => [from, to, type, text]);
    const warning = ["lanekeeper", "sA", "warning", expect.stringContaining(`Claim: src/api/**: ${why}`)];
    expect(told).toEqual(isTrailer ? [warning] : []);
    // A conflicting claim refuses the claim, never the push that carried it.
    const gate = await scene.gate(scene.repo.tip("session-sA")!);
    expect(gate.conclusion).toBe("success");
  }
});

test("a comment and HTTP: the comment that lost is answered in words, the one that won with a thumb", async () => {
  for (const first of ["http", "comment", "both"] as const) {
    const scene = await crew.scene();
    const thread = scene.repo.talk.openIssue({ by: "grace", title: "Work" });
    scene.repo.grant("grace", "write");
    const post = () => crew.say(scene, "sC", "/claim src/**");
    const comment = () => scene.repo.talk.comment(thread, "as sA: /claim src/api/** -- mine", { by: "grace" });
    let status: number;
    let id: number;
    if (first === "http") {
      status = (await post()).status;
      id = comment();
    } else {
      id = comment();
      if (first === "comment") await crew.story.quiet();
      status = (await post()).status;
    }
    const { winner } = await settled(scene);
    expect(status).toBe(winner === "sC" ? 200 : 409);
    if (first !== "both") expect(winner).toBe(first === "http" ? "sC" : "sA");
    expect(reactions(scene, id)).toEqual([winner === "sA" ? "+1" : "confused"]);
    const said = await answers(scene, thread);
    if (winner === "sA") expect(said).toBe("");
    else expect(said.replaceAll("\\", "")).toMatch(words("sC", "src/**", "c1", "src/api/**", until()));
  }
});

test("two pushes at once: one trailer is granted, and both pushes are judged", async () => {
  const scene = await crew.scene();
  const clones = await Promise.all(["grace", "quinn"].map((login) => scene.repo.clone(login)));
  await Promise.all(
    clones.map(async (clone, index) => {
      const id = ["sA", "sC"][index]!;
      await clone.checkout(`session-${id}`, "origin/main");
      await clone.commit(`[${id}] Work\n\nClaim: src/** for 2h`, { [`src/${id}.ts`]: "1\n" });
      await clone.push();
    }),
  );
  const { winner, told } = await settled(scene);
  expect(told.startsWith(winner === "sA" ? "sC: sA holds src/**" : "sA: sC holds src/**")).toBe(true);
  for (const id of ["sA", "sC"])
    expect((await scene.gate(scene.repo.tip(`session-${id}`)!)).conclusion).toBe("success");
});
