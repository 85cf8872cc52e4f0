// The round machine: what a history of entries makes of a round, whom it calls, and what it never does twice.
import fc from "fast-check";
import { decide } from "../../src/core/decide.ts";
import type { HostEvent } from "../../src/core/event.ts";
import type { RoundAnnounced, RoundEntry } from "../../src/core/rounds/entry.ts";
import { evolveRounds } from "../../src/core/rounds/fold.ts";
import { REPLY_STATUS, type Rounds, rosterOf, stateOf } from "../../src/core/rounds/rounds.ts";
import { EMPTY, evolve, type State } from "../../src/core/state.ts";

const AT = "2026-05-31T12:00:00.000Z";
const TEAMS = ["core", "qa", "docs"] as const;

const announced = (round: number, team: string, more: Partial<RoundAnnounced> = {}): RoundAnnounced => ({
  kind: "round-announced",
  round,
  team,
  branch: `${team}/round-${round}`,
  oid: `a-${round}-${team}-${more.revision ?? 1}`,
  by: "ada",
  title: null,
  teams: null,
  dependsOn: [],
  deadline: null,
  revision: 1,
  text: "Do it.",
  scope: null,
  barrier: "all",
  advance: "architect",
  ...more,
});
const replied = (
  round: number,
  team: string,
  status: (typeof REPLY_STATUS)[number] = "done",
  oid = "r",
): RoundEntry => ({
  kind: "round-replied",
  round,
  team,
  status,
  path: "REPLY.md",
  oid,
  head: "h",
  text: "Done.",
});

const fold = (...entries: readonly RoundEntry[]): Rounds =>
  entries.reduce<Rounds>((rounds, entry) => evolveRounds(rounds, entry, AT), new Map());
const stands = (rounds: Rounds, number = 1) => stateOf(rounds.get(number)!, rounds);
const stateWith = (...entries: readonly RoundEntry[]): State =>
  evolve(
    EMPTY,
    entries.map((entry, index) => ({ seq: index + 1, at: AT, cause: "test", entry })),
  );
const tick = (now: string): HostEvent => ({ kind: "tick", now });
const became = (state: State, event: HostEvent) =>
  decide(state, event).map((entry) =>
    [entry.kind, ...("team" in entry ? [entry.team] : []), ...("why" in entry ? [entry.why] : [])].join(" "),
  );

test.each<[string, RoundEntry[], string]>([
  ["nobody has begun", [announced(1, "core")], "announced"],
  ["somebody has", [announced(1, "core"), { kind: "round-worked", round: 1, team: "core", head: "h" }], "open"],
  ["all are done", [announced(1, "core"), replied(1, "core")], "complete"],
  ["one of two is", [announced(1, "core"), announced(1, "qa"), replied(1, "core")], "open"],
  [
    "any is enough",
    [announced(1, "core", { barrier: "any" }), announced(1, "qa", { barrier: "any" }), replied(1, "core")],
    "complete",
  ],
  [
    "the roster waits for who was told nothing yet",
    [announced(1, "core", { teams: ["core", "qa"] }), replied(1, "core")],
    "open",
  ],
  ["partial is an answer, not done", [announced(1, "core"), replied(1, "core", "partial")], "open"],
  ["a later announcement reopens it", [announced(1, "core"), replied(1, "core"), announced(1, "qa")], "open"],
  [
    "announcing again keeps done",
    [announced(1, "core"), replied(1, "core"), announced(1, "core", { oid: "other" })],
    "complete",
  ],
  [
    "a raised revision resets",
    [announced(1, "core"), replied(1, "core"), announced(1, "core", { revision: 2 })],
    "announced",
  ],
  ["it waits for another", [announced(1, "core", { dependsOn: [7] }), replied(1, "core")], "announced"],
  ["what is closed is closed", [announced(1, "core"), { kind: "round-closed", round: 1, by: "ada" }], "closed"],
])("%s", (_, entries, expected) => {
  expect(stands(fold(...entries))).toBe(expected);
});

