// Who may ask what: every route wants a token, a token opens what it was made for, and nothing else can be told from nothing.
import type { AskForge, Visitor } from "../../src/http/auth.ts";
import { Incomplete } from "../../src/ports.ts";
import { type Desk, openDesk } from "./library.ts";

const REPOS = { "acme/app": "github/1", "acme/docs": "github/2", "local/lane": "local/lane" };
const ROUTES = [
  ["state", "GET"],
  ["events", "GET"],
  ["judge", "POST"],
  ["commands", "POST"],
] as const;

let desk: Desk;
let asked: string[] = [];
let forge: AskForge;
beforeAll(async () => {
  desk = await openDesk(REPOS, (token, repo) => {
    asked.push(`${token} ${repo}`);
    return forge(token, repo);
  });
});
afterAll(() => desk.close());
beforeEach(() => {
  asked = [];
  forge = async () => null;
  desk.commanded.length = 0;
  desk.errors.length = 0;
});
afterEach(() => expect(desk.errors).toEqual([]));

const grant = (more: Partial<Parameters<Desk["tokens"]["create"]>[0]> = {}) =>
  desk.tokens.create({ repo: null, session: null, role: "read", login: null, ...more });
const say = (text: unknown, token: string, repo = "local/lane") =>
  desk.ask(`${repo}/commands`, token, { method: "POST", body: typeof text === "string" ? text : JSON.stringify(text) });

async function expectProblem(answer: Response, status: number): Promise<string> {
  expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  const problem = (await answer.json()) as { status: number; title: string; detail: string };
  expect(problem.status).toBe(status);
  return problem.detail;
}

describe("without a token that is known it is 401", () => {
  const headers: readonly [string, Record<string, string>][] = [
    ["none", {}],
    ["another scheme", { authorization: "Basic YWRhOmFkYQ==" }],
    ["an empty one", { authorization: "Bearer " }],
    ["one with a space in it", { authorization: "Bearer a b" }],
    ["one that is far too long", { authorization: `Bearer ${"a".repeat(600)}` }],
    ["one of this server's that it never made", { authorization: `Bearer lk_${"a".repeat(32)}` }],
  ];
  it.each(headers.flatMap(([name, header]) => ROUTES.map(([route, method]) => [name, route, method, header] as const)))(
    "%s, for %s",
    async (_, route, method, header) => {
      for (const repo of ["local/lane", "acme/app", "acme/nothing"]) {
        const answer = await desk.ask(`${repo}/${route}`, null, { method, headers: header });
        expect(answer.headers.get("www-authenticate")).toBe("Bearer");
        await expectProblem(answer, 401);
      }
      // What is this server's, or nobody's, is not shown to the forge.
      expect(asked).toEqual([]);
      expect(desk.commanded).toEqual([]);
    },
  );

  it("a revoked one, at once", async () => {
    const { id, token } = await grant();
    expect((await desk.ask("local/lane/state", token)).status).toBe(200);
    await desk.tokens.revoke(id);
    await expectProblem(await desk.ask("local/lane/state", token), 401);
  });
});

describe("a token of one repository", () => {
  it.each(["local/lane", "Local/Lane"])("opens it, called %s", async (name) => {
    const { token } = await grant({ repo: name });
    const answer = await desk.ask("local/lane/state", token);
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ seq: 0, rounds: [] })]);
  });

  it.each(ROUTES)(
    "opens no other: %s of one that is there is answered as of one that is not",
    async (route, method) => {
      const { token } = await grant({ repo: "acme/app", role: "architect" });
      const details = [];
      for (const repo of [
        "local/lane",
        "acme/docs",
        "acme/none",
        "acme/app2",
        "acme%2Fapp/x",
        "acme/..",
        "%2e%2e/app",
      ]) {
        const answer = await desk.ask(`${repo}/${route}`, token, { method });
        if (answer.status === 404) details.push(((await answer.json()) as { detail: string }).detail);
        expect(answer.status).toBe(404);
      }
      expect(details[0]).toBe("there is no local/lane for this token");
      expect(details[2]).toBe("there is no acme/none for this token");
      expect(desk.commanded).toEqual([]);
      expect(asked).toEqual([]);
    },
  );

  it("one for every repository finds those that are there", async () => {
    const { token } = await grant();
    expect((await desk.ask("ACME/App/state", token)).status).toBe(200);
    await expectProblem(await desk.ask("acme/none/state", token), 404);
    await expectProblem(await desk.ask("%zz/none/state", token), 404);
  });
});

