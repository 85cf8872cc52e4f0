// The scoreboard's rows as claims and signs of life: imported once, never against a claim that is there, and never raising the dead.

import { readRows } from "../../src/core/claims/scoreboard.ts";
import type { Row } from "../../src/core/presence/presence.ts";
import { Claims, releasing } from "./a-claim.ts";

const row = (session: string, paths: string, more: Partial<Row> = {}): Row => ({
  session,
  name: null,
  task: null,
  paths: paths === "" ? [] : paths.split(" "),
  claimedAt: "2026-05-31T11:40Z",
  seenAt: "2026-05-31T11:50Z",
  ...more,
});

const read = (claims: Claims, ...rows: readonly Row[]) =>
  claims
    .add(readRows(claims.state, { kind: "scored", policy: claims.policy, now: claims.at, rows }))
    .map(({ kind }) => kind);

test("a row that names patterns is a claim from when it was last seen, and a sign of life", () => {
  const claims = new Claims();
  expect(read(claims, row("sA", "src/core/"), row("sQ", ""))).toEqual([
    "active",
    "obeyed",
    "claimed",
    "active",
    "obeyed",
  ]);
  expect([...claims.state.claims.values()]).toMatchObject([
    {
      id: "c1",
      holder: "sA",
      paths: ["src/core/"],
      until: "2026-05-31T17:50:00.000Z",
      renews: 6 * 3_600_000,
      task: null,
    },
  ]);
  expect(claims.state.sessions.get("sQ")?.lastSeen).toBe("2026-05-31T11:50:00.000Z");
});

test("the same row is not read twice, also not after its claim was released", () => {
  const claims = new Claims();
  read(claims, row("sA", "src/core/"));
  expect(read(claims, row("sA", "src/core/"))).toEqual([]);
  claims.say("sA", releasing("all"));
  expect(read(claims, row("sA", "src/core/"))).toEqual([]);
  expect(claims.live).toEqual([]);
});

test("a row that was touched renews what is claimed, and claims again what was not", () => {
  const claims = new Claims();
  read(claims, row("sA", "src/core/"));
  claims.at = "2026-05-31T14:00:00.000Z";
  expect(read(claims, row("sA", "src/core/", { seenAt: "2026-05-31T13:50Z" }))).toEqual(["active", "obeyed"]);
  expect(claims.state.claims.get("c1")?.until).toBe("2026-05-31T19:50:00.000Z");
  claims.say("sA", releasing("all"));
  expect(read(claims, row("sA", "src/core/", { seenAt: "2026-05-31T13:55Z" }))).toContain("claimed");
  expect(claims.live).toEqual(["c2 sA src/core/"]);
});

test("a row that conflicts is not granted, and why is on record", () => {
  const claims = new Claims();
  claims.claim("sB", "src/core/a");
  read(claims, row("sA", "src/core/"), row("sQ", "src/"));
  expect(claims.live).toEqual(["c1 sB src/core/a"]);
  expect([...claims.state.obeyed.values()].map((refused) => refused?.rule ?? null)).toEqual([
    null,
    "claim-overlap",
    "write-scope",
  ]);
});

test.each([
  ["long ago", { seenAt: "2026-05-30T11:50Z" }],
  ["no instant", { seenAt: "yesterday", claimedAt: null, paths: [] }],
  ["no time at all", { seenAt: null, claimedAt: null, paths: [] }],
])("a row of %s is no sign of life, and its task is nobody's", (_, more) => {
  const claims = new Claims();
  expect(read(claims, row("sA", "src/core/", { task: "x", ...more }))).toEqual(["obeyed"]);
  expect(claims.state.sessions.size).toBe(0);
});

test("a row from the future counts as of now, once", () => {
  const claims = new Claims();
  const ahead = row("sA", "src/core/", { seenAt: "2027-01-01T00:00Z" });
  read(claims, ahead);
  expect(claims.state.claims.get("c1")?.until).toBe("2026-05-31T18:00:00.000Z");
  claims.at = "2026-05-31T14:00:00.000Z";
  expect(read(claims, ahead)).toEqual([]);
});

test("a task is taken over where the session has said none", () => {
  const claims = new Claims();
  claims.say("sQ", { kind: "task", text: "my own words" });
  read(claims, row("sA", "", { task: "Riff 12" }), row("sQ", "", { task: "Riff 13", seenAt: "2026-05-31T12:00Z" }));
  expect(claims.state.sessions.get("sA")?.task).toBe("Riff 12");
  expect(claims.state.sessions.get("sQ")?.task).toBe("my own words");
});
