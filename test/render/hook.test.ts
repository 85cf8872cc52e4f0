// What a push prints. The goldens are prose: read them when they change (LANEKEEPER_GOLDEN=write writes them anew).
import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { type Finding, finding, type Level, located, RULE_IDS } from "../../src/core/finding.ts";
import { conclude, judge, unjudged } from "../../src/core/judge.ts";
import type { Verdict } from "../../src/core/push.ts";
import { findingLines, MAX_FINDINGS, place, plural, renderPush } from "../../src/render/hook.ts";
import { aPolicy, aPush, type Sketch, valid } from "../core/a-push.ts";

const pushed = (sketch: Sketch) => ({ ref: aPush(sketch).ref, verdict: judge(valid(aPolicy()), aPush(sketch)) });
const at = { path: ".github/lanekeeper.yml", line: 3, column: 9 };
const BROKEN = unjudged([
  located("policy-valid", at, "error", "Unknown key wirte.", "Did you mean write?"),
  finding("policy-valid", { level: "error", undecided: true, message: "the policy on trunk does not validate" }),
]);

test.each([
  [
    "refused",
    renderPush([
      pushed({
        diff: "~src/core/a.ts +test/b.ts ~ci/run",
        commits: ["[sQ] write tests | +test/b.ts", "tune | ~ci/run", "try | +docs/x"],
      }),
    ]),
  ],
  ["accepted-with-a-warning", renderPush([pushed({ commits: ["try | +test/x", "no | -test/x"] })])],
  [
    "two-refs",
    renderPush([pushed({}), pushed({ branch: "main" }), pushed({ branch: "qa/it's", diff: ["+src/core/a b"] })]),
  ],
  ["unknown-login", renderPush([pushed({ by: null, diff: "~ci/run" })])],
  ["broken-policy", renderPush([{ ref: "refs/heads/fw/x", verdict: BROKEN }], "judged without the server")],
  [
    "hostile",
    renderPush([pushed({ diff: ["+src/\u202egnp.exe", "+a\x1b[2J\nok", "+b\udcff"], commits: ["\x1b[31m[sQ] x"] })]),
  ],
])("a push %s reads as its golden", (name, text) => {
  const golden = new URL(`../golden/hook-${name}.txt`, import.meta.url);
  if (process.env.LANEKEEPER_GOLDEN === "write") writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, "utf8"));
});

test("where there is nothing to say, nothing is said", () => {
  expect(renderPush([])).toBe("");
  expect(renderPush([pushed({ diff: "~src/core/a" })])).toBe("");
  expect(renderPush([pushed({ branch: "other" })])).toBe("");
});

test("what is refused comes before what is only warned about", () => {
  const warned = Array.from({ length: 60 }, (_, index) =>
    finding("history", { level: "warning", message: `${index}` }),
  );
  const lines = renderPush([{ ref: "refs/heads/x", verdict: conclude(warned) }, pushed({ branch: "main" })]).split(
    "\n",
  );
  expect(lines.slice(0, 2)).toEqual([
    "lanekeeper: refs/heads/main: refused, 1 error",
    "✗ trunk-gate: grace moves trunk (refs/heads/main), which only an architect may",
  ]);
});

test.each([
  [null, null, null, ""],
  ["a b", null, null, " a b"],
  ["a\nb", 3, null, ' "a\\nb":3'],
  ["a", 3, 9, " a:3:9"],
])("the place %j, %j, %j is %j", (path, line, column, expected) => {
  expect(place(finding("write-scope", { level: "error", message: "", path, line, column }))).toBe(expected);
});

test.each<[Level, boolean, string]>([
  ["error", false, "✗"],
  ["error", true, "?"],
  ["warning", false, "!"],
  ["notice", false, "·"],
])("a finding of level %s, undecided %j, is marked %s", (level, undecided, mark) => {
  expect(findingLines(finding("history", { level, undecided, message: "so", fix: "do" }))).toEqual([
    `${mark} history: so`,
    "  fix: do",
  ]);
});

test.each([
  [0, ""],
  [1, "1 error"],
  [2, "2 errors"],
])("%i is %j", (count, expected) => {
  expect(plural(count, "error")).toBe(expected);
});

const hostile = fc.string({
  unit: fc.constantFrom(
    "a",
    "'",
    "`",
    "$",
    " ",
    "-",
    "\n",
    "\r",
    "\x1b",
    "\x7f",
    "\u0085",
    "\u202e",
    "\u200b",
    "\udcff",
    "\u2028",
    "😀",
    "@",
  ),
});
const anyFinding: fc.Arbitrary<Finding> = fc.record({
  rule: fc.constantFrom(...RULE_IDS),
  level: fc.constantFrom("error", "warning", "notice"),
  message: hostile,
  path: fc.option(hostile),
  line: fc.option(fc.nat()),
  column: fc.option(fc.nat()),
  commit: fc.constant(null),
  fix: fc.option(hostile),
  undecided: fc.boolean(),
});
const verdict: fc.Arbitrary<Verdict> = fc.array(anyFinding, { maxLength: 80 }).map(conclude);
const refs = fc.array(
  fc.record({
    ref: fc.oneof(
      hostile,
      hostile.map((name) => `refs/heads/${name}`),
    ),
    verdict,
  }),
  { maxLength: 3 },
);

test("whatever is pushed, nothing in the text moves a cursor, hides or reorders", () => {
  fc.assert(
    fc.property(refs, fc.option(hostile), (all, note) => {
      for (const line of renderPush(all, note).split("\n"))
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    }),
  );
});

test("however much is found, no more than fifty are shown and all are counted", () => {
  fc.assert(
    fc.property(refs, (all) => {
      const lines = renderPush(all).split("\n");
      const shown = lines.filter((line) => /^[✗?!·] /u.test(line)).length;
      const total = all.flatMap(({ verdict }) => verdict.findings).filter(({ level }) => level !== "notice").length;
      expect(shown).toBe(Math.min(total, MAX_FINDINGS));
      expect(lines.includes(`… and ${total - MAX_FINDINGS} more`)).toBe(total > MAX_FINDINGS);
    }),
  );
});