test("the deadline makes late who has not answered, once, and calls once", () => {
  const deadline = "2026-05-31T18:00:00.000Z";
  const state = stateWith(announced(1, "core", { deadline }), announced(1, "qa", { deadline }), replied(1, "qa"));
  expect(became(state, tick("2026-05-31T17:59:59.000Z"))).toEqual([]);
  expect(became(state, tick(deadline))).toEqual(["round-late core", "round-called core late"]);
  const entries = decide(state, tick(deadline)) as RoundEntry[];
  const after = evolve(
    state,
    entries.map((entry, index) => ({ seq: state.seq + index + 1, at: AT, cause: "t", entry })),
  );
  expect(became(after, tick("2026-06-30T18:00:00.000Z"))).toEqual([]);
});

test("a branch that is gone takes its reply along and calls the architect; one that trunk has does not", () => {
  const state = stateWith(announced(1, "core"), announced(1, "qa"), replied(1, "core"));
  const lost: HostEvent = { kind: "branch-lost", branch: "core/round-1", landed: false };
  expect(became(state, lost)).toEqual([
    "round-withdrawn core the branch was deleted",
    "round-lost core",
    "round-called core withdrawn",
  ]);
  expect(became(state, { ...lost, landed: true })).toEqual(["round-merged core"]);
  expect(became(state, { ...lost, branch: "core/other" })).toEqual([]);
});

test("advance: auto closes a round with a roster, and a round that an architect opened again stays open", () => {
  const auto = { advance: "auto", teams: ["core"] } as const;
  const state = stateWith(
    announced(1, "core", auto),
    { kind: "round-worked", round: 1, team: "core", head: "h" },
    announced(2, "core", { ...auto, dependsOn: [1] }),
  );
  expect(stands(state.rounds)).toBe("open");
  const done = stateWith(announced(1, "core", auto), replied(1, "core"), {
    kind: "round-closed",
    round: 1,
    by: "lanekeeper",
  });
  expect(became(done, { kind: "round-command", verb: "reopen", round: 1, by: "ada" })).toEqual([
    "round-reopened",
    "round-called null complete".replace("null ", " "),
  ]);
});

const entry: fc.Arbitrary<RoundEntry> = fc
  .tuple(fc.constantFrom(1, 2), fc.constantFrom(...TEAMS), fc.nat(9), fc.constantFrom(...REPLY_STATUS), fc.nat(2))
  .map(([round, team, kind, status, number]): RoundEntry => {
    const list: readonly RoundEntry[] = [
      announced(round, team, { revision: number + 1, dependsOn: round === 2 && number === 2 ? [1] : [] }),
      announced(round, team, { teams: ["core", "qa"], advance: "auto" }),
      { kind: "round-worked", round, team, head: "h" },
      replied(round, team, status, `r${number}`),
      { kind: "round-withdrawn", round, team, why: "gone" },
      { kind: "round-lost", round, team },
      { kind: "round-merged", round, team },
      { kind: "round-late", round, team },
      { kind: "round-closed", round, by: "ada" },
      { kind: "round-reopened", round, by: "ada" },
    ];
    return list[kind]!;
  });

test("any history is a state: known teams, a status exactly where there is an answer", () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
      const rounds = fold(...entries);
      for (const round of rounds.values()) {
        expect(["announced", "open", "complete", "closed"]).toContain(stateOf(round, rounds));
        expect(rosterOf(round).length).toBeGreaterThan(0);
        for (const team of round.teams.values()) if (team.state === "replied") expect(team.reply).not.toBeNull();
      }
    }),
  );
});

test("deciding twice adds nothing", () => {
  const events: fc.Arbitrary<HostEvent> = fc.oneof(
    fc.constant(tick("2027-01-01T00:00:00.000Z")),
    fc
      .record({ branch: fc.constantFrom("core/round-1", "qa/round-2"), landed: fc.boolean() })
      .map((each) => ({ kind: "branch-lost" as const, ...each })),
    fc
      .record({ verb: fc.constantFrom("close" as const, "reopen" as const), round: fc.constantFrom(1, 2, 3) })
      .map((each) => ({ kind: "round-command" as const, by: "ada", ...each })),
  );
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 15 }), events, (entries, event) => {
      const state = stateWith(...entries);
      const first = decide(state, event);
      const after = evolve(
        state,
        first.map((each, index) => ({ seq: state.seq + index + 1, at: AT, cause: "t", entry: each })),
      );
      expect(decide(after, event)).toEqual([]);
    }),
  );
});