describe("commands", () => {
  it("are forbidden to a token that only reads, whatever it says", async () => {
    const { token } = await grant({ login: "ada" });
    for (const text of [{ text: "/round close 1" }, "not json", "x".repeat(100_000)])
      expect(await expectProblem(await say(text, token), 403)).toBe("this token only reads");
    expect(desk.commanded).toEqual([]);
  });

  it.each(["write", "architect"] as const)(
    "of a token with the role %s are carried out as its holder",
    async (role) => {
      const { token } = await grant({ role, login: "ada", session: "sA", repo: "local/lane" });
      expect((await say({ text: "/round close 1" }, token)).status).toBe(200);
      expect(desk.commanded).toEqual([
        {
          by: expect.objectContaining({ role, login: "ada", session: "sA" }),
          key: "local/lane",
          text: "/round close 1",
        },
      ]);
    },
  );

  it.each<[string, unknown]>([
    ["no JSON", "/round close 1"],
    ["no text", { words: "/round close 1" }],
    ["a text that is none", { text: ["/round close 1"] }],
    ["null", "null"],
  ])("that are no command are 400: %s", async (_, body) => {
    const { token } = await grant({ role: "write" });
    await expectProblem(await say(body, token), 400);
    expect(desk.commanded).toEqual([]);
  });

  it("are 413, and say how much there may be, where they are too long", async () => {
    const { token } = await grant({ role: "write" });
    expect(await expectProblem(await say({ text: "x".repeat(70_000) }, token), 413)).toContain("at most 64 KiB");
    expect(desk.commanded).toEqual([]);
  });
});

describe("a token of the forge", () => {
  const grace =
    (role: Visitor["role"]): AskForge =>
    async () => ({ login: "grace", session: null, role });

  it("opens what the forge says it may read, under the name that was asked for", async () => {
    forge = grace("read");
    expect((await desk.ask("acme/app/state", "ghp_x")).status).toBe(200);
    expect(asked).toEqual(["ghp_x acme/app"]);
    await expectProblem(await say({ text: "/round close 1" }, "ghp_x", "acme/app"), 403);
  });

  it("commands as the login that the forge says it is", async () => {
    forge = grace("write");
    expect((await say({ text: "/round close 1" }, "ghp_x", "acme/app")).status).toBe(200);
    expect(desk.commanded[0]?.by).toEqual({ login: "grace", session: null, role: "write" });
  });

  it("opens nothing that the forge does not know, or does not let it read", async () => {
    await expectProblem(await desk.ask("acme/app/state", "ghp_x"), 404);
    forge = grace("read");
    await expectProblem(await desk.ask("acme/none/state", "ghp_x"), 404);
  });

  it("is not even shown to the forge for a repository of this machine", async () => {
    forge = grace("write");
    await expectProblem(await desk.ask("local/lane/state", "ghp_x"), 401);
    await expectProblem(await desk.ask("local%2Flane/state", "ghp_x"), 404);
    expect(asked).toEqual([]);
  });

  it("opens nothing while the forge does not answer, and that is said", async () => {
    forge = async () => {
      throw new Incomplete("GitHub does not answer whose token this is");
    };
    const detail = await expectProblem(await desk.ask("acme/app/state", "ghp_x"), 503);
    expect(detail).toBe("GitHub does not answer whose token this is");
  });
});

it.each([
  ["state", "POST", "GET"],
  ["events", "DELETE", "GET"],
  ["commands", "GET", "POST"],
])("%s answers %s with 405 and what it takes", async (route, method, allow) => {
  const answer = await desk.ask(`local/lane/${route}`, null, { method });
  expect(answer.headers.get("allow")).toBe(allow);
  await expectProblem(answer, 405);
});
