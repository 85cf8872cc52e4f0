// The judge: what holds without a policy, under a broken one, and how findings amount to a verdict.
import { finding, type Level, located } from "../../src/core/finding.ts";
import { conclude, judge, unjudged } from "../../src/core/judge.ts";
import type { PolicyState } from "../../src/core/policy.ts";
import { aPolicy, aPush, type Sketch, valid } from "./a-push.ts";

const at = { path: ".github/lanekeeper.yml", line: 1, column: 1 };
const broken = (repairers: readonly string[] | null, message = "bad"): PolicyState => ({
  kind: "broken",
  oid: "f",
  findings: [located("policy-valid", at, "error", message)],
  repairers: repairers?.map((name) => ({ name, at: null })) ?? null,
});
const trunk: Sketch = { branch: "main" };
const unborn = { trunk: { ref: "refs/heads/main", tip: null } };
const proposed = broken(null, "worse");

/** The verdict, then what was said. */
const judged = (state: PolicyState, sketch: Sketch) => {
  const { verdict, findings } = judge(state, aPush(sketch));
  return [verdict, ...findings.map(({ message }) => message)];
};
const NO_TRUNK = "trunk (refs/heads/main) does not exist yet, so there is no policy and nothing is judged";
const FIX = "the policy on trunk does not validate, so nothing can be judged; it can be repaired on trunk by: ";

test.each<[string, Sketch, string[]]>([
  ["everything passes in silence", { diff: "+anything" }, ["pass"]],
  ["trunk may be deleted", { ...trunk, after: null }, ["pass"]],
  ["a first policy that validates may land", { ...trunk, proposed: valid(aPolicy()) }, ["pass"]],
  ["one that does not may not", { ...trunk, proposed }, ["fail", "worse"]],
  ["nor ask to", { kind: "pull", proposed }, ["fail", "worse"]],
  ["on another branch it may stand", { proposed }, ["pass"]],
  ["while trunk is not born, every push says so", unborn, ["pass", NO_TRUNK]],
  ["but not the one that bears it", { ...trunk, ...unborn }, ["pass"]],
])("without a policy: %s", (_, sketch, expected) => {
  expect(judged({ kind: "absent" }, sketch)).toEqual(expected);
});

test.each<[string, Sketch, readonly string[] | null, string[]]>([
  ["nothing can be judged", {}, ["ada"], ["unjudged", "bad"]],
  ["not even a tag", { ref: "refs/tags/x", by: "ada" }, ["ada"], ["unjudged", "bad"]],
  ["an architect of before may repair it", { ...trunk, by: "ada", proposed: valid(aPolicy()) }, ["ada"], ["pass"]],
  ["nobody else", { ...trunk, proposed: valid(aPolicy()) }, ["ada", "bob"], ["unjudged", "bad", `${FIX}ada, bob`]],
  [
    "nor somebody unknown",
    { ...trunk, by: null, proposed: valid(aPolicy()) },
    ["ada"],
    ["unjudged", "bad", `${FIX}ada`],
  ],
  ["with another broken one it is not repaired", { ...trunk, by: "ada", proposed }, ["ada"], ["fail", "worse"]],
  ["nor by leaving it alone", { ...trunk, by: "ada" }, ["ada"], ["unjudged", "bad", `${FIX}ada`]],
  ["where there never was a valid one, anybody may", { ...trunk, proposed: valid(aPolicy()) }, null, ["pass"]],
  ["told who, where anybody may", trunk, null, ["unjudged", "bad", `${FIX}anybody`]],
  [
    "where none of the last versions was valid, nobody may by pushing",
    { ...trunk, by: "ada", proposed: valid(aPolicy()) },
    [],
    ["unjudged", "bad", `${FIX}nobody, for none of its last versions did; write a valid one with git on the server`],
  ],
])("under a broken policy: %s", (_, sketch, repairers, expected) => {
  expect(judged(broken(repairers), sketch)).toEqual(expected);
});

test("what is odd in a policy is told when it lands, as the first one and as a repair too", () => {
  const odd = located("policy-valid", { path: "p", line: 1, column: 1 }, "warning", "odd");
  const proposed: PolicyState = { kind: "valid", oid: "f", policy: aPolicy(), warnings: [odd] };
  const sketch = { ...trunk, by: "ada", proposed };
  for (const state of [{ kind: "absent" }, broken(["ada"]), valid(aPolicy())] as const)
    expect(judged(state, sketch)).toEqual(["pass", "odd"]);
});

test("under a valid policy every rule has its say, and every finding its rule", () => {
  const push = aPush({ branch: "fw/x-sQ", by: null, diff: "+test/a ~ci/run +CI/x", commits: ["x | +docs/a"] });
  const { verdict, findings } = judge(valid(aPolicy()), push);
  expect(verdict).toBe("fail");
  expect(findings.map(({ rule, level }) => `${level} ${rule}`)).toEqual([
    "error who-may-push",
    "error protected-paths",
    "error write-scope",
    "error write-scope",
    "error odd-paths",
    "error commit-prefix",
    "error commit-prefix",
    "warning history",
  ]);
});

describe("findings amount to", () => {
  const say = (level: Level, undecided = false) => finding("write-scope", { level, message: "x", undecided });
  test.each([
    ["pass", []],
    ["pass", [say("warning"), say("notice")]],
    ["pass", [say("warning", true)]],
    ["unjudged", [say("error", true), say("warning")]],
    ["fail", [say("error", true), say("error")]],
  ])("%s", (verdict, findings) => {
    expect(conclude(findings).verdict).toBe(verdict);
  });

  test("a list with the worst first, then by rule, then by path, then as they came", () => {
    const say = (level: Level, rule: "history" | "write-scope", message: string) => finding(rule, { level, message });
    const all = [
      say("notice", "write-scope", "1"),
      say("error", "history", "2"),
      say("error", "write-scope", "3"),
      say("error", "write-scope", "4"),
      say("warning", "history", "5"),
    ];
    expect(conclude(all).findings.map(({ message }) => message)).toEqual(["3", "4", "2", "5", "1"]);
    expect(all[0]?.message).toBe("1");
  });

  test("unjudged where it could not be judged at all", () => {
    expect(unjudged([say("warning")])).toEqual({ verdict: "unjudged", findings: [say("warning")] });
  });
});
