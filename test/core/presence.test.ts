// Presence: who is there, what a sign of life renews and undoes, who is reaped and who never is.
import fc from "fast-check";
import type { Entry, Instant } from "../../src/core/entry.ts";
import { later } from "../../src/core/instant.ts";
import type { Policy } from "../../src/core/policy.ts";
import { reapSessions, type Sign, signOfLife } from "../../src/core/presence/decide.ts";
import { presenceOf } from "../../src/core/presence/presence.ts";
import { EMPTY, evolve, type State } from "../../src/core/state.ts";
import { CREW, Crew, MINUTE, START } from "./a-crew.ts";

const HOUR = 60 * MINUTE;
let crew: Crew;
beforeEach(() => {
  crew = new Crew();
});

test.each([
  [-HOUR, "active"],
  [0, "active"],
  [5 * MINUTE - 1, "active"],
  [5 * MINUTE, "idle"],
  [HOUR - 1, "idle"],
  [HOUR, "stale"],
  [6 * HOUR - 1, "stale"],
  [6 * HOUR, "gone"],
])("%d ms after it was seen a session is %s", (silent, presence) => {
  const rules: Policy["presence"] = { idle: 5 * MINUTE, stale: HOUR, gone: 6 * HOUR };
  expect(presenceOf(START, later(START, silent), rules)).toBe(presence);
});

/** A state by hand, where a test is about entries and not about commands. */
function fold(state: State, at: Instant, entries: readonly Entry[]): State {
  return evolve(
    state,
    entries.map((entry, index) => ({ seq: state.seq + index + 1, at, cause: "test", entry })),
  );
}
const push = (session: string | null, seen: Instant, branch = "session-sA", head = seen): Sign => ({
  session,
  ...{ team: null, seen, via: "push", work: { branch, head, paths: ["src/core/a.ts"] }, policy: CREW },
});
const beat = (session: string, seen: Instant): Sign => ({ ...push(session, seen), via: "heartbeat", work: null });
const claims = (holder: string, renews: number | null, until = later(START, renews ?? HOUR), id = "c1"): Entry => ({
  kind: "claimed",
  ...{
    id,
    holder,
    renews,
    until,
    paths: [`src/core/${id}`],
    mode: "exclusive",
    reason: null,
    task: null,
    branch: null,
    by: null,
  },
});
const lives = (state: State, at: Instant, sign: Sign) => fold(state, at, signOfLife(state, sign));
const minute = (minutes: number) => later(START, minutes * MINUTE);
const charter = (state: State) => fold(state, START, crew.happens({ kind: "tick", now: START })) && crew.state;

test("signs close together are one, and what brings work is not lost", () => {
  const state = lives(EMPTY, START, beat("sA", START));
  expect(signOfLife(state, beat("sA", minute(0.5)))).toEqual([]);
  expect(signOfLife(state, beat("sA", minute(1)))).toHaveLength(1);
  expect(signOfLife(state, push("sA", minute(0.5)))).toHaveLength(1);
  expect(signOfLife(state, beat("sA", "yesterday"))).toEqual([]);
});

test("work that was heard of late is shown, and older work does not take its place", () => {
  let state = lives(EMPTY, minute(5), beat("sA", minute(5)));
  state = lives(state, minute(6), push("sA", START, "x-sA"));
  expect(state.sessions.get("sA")).toMatchObject({ lastSeen: minute(5), branch: "x-sA", paths: ["src/core/a.ts"] });
  expect(signOfLife(state, push("sA", START, "x-sA"))).toEqual([]);
  expect(signOfLife(state, push("sA", minute(-1), "y-sA"))).toEqual([]);
});

test("nobody is seen in the future", () => {
  const state = lives(EMPTY, START, push("sA", minute(9_999)));
  expect(state.sessions.get("sA")!.lastSeen).toBe(START);
});

