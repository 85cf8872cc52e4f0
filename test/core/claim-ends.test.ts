// How long claims hold and how they end: terms, renewal, release, branches, reaping and its undoing, an architect's word.
import { endClaimsOfBranch, regrant } from "../../src/core/claims/decide.ts";
import type { Command } from "../../src/core/commands/command.ts";
import { Claims, claiming, NOON, releasing } from "./a-claim.ts";
import { aPolicy } from "./a-push.ts";

const HOUR = 3_600_000;
const until = (claims: Claims, id = "c1") => claims.state.claims.get(id)?.until;

describe("refused", () => {
  test.each([
    ["sA", "", {}, /names paths, and this one names none/],
    ["sA", "/src", {}, /^\/src is no pattern: the pattern is absolute/],
    ["sA", `src/core/${"a".repeat(200)}`, {}, /is no pattern: the pattern is longer than 200 characters/],
    ["sA", "src/core/\u202ea/[b]", {}, /^"src\/core\/\\342\\200\\256a\/\[b\]" is no pattern/],
    [
      "sA",
      Array.from({ length: 101 }, (_, at) => `src/core/${at}`).join(" "),
      {},
      /at most 100 patterns, and this one has 101/,
    ],
    [
      "sA",
      "src/core/ test/ docs/x",
      {},
      /^test\/; docs\/x lie wholly outside what sA can claim: the write scope of team fw \(/,
    ],
    ["sA", "ci/", {}, /wholly outside/],
    ["sZ", "src/core/", {}, /the write scope of session sZ, which has only the shared paths/],
    ["human", "src/core/", {}, /whoever has no lane claims nothing/],
    ["sA", "src/core/", { until: "tomorrow" }, /its end is no instant/],
    ["sA", "src/core/", { until: NOON }, /its end, 2026-05-31T12:00:00.000Z, has passed/],
    ["sA", "src/core/", { until: "2026-06-30T12:01Z" }, /lasts for 30d at most/],
    ["sA", "src/core/", { lasts: 31 * 24 * HOUR }, /lasts for 30d at most/],
    ["sA", "src/core/", { lasts: 0 }, /lasts for longer than nothing/],
    ["sA", "src/core/", { lasts: Number.NaN }, /lasts for longer than nothing/],
    ["sA", "src/core/", { reason: "x".repeat(1001) }, /a reason has at most 1000 characters/],
    ["sA", "src/core/", { task: "x".repeat(201) }, /the name of a task has at most 200 characters/],
  ])("%s %j %j", (as, paths, more, why) => {
    const claims = new Claims();
    expect(claims.claim(as, paths, more)).toMatch(why);
    expect(claims.live).toEqual([]);
  });

  test("a holder has at most 200 claims", () => {
    const claims = new Claims();
    for (let at = 0; at < 200; at++) expect(claims.claim("sA", `src/core/${at}`)).toBe(`claimed c${at + 1}`);
    expect(claims.claim("sA", "src/core/x")).toMatch(/^sA has 200 claims, and 200 is the most → release some/);
    expect(claims.claim("sA", "src/core/7")).toBe("claimed c8");
    expect(claims.claim("sB", "src/core/")).toMatch(
      /^sA holds src\/core\/0 \(c1\) .*; sA holds src\/core\/1 .*; sA holds src\/core\/2 .*; and 197 more claims stand against it → /,
    );
  });
});

describe("terms", () => {
  test("the policy's ttl and what was said are renewed by activity, a fixed end is not", () => {
    const claims = new Claims(aPolicy("claims: {ttl: 2h}"));
    claims.claim("sA", "src/core/a");
    claims.claim("sA", "src/core/b", { lasts: HOUR });
    claims.claim("sA", "src/core/c", { until: "2026-05-31T13:30Z", lasts: HOUR });
    claims.at = "2026-05-31T12:45:00.000Z";
    claims.say("sA", { kind: "heartbeat" });
    expect(["c1", "c2", "c3"].map((id) => until(claims, id))).toEqual([
      "2026-05-31T14:45:00.000Z",
      "2026-05-31T13:45:00.000Z",
      "2026-05-31T13:30:00.000Z",
    ]);
    claims.at = "2026-05-31T13:31:00.000Z";
    expect(claims.say("sB", { kind: "heartbeat" })).toBe("claim-ended c3");
  });

  test("the same said again renews it under its id, in any order, and keeps its reason", () => {
    const claims = new Claims();
    claims.claim("sA", "src/core/a src/core/b", { lasts: HOUR, reason: "why" });
    claims.at = "2026-05-31T12:30:00.000Z";
    expect(claims.claim("sA", "src/core/b src/core/a src/core/b", { lasts: 4 * HOUR })).toBe("claimed c1");
    expect(claims.state.claims.get("c1")).toMatchObject({
      until: "2026-05-31T16:30:00.000Z",
      reason: "why",
      since: NOON,
    });
    expect(claims.claim("sA", "src/core/a")).toBe("claimed c2");
    expect(claims.claim("sA", "src/core/a", { task: "#1" })).toBe("claimed c3");
  });

  test("sharing what was exclusive is the same claim; taking it for oneself is asked anew", () => {
    const claims = new Claims();
    claims.claim("sA", "src/core/a");
    expect(claims.claim("sA", "src/core/a", { mode: "shared" })).toBe("claimed c1");
    expect(claims.claim("sB", "src/core/a", { mode: "shared" })).toBe("claimed c2");
    expect(claims.claim("sA", "src/core/a")).toMatch(/^sB holds src\/core\/a \(c2\).* → claim it shared, as they do/);
    expect(claims.live).toEqual(["c1 sA src/core/a (shared)", "c2 sB src/core/a (shared)"]);
  });
});

describe("release", () => {
  const two = () => {
    const claims = new Claims();
    claims.claim("sA", "src/core/a src/core/b");
    claims.claim("fw", "src/core/c");
    claims.claim("sQ", "test/a");
    return claims;
  };
  const say = (claims: Claims, as: string, what: string, more = {}, reason: string | null = null) =>
    claims.say(as, releasing(what, reason), more);

  test.each([
    ["sA", "src/core/a", {}, "claimed c1", ["c1 sA src/core/b", "c2 fw src/core/c", "c3 sQ test/a"]],
    ["sA", "src/core/b src/core/a", {}, "claim-ended c1", ["c2 fw src/core/c", "c3 sQ test/a"]],
    ["sA", "src/core/a c1", {}, "claim-ended c1", ["c2 fw src/core/c", "c3 sQ test/a"]],
    ["sA", "all", {}, "claim-ended c1", ["c2 fw src/core/c", "c3 sQ test/a"]],
    // A session lets go of what its team has, but not with `all`; a team not of what its session has.
    ["sB", "src/core/c", {}, "claim-ended c2", ["c1 sA src/core/a src/core/b", "c3 sQ test/a"]],
    ["sB", "all", {}, "", ["c1 sA src/core/a src/core/b", "c2 fw src/core/c", "c3 sQ test/a"]],
  ])("%s releases %s", (as, what, more, became, left) => {
    const claims = two();
    expect(say(claims, as, what, more)).toBe(became);
    expect(claims.live).toEqual(left);
  });

  test.each([
    ["sB", "c1", /^c1 is a claim of sA's, and sB cannot release it → ask them with: \/ask sA/],
    ["fw", "c1", /^c1 is a claim of sA's, and fw cannot/],
    ["sB", "test/a", /^test\/a is claimed by sQ \(c3\), not by sB → name the claim by its id/],
    [
      "sA",
      "src/core/a src/core/x",
      /^sA holds no claim and no message called src\/core\/x → sA holds src\/core\/a, src\/core\/b$/,
    ],
    ["sC", "src/core/x", /→ sC holds no claims$/],
    ["sA", "src/core", /^sA holds no claim/],
  ])("%s does not release %s, and nothing changes", (as, what, why) => {
    const claims = two();
    const { live } = claims;
    expect(say(claims, as, what)).toMatch(why);
    expect(claims.live).toEqual(live);
  });

  test("an architect releases anybody's by its id, with a reason, and it is on record", () => {
    const claims = two();
    const ada = { architect: true, by: "ada" };
    expect(say(claims, "human", "c1", ada)).toMatch(/an architect says why → say \/release c1 -- WHY/);
    expect(say(claims, "human", "c1", ada, "on leave")).toBe("claim-ended c1");
    expect(claims.ledger).toContainEqual(
      expect.objectContaining({
        kind: "claim-ended",
        id: "c1",
        holder: "sA",
        why: "overridden",
        by: "ada",
        reason: "on leave",
      }),
    );
    // In a lane of their own they are whoever speaks there.
    expect(say(claims, "sQ", "c3", ada)).toBe("claim-ended c3");
    expect(claims.ledger.at(-1)).toMatchObject({ why: "released" });
  });
});

describe("a branch's end", () => {
  const on = (branch: string | null) => ({ branch });

  test("ends what was claimed on it by whoever it is bound to, and what its session claimed on none", () => {
    const claims = new Claims();
    claims.say("sA", claiming("src/core/a"), on("session-sA"));
    claims.say("fw", claiming("src/core/b"), on("fw/x"));
    claims.say("sB", claiming("src/core/c"), on("fw/x"));
    claims.say("sQ", claiming("test/a"), on("fw/x"));
    claims.say("sA", claiming("src/core/d"));
    const over = (branch: string) =>
      endClaimsOfBranch(claims.state, branch, "merged").map((entry) => ("id" in entry ? entry.id : entry.kind));
    expect(over("fw/x")).toEqual(["c2", "c3"]);
    expect(over("session-sA")).toEqual(["c1"]);
    const work = { branch: "session-sA", head: "h", paths: [] };
    claims.add([{ kind: "active", session: "sA", team: null, seen: NOON, via: "push", work }]);
    expect(over("session-sA")).toEqual(["c1", "c5"]);
    expect(over("other")).toEqual([]);
  });
});

test("what was reaped is given back under its id where it is still free, with its time renewed", () => {
  const claims = new Claims();
  claims.claim("sA", "src/core/a");
  claims.claim("sA", "src/core/b");
  claims.claim("sA", "src/core/c", { until: "2026-05-31T13:00Z" });
  const reaped = claims.state.claims.of("sA");
  claims.say("sA", releasing("all"));
  claims.claim("sB", "src/core/b");
  claims.at = "2026-05-31T14:00:00.000Z";
  claims.add(regrant(claims.state, claims.policy, reaped, claims.at));
  expect(claims.live).toEqual(["c4 sB src/core/b", "c1 sA src/core/a"]);
  expect(until(claims)).toBe("2026-05-31T20:00:00.000Z");
  expect(regrant(claims.state, claims.policy, reaped, claims.at)).toEqual([]);
  expect(claims.claim("sA", "src/core/d")).toBe("claimed c5");
});

describe("an override", () => {
  const say = (claims: Claims, rule: string, more = {}, on: string | null = null, reason = "agreed") =>
    claims.say("human", { kind: "override", rule, branch: on, reason } satisfies Command, {
      architect: true,
      by: "ada",
      ...more,
    });

  test("is kept with who and why, for the branch it names or was said on", () => {
    const claims = new Claims();
    say(claims, "claim-overlap", { branch: "fw/x" });
    say(claims, "history", { branch: "fw/x" }, "fw/y");
    say(claims, "claim-overlap", { branch: "fw/x" }, null, "agreed again");
    expect([...claims.state.overrides]).toEqual([
      ["fw/x", [{ rule: "claim-overlap", by: "ada", reason: "agreed again" }]],
      ["fw/y", [{ rule: "history", by: "ada", reason: "agreed" }]],
    ]);
  });

  test.each([
    [
      "claim-overlap",
      { architect: false, by: "grace", branch: "fw/x" },
      "x",
      /^only an architect sets a rule aside, and grace is none/,
    ],
    ["claim-overlap", { by: null, branch: "fw/x" }, "x", /^only an architect sets a rule aside →/],
    [
      "write-scope",
      { branch: "fw/x" },
      "x",
      /^write-scope is never set aside: an architect's word does not widen a scope/,
    ],
    ["trunk-gate", { branch: "fw/x" }, "x", /^trunk-gate is never set aside/],
    [
      "everything",
      { branch: "fw/x" },
      "x",
      /^there is no rule everything → these can be set aside: claim-overlap, commit-prefix, history/,
    ],
    ["history", {}, "x", /^it does not say on which branch/],
    ["history", { branch: "fw/x" }, " ", /says why → say \/override history -- WHY/],
  ])("of %s %j because %j is refused", (rule, more, reason, why) => {
    const claims = new Claims();
    expect(say(claims, rule, more, null, reason)).toMatch(why);
    expect(claims.state.overrides.size).toBe(0);
  });
});
