// The judge over HTTP: the verdict that a push would get, with claims and authors, and nothing changes by asking.
import { Fleet } from "../real/fleet.ts";
import { need } from "../real/shell.ts";

let fleet: Fleet;
let reading = "";
beforeAll(async () => {
  fleet = await Fleet.start(`architects: [ada]
teams:
  framework: {write: ["src/"], sessions: [sA, sB]}
  qa: {write: ["qa/"], members: [quinn]}
claims: {mode: enforce}
`);
  const made = await fleet.ask(["token", "create", "--role", "read", "--data", fleet.data]);
  reading = made.stdout.trim();
});
afterAll(() => fleet.end());

interface Judged {
  readonly verdict: string;
  readonly team: string | null;
  readonly session: string | null;
  readonly base: string | null;
  readonly head: string;
  readonly policy: string;
  readonly findings: { readonly rule: string; readonly level: string; readonly message: string }[];
}

const judge = (body: unknown, token = reading) =>
  fetch(`${fleet.server.url}/api/v1/repos/${fleet.name}/judge`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${token}` },
  });
const judged = async (body: unknown): Promise<Judged> => {
  const answer = await judge(body);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Judged;
};
const rules = ({ findings }: Judged) => findings.filter(({ level }) => level === "error").map(({ rule }) => rule);

/** A commit that the server has, without a branch of a lane. */
async function stored(files: Record<string, string>, says: string): Promise<string> {
  const [oid = ""] = await fleet.commits([{ on: "draft", from: ["main"], files, says }]);
  await need("git", ["-C", fleet.clone, "push", "--quiet", "--force", fleet.bare, `${oid}:refs/drafts/x`]);
  return oid;
}

it("says what a push would get: scope, prefix, who may push, by the branch it would go to", async () => {
  const head = await stored({ "src/a.ts": "a\n" }, "Work");
  const trunk = await fleet.git("rev-parse", "origin/main");
  expect(await judged({ branch: "framework/x", head, by: "grace" })).toMatchObject({
    ...{ verdict: "pass", team: "framework", session: null, base: trunk, head, findings: [] },
  });
  expect(rules(await judged({ branch: "session-sA", head, by: "grace" }))).toEqual(["commit-prefix"]);
  expect(rules(await judged({ branch: "qa/x", head, by: "grace" })).sort()).toEqual(["who-may-push", "write-scope"]);
  expect(rules(await judged({ branch: "qa/x", head, by: "quinn" }))).toEqual(["write-scope"]);
  expect(rules(await judged({ branch: "main", head, by: "grace" }))).toEqual(["trunk-gate"]);
  expect(rules(await judged({ branch: "main", head, by: "ada" }))).toEqual([]);
  // Nobody is not an architect.
  expect(rules(await judged({ branch: "main", head }))).toEqual(["trunk-gate"]);
  // Measured against itself nothing is new.
  expect(await judged({ branch: "qa/x", head, base: head, by: "quinn" })).toMatchObject({ verdict: "pass" });
});

it("knows the claims, and that asking changes nothing", async () => {
  const head = await stored({ "src/api/door.ts": "a\n" }, "[sB] Work");
  await fleet.json(["claim", "src/api/**", "--session", "sA"]);
  const before = (await fleet.state()).seq;
  const refused = await judged({ branch: "session-sB", head, by: "grace" });
  expect(refused).toMatchObject({ verdict: "fail", session: "sB", findings: [{ rule: "claim-overlap", claim: "c1" }] });
  expect(await judged({ branch: "refs/heads/session-sA", head, by: "grace" })).toMatchObject({ session: "sA" });
  expect((await fleet.state()).seq).toBe(before);
  expect(await need("git", ["-C", fleet.bare, "for-each-ref", "refs/heads/"])).not.toContain("session-");
});

it("says unjudged of a head that it does not have", async () => {
  const answer = await judged({ branch: "qa/x", head: "1".repeat(40), by: "quinn" });
  expect(answer).toMatchObject({ verdict: "unjudged", findings: [{ undecided: true }] });
});

it.each<[string, unknown]>([
  ["no branch", { head: "main" }],
  ["no head", { branch: "qa/x" }],
  ["a head that is not there", { branch: "qa/x", head: "none" }],
  ["a base that is not there", { branch: "qa/x", head: "main", base: "none" }],
  ["an option for a head", { branch: "qa/x", head: "--all" }],
  ["a range", { branch: "qa/x", head: "main..main" }],
  ["an expression", { branch: "qa/x", head: "main@{1}" }],
  ["a search", { branch: "qa/x", head: ":/Begin" }],
  ["a branch with a line end in it", { branch: "qa/x\ny", head: "main" }],
  ["a number", { branch: 1, head: "main" }],
  ["a login that is none", { branch: "qa/x", head: "main", by: ["ada"] }],
  ["no object", ["qa/x"]],
  ["null", null],
])("is no question: %s", async (_, body) => {
  const answer = await judge(body);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
});

it("wants a token, of this repository", async () => {
  expect((await judge({ branch: "qa/x", head: "main" }, "lk_none")).status).toBe(401);
  const made = await fleet.ask(["token", "create", "--repo", "local/other", "--data", fleet.data]);
  expect((await judge({ branch: "qa/x", head: "main" }, made.stdout.trim())).status).toBe(404);
});