describe("a claim is renewed", () => {
  test("by a session that only pushes, and by its team's", () => {
    let state = fold(EMPTY, START, [
      claims("sA", HOUR),
      claims("fw", HOUR, minute(60), "c2"),
      claims("sQ", HOUR, minute(60), "c3"),
    ]);
    for (let minutes = 30; minutes <= 300; minutes += 30)
      state = lives(state, minute(minutes), push("sA", minute(minutes)));
    expect(["c1", "c2", "c3"].map((id) => state.claims.get(id)!.until)).toEqual([minute(360), minute(360), minute(60)]);
  });

  test("by a team's own signs, which say nothing else", () => {
    const state = fold(EMPTY, START, [claims("fw", HOUR)]);
    const sign: Sign = { ...push(null, minute(30)), team: "fw" };
    expect(lives(state, minute(30), sign).claims.get("c1")!.until).toBe(minute(90));
    expect(signOfLife(lives(state, minute(30), sign), sign)).toEqual([]);
    expect(signOfLife(EMPTY, sign)).toEqual([]);
  });

  test("not where its end is fixed, and never to an earlier one", () => {
    const state = fold(EMPTY, START, [claims("sA", null, minute(60)), claims("sA", MINUTE, minute(600), "c2")]);
    const next = lives(state, minute(30), push("sA", minute(30)));
    expect([...next.claims.values()].map(({ until }) => until)).toEqual([minute(60), minute(600)]);
  });

  test("by any signs: what is quiet costs it a hundredth of its length, a minute at most", () => {
    const gap = fc.integer({ min: 1, max: 10 * MINUTE });
    fc.assert(
      fc.property(
        fc.constantFrom(1_000, 10_000, 5 * MINUTE, HOUR, 6 * HOUR),
        fc.array(gap, { maxLength: 30 }),
        (renews, gaps) => {
          let now = START;
          let state = lives(fold(EMPTY, START, [claims("sA", renews)]), START, beat("sA", START));
          for (const each of gaps) {
            now = later(now, each);
            state = lives(state, now, beat("sA", now));
            const least = later(now, renews - Math.min(MINUTE, renews / 100));
            expect(state.claims.get("c1")!.until >= least).toBe(true);
            expect(state.sessions.get("sA")!.lastSeen > later(now, -MINUTE)).toBe(true);
          }
        },
      ),
    );
  });
});

