// A token that was made for a session: it speaks for that one, whatever the request or the text says, and opens one repository.
import { Fleet } from "../real/fleet.ts";

let fleet: Fleet;
beforeAll(async () => {
  fleet = await Fleet.start("architects: [ada]\nteams:\n  fw: {write: [src/], sessions: [sA, sB]}\n");
});
afterAll(() => fleet.end());

const create = async (...args: string[]) =>
  (await fleet.ask(["token", "create", ...args, "--data", fleet.data])).stdout.trim();
const say = async (token: string, body: object, repo = fleet.name) => {
  const answer = await fetch(`${fleet.server.url}/api/v1/repos/${repo}/commands`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: answer.status, body: (await answer.json()) as { detail?: string; became?: { holder?: string }[] } };
};

it("claims as its session, with no session said and from no branch", async () => {
  const token = await create("--role", "write", "--session", "sA", "--repo", fleet.name);
  expect(await say(token, { text: "/claim src/a/**" })).toMatchObject({
    status: 200,
    body: { became: [{ holder: "sA" }] },
  });
  expect(await say(token, { text: "as sA: /claim src/b/**", session: "sA" })).toMatchObject({ status: 200 });
  expect(await say(token, { text: "/release all", session: "sB" })).toMatchObject({
    ...{ status: 403, body: { detail: "this token speaks for sA alone" } },
  });
  expect(await say(token, { text: "as sB: /claim src/c/**" })).toMatchObject({
    ...{ status: 409, body: { detail: "this token speaks for sA, not for sB", became: [] } },
  });
  expect((await say(token, { text: "/note x" }, "local/other")).status).toBe(404);
});

it("one without a session speaks for whom it says", async () => {
  const token = await create("--role", "write", "--login", "grace");
  expect(await say(token, { text: "/claim src/d/**", session: "sB" })).toMatchObject({
    body: { became: [{ holder: "sB" }] },
  });
  expect((await say(await create(), { text: "/claim src/e/**", session: "sB" })).status).toBe(403);
});
