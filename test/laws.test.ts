// What holds of every push under every policy: the judge answers, always alike, and more paths never make it milder.
import fc from "fast-check";
import { ClaimTable } from "../src/core/claims/claims.ts";
import { type Finding, finding, located, RULE_IDS } from "../src/core/finding.ts";
import { conclude, judge } from "../src/core/judge.ts";
import type { Actor, Change, Commit, TreeEntry } from "../src/core/model.ts";
import type { PolicyState } from "../src/core/policy.ts";
import type { Push } from "../src/core/push.ts";
import { MAX_FINDINGS, renderPush } from "../src/render/hook.ts";
import { aPolicy, valid } from "./core/a-push.ts";

const broken = (repairers: readonly string[] | null): PolicyState => ({
  kind: "broken",
  oid: "f",
  findings: [located("policy-valid", { path: "p", line: 1, column: 1 }, "error", "bad")],
  repairers: repairers?.map((name) => ({ name, at: null })) ?? null,
});
const VALID = [
  aPolicy(),
  aPolicy("trunk: direct", "history: enforce", "claims: {mode: enforce}"),
  aPolicy("unmatched: allow", "history: off", "sessions: {prefix: warn}"),
  aPolicy('teams: {fw: {branches: ["**"], write: ["*"]}}', "trunk: direct"),
  aPolicy("teams: {}", "sessions: {}", "shared: []", "protected: ['*']"),
].map(valid);
const STATES: readonly PolicyState[] = [...VALID, { kind: "absent" }, broken(null), broken(["ada"]), broken([])];

const NAMES = [
  "src",
  "SRC",
  "core",
  "test",
  "ci",
  "docs",
  "a",
  "A",
  ".",
  "x y",
  "e\u0301",
  "\u00e9",
  "\n",
  "\u202e",
  "\udcff",
  "-",
];
const hostile = fc.string({
  unit: fc.constantFrom("a", "[sA] ", "\x1b", "\n", "\u202e", "\udcff", '"', "`"),
  maxLength: 5,
});
const path = fc.oneof(
  fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 4 }).map((names) => names.join("/")),
  fc.constantFrom("src/core/a", "test/a", "ci/run", ".github/lanekeeper.yml", "ANNOUNCEMENT.md", "REPLY.md"),
);
const oid = fc.constantFrom("1".repeat(40), "2".repeat(40), "3".repeat(40));
const entry: fc.Arbitrary<TreeEntry> = fc.record({
  mode: fc.constantFrom("100644", "100755", "120000", "160000"),
  oid,
});
const change: fc.Arbitrary<Change> = fc.record({ path, before: fc.option(entry), after: fc.option(entry) });
const changes = fc.uniqueArray(change, { selector: (each) => each.path, maxLength: 6 });
const commit: fc.Arbitrary<Commit> = fc.record({
  oid,
  parents: fc.array(oid, { maxLength: 3 }),
  subject: fc.oneof(hostile, fc.constantFrom("[sA] x", "[sQ] x", 'fixup! Revert "x"', "x")),
  session: fc.option(fc.constantFrom("sA", "nobody")),
  trailers: fc.constant([]),
  at: fc.constant(null),
  authoredAt: fc.constant(null),
  own: changes,
});
const actor: fc.Arbitrary<Actor> = fc.record({
  login: fc.option(fc.oneof(fc.constantFrom("ada", "grace", "mallory"), hostile)),
  groups: fc.constant([]),
  foldsCase: fc.boolean(),
});
const ref = fc.oneof(
  fc.constantFrom("main", "fw/x", "qa/x-sA", "session-sC", "session-sZ", "other").map((name) => `refs/heads/${name}`),
  fc.constantFrom("refs/tags/x", "refs/replace/x", "refs/pull/7/head", ""),
  hostile.map((name) => `refs/heads/${name}`),
);
const mapOf = <T>(keys: fc.Arbitrary<string>, values: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(keys, values), { maxLength: 4 }).map((pairs) => new Map(pairs));
const claims = fc.option(
  fc
    .array(
      fc.record({
        paths: fc.uniqueArray(fc.constantFrom("**", "src/", "src/core/a", "test/*", "docs/", "ci/"), { minLength: 1 }),
        holder: fc.constantFrom("sA", "sB", "sQ", "sC", "fw", "qa", "sZ", "nobody"),
        mode: fc.constantFrom("exclusive", "shared"),
        until: fc.constantFrom("2026-05-31T11:00:00.000Z", "2026-05-31T18:00:00.000Z"),
        reason: fc.option(hostile),
        branch: fc.constantFrom(null, "fw/x", "session-sC"),
      }),
      { maxLength: 4 },
    )
    .map((all) => {
      const table = new ClaimTable();
      const rest = { renews: null, task: null, since: "2026-05-31T10:00:00.000Z", by: null };
      for (const [index, each] of all.entries()) table.put({ id: `c${index + 1}`, ...rest, ...each });
      return { table, now: "2026-05-31T12:00:00.000Z" };
    }),
);
const push: fc.Arbitrary<Push> = fc.record({
  kind: fc.constantFrom("push", "pull"),
  ref,
  trunk: fc.record({ ref: fc.constant("refs/heads/main"), tip: fc.option(oid) }),
  before: fc.option(oid),
  after: fc.option(oid, { freq: 10 }),
  forced: fc.boolean(),
  by: actor,
  merged: fc.boolean(),
  changes,
  uncertain: fc.array(path, { maxLength: 2 }).map((all) => new Set(all)),
  commits: fc.array(commit, { maxLength: 4 }),
  standing: mapOf(path, fc.option(entry)),
  authors: mapOf(path, actor),
  names: mapOf(fc.oneof(fc.constant(""), path), fc.array(fc.constantFrom(...NAMES), { maxLength: 4 })),
  links: mapOf(oid, fc.oneof(path, fc.constantFrom("..", "../../x", "/etc", "a/../b", ""))),
  proposed: fc.option(fc.constantFrom(...STATES)),
  pushers: fc.option(fc.array(actor, { maxLength: 3 })),
  round: fc.constant(null),
  claims,
  overrides: fc.array(
    fc.record({ rule: fc.constantFrom("claim-overlap", "history", "commit-prefix"), by: hostile, reason: hostile }),
    { maxLength: 2 },
  ),
});
const state = fc.constantFrom(...STATES);
const often = { numRuns: 500 };