describe("who is gone", () => {
  const claim = {
    kind: "claim",
    paths: ["src/core/**"],
    mode: "exclusive",
    lasts: 10 * HOUR,
    until: null,
    task: null,
    reason: null,
  } as const;

  test("loses claims and messages, once, and gets back what is free at a sign of life", () => {
    crew.send("sQ", "fw", "handoff");
    crew.ack("sA", "m1", "in-progress");
    expect(crew.says("sA", claim)).toBe(null);
    expect(crew.wait(359)).toEqual([]);
    const kinds = crew.wait(1).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["reaped", "claim-ended", "handed-back"]));
    expect(crew.wait(1).filter(({ kind }) => kind === "reaped")).toEqual([]);
    expect([crew.state.claims.size, crew.acks("m1")]).toEqual([0, "fw sent"]);
    expect(crew.message("m1").acks.get("fw")!.text).toBe("sA is gone");
    crew.alive("sA");
    expect(crew.state.claims.of("sA").map(({ id }) => id)).toEqual(["c1"]);
    expect(crew.acks("m1")).toBe("fw claimed");
    expect(crew.state.sessions.get("sA")!.reaped).toBe(null);
  });

  test("does not get back what somebody else took meanwhile", () => {
    crew.send("sQ", "fw", "handoff");
    crew.ack("sA", "m1", "claimed");
    crew.says("sA", claim);
    crew.wait(360);
    crew.ack("sB", "m1", "claimed");
    expect(crew.says("sB", claim)).toBe(null);
    crew.alive("sA");
    expect(crew.state.claims.of("sA")).toEqual([]);
    expect(crew.message("m1").acks.get("fw")).toMatchObject({ status: "claimed", by: "sB" });
  });

  test("was never gone where a push was only heard of late", () => {
    crew.alive("sA");
    crew.says("sA", claim);
    crew.wait(360);
    const { now, state } = crew;
    expect(signOfLife(state, push("sA", later(now, -7 * HOUR)))).not.toContainEqual({ kind: "revived", session: "sA" });
    expect(signOfLife(state, push("sA", later(now, -MINUTE)))).toContainEqual({ kind: "revived", session: "sA" });
  });

  const pull = (head: string, branch: string) => ({ number: 7, head, branch, base: "main", author: null });

  test.each([
    ["of the branch it pushed last", "session-sA", 200, 0],
    ["of another branch of its own", "x-sA", 200, 0],
    ["with an old head", "session-sA", -1, 1],
    ["of another session's branch", "session-sB", 200, 1],
  ])("is not reaped with a pull request %s", (_, branch, opened, reaped) => {
    let state = charter(EMPTY);
    for (const each of ["x-sA", "session-sA"]) state = lives(state, START, push("sA", later(START, each.length), each));
    state = fold(state, minute(Math.max(0, opened)), [{ kind: "pull-seen", ...pull("h", branch) }]);
    expect(reapSessions(state, minute(361)).filter(({ kind }) => kind === "reaped")).toHaveLength(reaped);
    expect(reapSessions(state, minute(561)).filter(({ kind }) => kind === "reaped")).toHaveLength(1);
  });

  test("is nobody because the clock went back, and a clock that ran ahead is forgiven at the next word", () => {
    crew.alive("sA");
    crew.says("sA", claim);
    crew.now = minute(-600);
    expect(crew.wait(0)).toEqual([]);
    crew.alive("sA");
    expect(crew.state.claims.of("sA")).toHaveLength(1);
    crew.now = START;
    crew.wait(9_999);
    expect(crew.state.sessions.get("sA")!.reaped).not.toBe(null);
    crew.now = minute(1);
    crew.alive("sA");
    expect(crew.state.sessions.get("sA")!.reaped).toBe(null);
  });

  test("reaping and coming back as often as one likes leaves what a single time leaves", () => {
    const rest = fc.array(fc.integer({ min: 360, max: 10_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rest, fc.boolean(), (rests, isQuestion) => {
        const one = new Crew();
        one.send("sQ", "sA", isQuestion ? "question" : "handoff");
        one.ack("sA", "m1", "blocked", "Waiting.");
        one.says("sA", { ...claim, lasts: 30 * 24 * HOUR });
        for (const minutes of rests) {
          one.wait(minutes);
          one.alive("sA");
          expect(one.state.claims.of("sA").map(({ id, paths }) => [id, paths])).toEqual([["c1", ["src/core/**"]]]);
          expect(one.acks("m1")).toBe("sA claimed");
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("what a session keeps", () => {
  const keep = (key: string, text: string) => crew.says("sA", { kind: "keep", key, text });

  test("is given back until it is forgotten, and no more than a hundred keys", () => {
    for (let index = 0; index < 100; index++) expect(keep(`k${index}`, "x")).toBe(null);
    expect(keep("more", "x")).toBe("sA keeps 100 keys already | forget one: /keep <key>");
    expect(keep("k7", "")).toBe(null);
    expect(keep("more", "x")).toBe(null);
    expect(crew.state.sessions.get("sA")!.keeps.size).toBe(100);
  });

  test.each([
    ["a long key", "k".repeat(101), "x", "characters a key may have"],
    ["a long text", "k", "x".repeat(8_001), "characters a key may keep"],
  ])("has bounds: %s", (_, key, text, why) => expect(keep(key, text)).toContain(why));

  test("is a session's: neither a team's nor a person's", () => {
    for (const as of ["fw", "human"]) {
      expect(crew.says(as, { kind: "keep", key: "k", text: "x" })).toContain(`you speak for ${as}`);
      expect(crew.says(as, { kind: "task", text: "x" })).toContain(`you speak for ${as}`);
    }
  });
});
