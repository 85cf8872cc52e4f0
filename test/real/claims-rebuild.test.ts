// A ledger that is lost: git and comments bring back what they carry, in order and at its own time, and the rest is listed.
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { StateDocument } from "../../src/core/document.ts";
import { Tokens } from "../../src/http/tokens.ts";
import { serve as serveChild } from "../http/child.ts";
import { CREW, Crew, DAY, HOUR } from "../story/crew.ts";
import { Fleet } from "./fleet.ts";
import { lanekeeper, ROOT } from "./shell.ts";
import { serve } from "./world.ts";

const QUEUE = "docs/ai/sessions/queue";
const block = (from: string, to: string, text: string) =>
  `## 2026-05-31T15:00Z · from:${from} · to:${to} · type:question · ref:— · status:sent\n${text}\n`;

afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

interface Rebuilt {
  readonly repositories: readonly { readonly claims: number; readonly messages: number; readonly sessions: number }[];
  readonly lost: readonly string[];
}

async function rebuild(data: string, env: Readonly<Record<string, string>> = {}): Promise<Rebuilt> {
  const { code, stdout, stderr } = await lanekeeper(["rebuild", "--data", data, "--json"], { env });
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout.toString("utf8")) as Rebuilt;
}

/** What a rebuilt ledger has to give back: who holds what and who has heard what. */
const told = ({ claims, messages, feed }: StateDocument) => ({
  claims: claims.map(({ holder, paths, reason }) => `${holder} ${paths.join(" ")} ${reason}`).toSorted(),
  messages: messages.map(({ from, to, text, status }) => `${from}→${to} ${status} ${text}`).toSorted(),
  feed: feed.map(({ text }) => text),
});

test("on GitHub comments, trailers and queue files come back; what only HTTP said is listed as lost", async () => {
  const crew = await Crew.start();
  const scene = await crew.scene(CREW);
  const { talk } = scene.repo;
  const thread = talk.openIssue({ by: "grace", title: "Work" });
  scene.repo.grant("grace", "write");
  const say = async (body: string, by = "grace") => {
    const id = talk.comment(thread, body, { by });
    await crew.story.quiet();
    return id;
  };
  await say(`as sA: /claim src/api/** until ${crew.minute(2 * DAY)} -- the router`);
  await say("as sC: /claim src/** -- everything");
  await say("as sC: /claim qa/** -- tests");
  await say("as sC: /release qa/**");
  await say("as sB: /ask sC is it tested?");
  await say("as sC: /ack m1 answered -- it is");
  await say("as sA: /found it is slow");
  await say("as sA: /claim src/evil/**", "mallory");
  const edited = await say("as sB: /note first");
  // GitHub tells seconds apart.
  crew.story.world.advance(2_000);
  talk.editComment(edited, "as sB: /note second", { by: "grace" });
  await scene.push(
    "grace",
    "session-sB",
    { [`${QUEUE}/to-sD.md`]: block("sB", "sD", "Ready?") },
    "[sB] Ask\n\nClaim: src/b/**",
  );
  await crew.story.quiet();
  const carried = told(await crew.state(scene));
  expect(carried.claims).toEqual(["sA src/api/** the router", "sB src/b/** null"]);
  await crew.say(scene, "sD", "/claim qa/d/** -- only said over HTTP");
  await crew.say(scene, "sD", "/tell sA only said over HTTP");

  const comments = scene.repo.comments.map(({ body }) => body);
  const data = join(ROOT, "github");
  mkdirSync(data);
  const { repositories, lost } = await rebuild(data, { ...crew.story.world.env, LANEKEEPER_PACE: "off" });
  expect(repositories).toMatchObject([{ claims: 2, messages: 3, sessions: 3 }]);
  expect(lost.join("\n")).toMatch(/said over HTTP or the command line(.|\n)*before it was edited/);
  const again = await serveWith(data, crew.story.world.env);
  try {
    const state = await again.state(scene.repo.fullName);
    const { feed, ...rest } = told(state);
    expect(rest).toEqual({ claims: carried.claims, messages: carried.messages });
    expect(feed).toEqual(["it is slow"]);
    // The fixed end is the one that was said.
    expect(state.claims.find(({ holder }) => holder === "sA")?.until.slice(0, 13)).toBe(
      crew.minute(2 * DAY).slice(0, 13),
    );
  } finally {
    await again.stop();
  }
  // Nobody is answered a second time.
  expect(scene.repo.comments.map(({ body }) => body)).toEqual(comments);
  for (const { number } of scene.repo.issues) await scene.said(number);
  await crew.story.end();
});

test("what was long ago stays long ago: a claim of a comment that has expired is not live again", async () => {
  const crew = await Crew.start();
  const scene = await crew.scene(CREW);
  const thread = scene.repo.talk.openIssue({ by: "grace", title: "Work" });
  scene.repo.grant("grace", "write");
  crew.story.world.advance(-7 * HOUR);
  scene.repo.talk.comment(thread, "as sA: /claim src/** -- seven hours ago", { by: "grace" });
  crew.story.world.advance(7 * HOUR);
  await crew.story.quiet();
  const data = join(ROOT, "old");
  mkdirSync(data);
  const { repositories } = await rebuild(data, { ...crew.story.world.env, LANEKEEPER_PACE: "off" });
  expect(repositories).toMatchObject([{ claims: 0, sessions: 1 }]);
  for (const { number } of scene.repo.issues) await scene.said(number);
  await crew.story.end();
});

test("on a bare server trailers and queue files come back", async () => {
  const fleet = await Fleet.start(CREW, { "src/a.ts": "1\n" });
  try {
    await fleet.commit(
      "session-sA",
      { [`${QUEUE}/to-sC.md`]: block("sA", "sC", "Ready?") },
      "[sA] Ask\n\nClaim: src/a.ts for 8h",
    );
    expect(await fleet.push("grace", "session-sA")).toMatchObject({ code: 0 });
    const state = async () => (await fleet.state()) as unknown as StateDocument;
    let before = await state();
    for (const end = Date.now() + 40_000; before.messages.length === 0 && Date.now() < end; before = await state())
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told(before)).toEqual({ claims: ["sA src/a.ts null"], messages: ["sA→sC sent Ready?"], feed: [] });
    await fleet.server.stop();
    for (const name of readdirSync(fleet.data)) if (name.startsWith("lanekeeper.db")) rmSync(join(fleet.data, name));
    expect((await rebuild(fleet.data)).repositories).toMatchObject([{ claims: 1, messages: 1, sessions: 1 }]);
    fleet.server = await serve(fleet.data);
    expect(told(await state())).toEqual(told(before));
  } finally {
    await fleet.end();
  }
});

/** A server on a data folder, and what it says of a repository. */
async function serveWith(data: string, env: Readonly<Record<string, string>>) {
  const { token } = await new Tokens(data).create({ repo: null, session: null, role: "read", login: null });
  const child = await serveChild(data, { ...env, LANEKEEPER_PACE: "off" });
  return {
    state: async (repo: string): Promise<StateDocument> => {
      const headers = { authorization: `Bearer ${token}` };
      return (await (await fetch(`${child.url}/api/v1/repos/${repo}/state`, { headers })).json()) as StateDocument;
    },
    stop: () => child.end("SIGTERM"),
  };
}
