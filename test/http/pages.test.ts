// The board page at the real door: who gets in, what the cookie is, and that nothing anybody wrote is more than text.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { active, aState, claimed, sent } from "../core/a-fleet.ts";
import { type Desk, openDesk } from "./library.ts";

const EVIL = `"><script>alert(1)</script><img src=x onerror='a'>&`;
const state = aState(
  [1, active("sA", 1, EVIL, [EVIL]), { kind: "task-set", session: "sA", text: EVIL }],
  [2, claimed("c1", "sA", "src/**", { reason: EVIL })],
  [3, sent("m1", "sB", EVIL, { from: EVIL, type: EVIL }), { kind: "nudged", id: "m1", nudge: 3 }],
  [4, { kind: "posted", from: "sA", type: "note", text: EVIL, by: null }],
);

let desk: Desk;
beforeAll(async () => {
  const forge = async (token: string, repo: string) =>
    token === "gh" && repo === "acme/app" ? ({ login: "ada", session: null, role: "read" } as const) : null;
  const more = { state: async () => state, now: () => "2026-05-31T01:00:00.000Z" };
  desk = await openDesk({ "acme/app": "github/1", "acme/other": "github/2", "local/bare": "local/bare" }, forge, more);
});
afterAll(async () => {
  await desk.close();
  expect(desk.errors).toEqual([]);
});

const get = (path: string, cookie: string | null, more: RequestInit = {}) =>
  fetch(`${desk.url}${path}`, { ...more, headers: cookie === null ? {} : { cookie }, redirect: "manual" });
const give = (token: string, headers: Record<string, string> = {}) =>
  fetch(desk.url, { method: "POST", body: new URLSearchParams({ token }), headers, redirect: "manual" });

test("without a token there is a form and 401; an unknown one is told so", async () => {
  const answer = await get("/", null);
  expect(answer.status).toBe(401);
  expect(await answer.text()).toContain('<form method="post" action="/">');
  for (const cookie of ["lanekeeper=lk_nothing", "lanekeeper=stranger", "lanekeeper=%", "lanekeeper="])
    expect((await get("/", cookie)).status).toBe(401);
  expect((await give("lk_nothing")).status).toBe(401);
});

test("a token is taken once and kept where no script and no other site can use it", async () => {
  const { token } = await desk.tokens.create({ repo: "acme/app", session: null, role: "read", login: null });
  const answer = await give(token);
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
  const kept = answer.headers.get("set-cookie")!;
  expect(kept).toMatch(/^lanekeeper=lk_[^;]+; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/);
  expect((await give(token, { "x-forwarded-proto": "https" })).headers.get("set-cookie")).toContain("; Secure");
  expect((await give("")).headers.get("set-cookie")).toContain("lanekeeper=; ");
  const list = await (await get("/", kept.split(";")[0]!)).text();
  expect(list).toContain('<a href="/?repo=acme%2Fapp">acme/app</a>');
  expect(list).not.toMatch(/acme\/other|local\/bare/);
});

test("a token shows the repositories it reads and no other", async () => {
  expect(await (await get("/", "lanekeeper=gh")).text()).not.toContain("acme/other");
  expect((await get("/?repo=acme/app", "lanekeeper=gh")).status).toBe(200);
  for (const repo of ["acme/other", "acme/none", "local/bare", "<script>"]) {
    const answer = await get(`/?repo=${encodeURIComponent(repo)}`, "lanekeeper=gh");
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("<script>");
  }
});

test("the board reads as its golden, runs no script and loads nothing", async () => {
  const answer = await get("/?repo=acme/app", "lanekeeper=gh");
  const text = await answer.text();
  const file = pathToFileURL(`${process.cwd()}/test/golden/page-hostile.html`);
  if (process.env.LANEKEEPER_GOLDEN === "write") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
  expect(text).not.toMatch(/<script|<img|onerror='|src=["']/);
  expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
  expect(answer.headers.get("cache-control")).toBe("no-store");
});

test("a form of another site, one that is too large, and another method are refused", async () => {
  expect((await give("gh", { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await give("x".repeat(10_000))).status).toBe(413);
  expect((await get("/", "lanekeeper=gh", { method: "PUT" })).status).toBe(405);
  const head = await get("/", "lanekeeper=gh", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});