test("the judge answers every push, and alike when asked again", () => {
  fc.assert(
    fc.property(state, push, (policy, each) => {
      const before = structuredClone({ ...each, proposed: null });
      const said = judge(policy, each);
      expect(judge(policy, each)).toEqual(said);
      expect({ ...each, proposed: null }).toEqual(before);
    }),
    often,
  );
});

test("a push passes just if nothing in the answer is an error", () => {
  fc.assert(
    fc.property(state, push, (policy, each) => {
      const { verdict, findings } = judge(policy, each);
      expect(verdict === "pass").toBe(findings.every(({ level }) => level !== "error"));
    }),
    often,
  );
});

test("adding a path to a push never turns a refusal into a pass", () => {
  const written = fc.record({ path, before: fc.option(entry), after: entry });
  fc.assert(
    fc.property(fc.constantFrom(...VALID), push, written, (policy, each, more) => {
      // Putting back what an architect had is the one path that mends.
      fc.pre(!each.standing.has(more.path) && each.changes.every((one) => one.path !== more.path));
      fc.pre(judge(policy, each).verdict !== "pass");
      expect(judge(policy, { ...each, changes: [...each.changes, more] }).verdict).not.toBe("pass");
    }),
    often,
  );
});

test("adding a commit to a push never turns a refusal into a pass", () => {
  fc.assert(
    fc.property(fc.constant(VALID[0]!), push, commit, (policy, each, more) => {
      fc.pre(judge(policy, each).verdict !== "pass");
      expect(judge(policy, { ...each, commits: [...each.commits, more] }).verdict).not.toBe("pass");
    }),
    often,
  );
});

test("an architect's login never widens a write scope", () => {
  const isOutside = ({ rule }: Finding) => rule === "write-scope";
  fc.assert(
    fc.property(fc.constantFrom(...VALID), push, (policy, each) => {
      const by = { ...each.by, login: "ada" };
      expect(judge(policy, { ...each, by }).findings.filter(isOutside)).toEqual(
        judge(policy, each).findings.filter(isOutside),
      );
    }),
    often,
  );
});

test("what a push prints has no character that moves, hides or reorders, and no more than fifty findings", () => {
  fc.assert(
    fc.property(state, fc.array(push, { maxLength: 4 }), (policy, pushes) => {
      const lines = renderPush(pushes.map((each) => ({ ref: each.ref, verdict: judge(policy, each) }))).split("\n");
      for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      expect(lines.filter((line) => /^[✗?!·] /u.test(line)).length).toBeLessThanOrEqual(MAX_FINDINGS);
    }),
  );
});

test("the order of findings changes neither their verdict nor, but for ties, how they are listed", () => {
  const one = fc.record({
    rule: fc.constantFrom(...RULE_IDS),
    level: fc.constantFrom("error", "warning", "notice"),
    undecided: fc.boolean(),
    path: fc.constantFrom(null, "a", "b"),
  });
  const all = fc.array(
    one.map(({ rule, ...rest }) => finding(rule, { ...rest, message: "" })),
    { maxLength: 12 },
  );
  const keys = (findings: readonly Finding[]) =>
    conclude(findings).findings.map(({ level, rule, path }) => `${level} ${rule} ${path}`);
  fc.assert(
    fc.property(all, (findings) => {
      expect(conclude(findings.toReversed()).verdict).toBe(conclude(findings).verdict);
      expect(keys(findings.toReversed())).toEqual(keys(findings));
      expect(keys(conclude(findings).findings)).toEqual(keys(findings));
    }),
  );
});
