// Two servers on one PostgreSQL, each asked by another session for the same paths at the same instant: they agree on one holder, and no
// number is given out twice.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { StateDocument } from "../../src/core/document.ts";
import { Tokens } from "../../src/http/tokens.ts";
import { type Child, serve } from "../http/child.ts";
import { describeOnPostgres } from "../store/postgres-server.ts";
import { ROOT } from "./shell.ts";
import { makeBare } from "./world.ts";

const POLICY = `architects: [ada]
teams:
  framework: {write: ["src/"], sessions: [sA]}
  qa: {write: ["src/", "qa/"], sessions: [sC]}
`;
const RACES = 40;
const REPO = "local/shared";

interface Keeper {
  readonly child: Child;
  readonly headers: Readonly<Record<string, string>>;
}

async function open(name: string, bare: string, url: string): Promise<Keeper> {
  const data = join(ROOT, name);
  mkdirSync(data, { recursive: true });
  const { token } = await new Tokens(data).create({ repo: null, session: null, role: "write", login: null });
  const child = await serve(data, { DATABASE_URL: url }, ["--repo", bare]);
  return { child, headers: { authorization: `Bearer ${token}` } };
}

async function say({ child, headers }: Keeper, session: string, text: string): Promise<number> {
  const body = JSON.stringify({ session, text });
  return (await fetch(`${child.url}/api/v1/repos/${REPO}/commands`, { method: "POST", headers, body })).status;
}

const stateOf = async ({ child, headers }: Keeper): Promise<StateDocument> =>
  (await (await fetch(`${child.url}/api/v1/repos/${REPO}/state`, { headers })).json()) as StateDocument;

describeOnPostgres("two processes", (server) => {
  afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

  test(`agree on one holder in ${RACES} races, and on every message`, async () => {
    const bare = join(ROOT, "shared.git");
    await makeBare(bare, { policy: POLICY });
    const url = await server().database();
    const one = await open("one", bare, url);
    const two = await open("two", bare, url);
    try {
      const won = { sA: 0, sC: 0 };
      for (let race = 0; race < RACES; race += 1) {
        const [a, c, ...told] = await Promise.all([
          say(one, "sA", `/claim src/${race}/** -- mine`),
          say(two, "sC", `/claim src/${race}/x.ts qa/${race}/**`),
          say(one, "sA", `/tell sC one ${race}`),
          say(two, "sC", `/tell sA two ${race}`),
        ]);
        expect([a, c].toSorted()).toEqual([200, 409]);
        expect(told).toEqual([200, 200]);
        won[a === 200 ? "sA" : "sC"] += 1;
      }
      const [first, second] = [await stateOf(one), await stateOf(two)];
      expect(second.claims).toEqual(first.claims);
      expect(second.messages).toEqual(first.messages);
      expect(first.claims.map(({ id }) => id)).toEqual(Array.from({ length: RACES }, (_, n) => `c${n + 1}`));
      const held = (holder: string) => first.claims.filter((claim) => claim.holder === holder).length;
      expect({ sA: held("sA"), sC: held("sC") }).toEqual(won);
      const ids = first.messages.map(({ id }) => Number(id.slice(1))).toSorted((x, y) => x - y);
      expect(ids).toEqual(Array.from({ length: 2 * RACES }, (_, n) => n + 1));
      expect(new Set(first.messages.map(({ text }) => text)).size).toBe(2 * RACES);
    } finally {
      for (const { child } of [one, two]) await child.end("SIGTERM");
    }
  });
});
