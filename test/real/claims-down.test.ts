// Claims on a bare server: the push under somebody else's is refused while the server knows of it, and while it cannot be asked.
import { Tokens } from "../../src/http/tokens.ts";
import { Fleet } from "./fleet.ts";
import { serve } from "./world.ts";

const policy = (mode: string) => `architects: [ada]
teams:
  framework: {write: ["src/"], sessions: [sA]}
  qa: {write: ["src/", "qa/"], sessions: [sC]}
claims: {mode: ${mode}}
`;

let fleet: Fleet;
afterEach(() => fleet.end());

async function begin(mode: string): Promise<void> {
  fleet = await Fleet.start(policy(mode), { "src/a.ts": "1\n", "qa/b.ts": "1\n" });
  const grant = { repo: null, session: "sA", role: "write", login: null } as const;
  const { token } = await new Tokens(fleet.data).create(grant);
  const answer = await fetch(`${fleet.server.url}/api/v1/repos/${fleet.name}/commands`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ text: "/claim src/** -- the router" }),
  });
  expect(answer.status).toBe(200);
}

const UNDER = "✗ claim-overlap src/a.ts: src/a.ts is claimed by sA (c1) until ";

test("enforced it is refused, also while nobody can be asked; what no claim can bind is judged by the hook alone", async () => {
  await begin("enforce");
  await fleet.commit("session-sC", { "src/a.ts": "2\n" }, "[sC] Change a");
  const refused = await fleet.push("quinn", "session-sC");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(UNDER);
  expect(refused.stderr).toContain(": the router");
  await fleet.server.stop();
  const down = await fleet.push("quinn", "session-sC");
  expect(down.code).toBe(1);
  expect(down.stderr).toContain(
    "? claim-overlap: the server does not answer, so nobody can tell who claims these paths",
  );
  expect(down.stderr).toContain("fix: push again once it answers");
  fleet.server = await serve(fleet.data);
  expect((await fleet.push("quinn", "session-sC")).stderr).toContain(UNDER);
  expect((await fleet.ask(["release", "c1", "--repo", fleet.name, "--", "agreed"])).code).toBe(0);
  expect(await fleet.push("quinn", "session-sC")).toMatchObject({ code: 0 });
});

test("as a warning it is said and taken; with the server down it is taken, and said that claims were not asked", async () => {
  await begin("warn");
  await fleet.commit("session-sC", { "src/a.ts": "2\n" }, "[sC] Change a");
  const warned = await fleet.push("quinn", "session-sC");
  expect(warned.code).toBe(0);
  expect(warned.stderr).toContain(UNDER.replace("✗", "!"));
  await fleet.server.stop();
  await fleet.commit("session-sC", { "src/a.ts": "3\n" }, "[sC] Change a again");
  const down = await fleet.push("quinn", "session-sC");
  expect(down.code).toBe(0);
  expect(down.stderr).toContain("without claims and memory");
  fleet.server = await serve(fleet.data);
});

test("a claim ends with its branch on a bare server too: deleted, or merged into trunk", async () => {
  await begin("warn");
  const claims = async () =>
    ((await fleet.state()) as unknown as { claims: { id: string }[] }).claims.map(({ id }) => id);
  const until = async (wanted: readonly string[]) => {
    for (const end = Date.now() + 40_000; (await claims()).join() !== wanted.join() && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await claims()).toEqual(wanted);
  };
  await fleet.commit("session-sA", { "src/a.ts": "2\n" }, "[sA] Change a\n\nClaim: src/b/**");
  await fleet.commit("session-sC", { "qa/b.ts": "2\n" }, "[sC] Change b\n\nClaim: qa/**");
  expect(await fleet.push("grace", "session-sA", "session-sC")).toMatchObject({ code: 0 });
  await until(["c1", "c2", "c3"]);
  expect(await fleet.push("grace", ":refs/heads/session-sC")).toMatchObject({ code: 0 });
  expect(await fleet.push("ada", "refs/heads/session-sA:refs/heads/main")).toMatchObject({ code: 0 });
  await until([]);
});
