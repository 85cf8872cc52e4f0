// Binding: a branch's name says whose work it is.
import { bind, bindSession, holderOf, isBound } from "../../src/core/binding.ts";
import { aPolicy } from "./a-push.ts";

const POLICY = aPolicy('sessions: {branches: ["session-{id}", "**/*-{id}"], write: {sC: ["docs/"]}}');

test.each([
  ["fw/x", "fw", null, false],
  ["fw/deep/x", "fw", null, false],
  ["fw", null, null, false],
  ["fwx/y", null, null, false],
  ["FW/x", null, null, false],
  ["session-sA", "fw", "sA", false],
  ["session-sC", null, "sC", false],
  ["session-sZ", null, "sZ", false],
  ["session-sAB", null, "sAB", false],
  ["session-sABC", null, null, false],
  ["session-s", null, null, false],
  ["session-sa", null, null, false],
  ["try-sQ", "qa", "sQ", false],
  ["fw/try-sA", "fw", "sA", false],
  ["fw/try-sA-sB", "fw", "sB", false],
  ["fw/try-sQ", "fw", "sQ", true],
  ["fw/try-sC", "fw", "sC", true],
  ["fw/try-sZ9", "fw", "sZ9", true],
  ["main", null, null, false],
  ["", null, null, false],
  ["session-{id}", null, null, false],
])("%j belongs to team %j, session %j, intruding: %j", (branch, team, session, intruder) => {
  const binding = bind(POLICY, branch);
  expect([binding.team?.name ?? null, binding.session, binding.intruder]).toEqual([team, session, intruder]);
  expect(isBound(binding)).toBe(team !== null || session !== null);
});

test.each([
  ["fw/try-sA", "team fw"],
  ["session-sC", "session sC"],
  ["other", "nobody"],
])("work on %s is that of %s", (branch, holder) => {
  expect(holderOf(bind(POLICY, branch))).toBe(holder);
});

test("an alias binds wherever the name does", () => {
  const policy = aPolicy('teams: {fw: {aliases: [frame], write: ["src/"]}}');
  expect([bind(policy, "fw/x").team?.name, bind(policy, "frame/x").team?.name]).toEqual(["fw", "fw"]);
});

test("a session's own work is its team's, whatever the branch", () => {
  expect(holderOf(bindSession(POLICY, "main", "sQ"))).toBe("team qa");
  expect(holderOf(bindSession(POLICY, "fw/x", "sC"))).toBe("session sC");
});
