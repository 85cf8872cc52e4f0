// claim-overlap: whose claims hold up whose pushes, in what words, and what becomes of it by mode, override and silence.
import { type Claim, ClaimTable } from "../../../src/core/claims/claims.ts";
import { judge } from "../../../src/core/judge.ts";
import { claimOverlap } from "../../../src/core/rules/claim-overlap.ts";
import { aPolicy, aPush, complaints, type Sketch, valid, words } from "../a-push.ts";

const NOW = "2026-05-31T12:00:00.000Z";

/** `sA src/core/ src/x`: holder and patterns, until six in the evening. */
function live(...all: readonly (string | readonly [string, Partial<Claim>])[]) {
  const table = new ClaimTable();
  for (const [index, each] of all.entries()) {
    const [text, more] = typeof each === "string" ? [each, {}] : each;
    const [holder = "", ...paths] = text.split(" ");
    const rest = {
      renews: null,
      reason: null,
      task: null,
      since: NOW,
      branch: null,
      by: null,
      mode: "exclusive",
    } as const;
    table.put({ id: `c${index + 1}`, holder, paths, until: "2026-05-31T18:00:00.000Z", ...rest, ...more });
  }
  return { table, now: NOW };
}

const said = (sketch: Sketch, ...lines: string[]) => complaints(claimOverlap, aPush(sketch), aPolicy(...lines));

test("says which paths, who holds them, until when and why, once for each claim", () => {
  const claims = live(["sB src/core/", { reason: "the parser" }], "sB src/core/e");
  const push = aPush({
    branch: "session-sA",
    diff: "+src/core/a ~src/core/b -src/core/c +src/core/d +src/core/e",
    claims,
  });
  expect(words(claimOverlap, push)).toEqual([
    "src/core/a, src/core/b, src/core/c and 2 more are claimed by sB (c1) until 2026-05-31T18:00Z: the parser → wait until sB releases it, or ask them with: /ask sB …; an architect can override it",
    "src/core/e is claimed by sB (c2) until 2026-05-31T18:00Z → wait until sB releases it, or ask them with: /ask sB …; an architect can override it",
  ]);
});

test.each([
  ["somebody else's", "session-sA", live("sB src/core/"), true],
  ["one's own", "session-sB", live("sB src/core/"), false],
  ["the team's own", "session-sA", live("fw src/core/"), false],
  ["the team's own, on its branch", "fw/x", live("fw src/core/"), false],
  ["of a session of the team, on the team's branch", "fw/x", live("sA src/core/"), true],
  ["made on this branch", "fw/x", live(["sA src/core/", { branch: "fw/x" }]), false],
  ["on an unmatched branch", "other", live("sA src/core/"), true],
  ["of somebody who may not write there", "session-sA", live("sQ **"), false],
  ["over at this moment", "session-sA", live(["sB src/core/", { until: NOW }]), false],
  ["shared", "session-sA", live(["sB src/core/", { mode: "shared" }]), true],
  [
    "shared by both",
    "session-sA",
    live(["sB src/core/", { mode: "shared" }], ["sA src/**", { mode: "shared" }]),
    false,
  ],
  ["about other paths", "session-sA", live("sB src/core/x"), false],
] as const)("a claim that is %s", (_, branch, claims, isFound) => {
  expect(said({ branch, diff: "~src/core/a", claims })).toEqual(isFound ? ["warning src/core/a"] : []);
});

test("where no branch says whose work it is, the commit that wrote a path does", () => {
  const sketch = { branch: "fw/x", diff: "~src/core/a ~src/core/b", claims: live("sA src/core/a", "sA src/core/b") };
  expect(said({ ...sketch, commits: ["[sA] x | ~src/core/a", "[sB] x | ~src/core/b"] })).toEqual([
    "warning src/core/b",
  ]);
  expect(said({ ...sketch, commits: ["x | ~src/core/a ~src/core/b | sA"] })).toEqual([]);
  // A session's own branch says it, whatever the commits say.
  expect(said({ ...sketch, branch: "session-sB", commits: ["[sA] x | ~src/core/a ~src/core/b"] })).toHaveLength(2);
});

test("what is ignored, protected or how people speak is bound by nobody", () => {
  const diff =
    "~src/core/lock ~ci/x ~docs/ai/sessions/queue/to-sA.md ~docs/ai/sessions/active.md ~REPLY.md ~ANNOUNCEMENT.md";
  const policy = ['claims: {ignore: ["**/lock"]}', 'teams: {fw: {write: ["*"], sessions: [sA, sB]}}'];
  expect(said({ branch: "session-sA", diff, claims: live("sB **") }, ...policy)).toEqual([]);
  expect(said({ branch: "session-sA", diff: `${diff} ~x`, claims: live("sB **") }, ...policy)).toEqual(["warning x"]);
});

test("enforced, it is an error", () => {
  const sketch = { branch: "session-sA", diff: "~src/core/a", claims: live("sB src/core/") };
  expect(said(sketch, "claims: {mode: enforce}")).toEqual(["error src/core/a"]);
});

test("where nobody remembers, it is undecided if it is enforced and paths are written, and nothing else", () => {
  const sketch = { branch: "session-sA", diff: "~src/core/a", claims: null };
  expect(said(sketch)).toEqual([]);
  expect(said(sketch, "claims: {mode: enforce}")).toEqual(["error (undecided)"]);
  expect(said({ ...sketch, diff: "" }, "claims: {mode: enforce}")).toEqual([]);
});

test("trunk is looked at only where sessions push to it themselves", () => {
  const sketch = {
    branch: "main",
    diff: "~src/core/a",
    commits: ["[sA] x | ~src/core/a"],
    claims: live("sB src/core/"),
  };
  expect(said(sketch)).toEqual([]);
  expect(said(sketch, "trunk: direct")).toEqual(["warning src/core/a"]);
  expect(said({ ...sketch, claims: live("sA src/core/") }, "trunk: direct")).toEqual([]);
  expect(said({ ...sketch, merged: true }, "trunk: direct")).toEqual([]);
});

describe("a rule that an architect set aside", () => {
  const policy = valid(aPolicy("claims: {mode: enforce}", "history: enforce"));
  const by = { by: "ada", reason: "agreed" };
  const push = aPush({
    branch: "session-sA",
    diff: "~src/core/a",
    commits: ["no prefix | ~src/core/a", "[sA] x | ~test/a", "[sA] x | ~test/a"],
    claims: live("sB src/core/"),
  });
  const levels = (overrides: typeof push.overrides) =>
    judge(policy, { ...push, overrides }).findings.map(({ level, rule }) => `${level} ${rule}`);

  test("leaves what it found as notices that say by whom and why", () => {
    expect(levels([])).toEqual(["error claim-overlap", "error commit-prefix", "error history"]);
    expect(levels([{ rule: "claim-overlap", ...by }])).toEqual([
      "error commit-prefix",
      "error history",
      "notice claim-overlap",
    ]);
    const all = ["claim-overlap", "commit-prefix", "history"] as const;
    const { verdict, findings } = judge(policy, { ...push, overrides: all.map((rule) => ({ rule, ...by })) });
    expect(verdict).toBe("pass");
    expect(findings.map(({ level, message }) => `${level} ${message.replace(/^.* (?=\(set aside)/, "")}`)).toEqual(
      findings.map(() => "notice (set aside by ada: agreed)"),
    );
  });

  test("covers what could not be decided", () => {
    const { verdict } = judge(policy, {
      ...aPush({ branch: "fw/x", diff: "~src/core/a" }),
      overrides: [{ rule: "claim-overlap", ...by }],
    });
    expect(verdict).toBe("pass");
  });
});
