// Whose lane a judged branch is in stands with its verdict: screens ask it when no policy is at hand.
import { decide } from "../../src/core/decide.ts";
import { EMPTY } from "../../src/core/state.ts";
import { aPolicy, aPush, valid } from "./a-push.ts";

const laneOf = (branch: string, more: Parameters<typeof aPush>[0] = {}) => {
  const [entry] = decide(EMPTY, {
    kind: "gathered",
    subject: `branch:${branch}`,
    head: "a".repeat(40),
    base: null,
    policy: valid(aPolicy()),
    push: aPush({ branch, ...more }),
    pushedAt: "2026-01-01T00:00:00.000Z",
  });
  return entry?.kind === "judged" ? (entry.lane ?? null) : "not judged";
};

test.each([
  ["fw/x", { session: null, team: "fw" }],
  ["session-sA", { session: "sA", team: "fw" }],
  ["fw/x-sA", { session: "sA", team: "fw" }],
  ["session-sC", { session: "sC", team: null }],
  ["other", null],
  ["main", null],
  ["qa/x-sA", null],
])("the lane of %s is %j", (branch, lane) => {
  expect(laneOf(branch)).toEqual(lane);
});

test("a pull request has none: its branch has", () => {
  expect(laneOf("fw/x", { kind: "pull" })).toBeNull();
});
