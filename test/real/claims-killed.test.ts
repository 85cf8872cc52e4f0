// kill -9 at random moments while several sessions claim and send over HTTP: what was acknowledged is there afterwards, and nothing is
// there twice.
import { setTimeout as sleep } from "node:timers/promises";
import type { StateDocument } from "../../src/core/document.ts";
import type { Entry } from "../../src/core/entry.ts";
import { Tokens } from "../../src/http/tokens.ts";
import { Fleet } from "./fleet.ts";

const POLICY = `architects: [ada]
teams:
  framework: {write: ["src/"], sessions: [sA, sB]}
  qa: {write: ["src/", "qa/"], sessions: [sC, sD]}
`;
const SESSIONS = ["sA", "sB", "sC", "sD"] as const;
/** Servers beside each other, so that the starts of one fall into the work of the other. */
const SERVERS = 2;
const KILLS = 25;
/** Of one session; a holder has at most 200. */
const MAX_CLAIMS = 150;

interface Acknowledged {
  /** By what was said, the id it was given. */
  readonly messages: Map<string, string>;
  readonly claims: Map<string, string>;
}

/** A session speaks until the server is gone; what is written down was answered with 200. */
async function speak(fleet: Fleet, token: string, session: string, round: number, heard: Acknowledged): Promise<void> {
  const address = `${fleet.server.url}/api/v1/repos/${fleet.name}/commands`;
  for (let n = 0; ; n += 1) {
    const held = [...heard.claims.keys()].filter((path) => path.includes(`/${session}/`)).length;
    const isClaim = (round + n) % 2 === 0 && held < MAX_CLAIMS;
    const said = isClaim ? `src/${session}/${round}-${n}/**` : `${session} ${round} ${n}`;
    const text = isClaim ? `/claim ${said}` : `/tell sA ${said}`;
    const answer = await fetch(address, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ session, text }),
    }).catch(() => null);
    if (answer === null) return;
    expect(answer.status).toBe(200);
    const body = (await answer.json().catch(() => null)) as { readonly became: readonly Entry[] } | null;
    if (body === null) return;
    for (const entry of body.became) {
      if (entry.kind === "sent") heard.messages.set(said, entry.id);
      if (entry.kind === "claimed") heard.claims.set(said, entry.id);
    }
  }
}

function nothingLost({ messages, claims }: StateDocument, heard: Acknowledged): void {
  const said = new Map(messages.map(({ id, text }) => [text, id]));
  expect(said.size).toBe(messages.length);
  expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length);
  expect([...heard.messages].filter(([text, id]) => said.get(text) !== id)).toEqual([]);
  const held = new Map(claims.map(({ id, paths }) => [paths.join(), id]));
  expect(held.size).toBe(claims.length);
  expect([...heard.claims].filter(([path, id]) => held.get(path) !== id)).toEqual([]);
}

async function survives(): Promise<Acknowledged> {
  const fleet = await Fleet.start(POLICY);
  const grant = { repo: null, session: null, role: "write", login: "grace" } as const;
  const { token } = await new Tokens(fleet.data).create(grant);
  const heard: Acknowledged = { messages: new Map(), claims: new Map() };
  for (let kill = 0; kill < KILLS; kill += 1) {
    const speaking = SESSIONS.map((session) => speak(fleet, token, session, kill, heard));
    // A random moment once the first was acknowledged.
    const before = heard.messages.size + heard.claims.size;
    while (heard.messages.size + heard.claims.size === before) await sleep(2);
    await sleep(Math.random() * 100);
    await fleet.server.stop("SIGKILL");
    await Promise.all(speaking);
    await fleet.restart();
    nothingLost((await fleet.state()) as unknown as StateDocument, heard);
  }
  await fleet.end();
  return heard;
}

test(`${SERVERS * KILLS} kills lose no acknowledged claim and no acknowledged message`, async () => {
  const all = await Promise.all(Array.from({ length: SERVERS }, survives));
  for (const { messages, claims } of all) {
    expect(messages.size).toBeGreaterThan(10);
    expect(claims.size).toBeGreaterThan(10);
  }
});
