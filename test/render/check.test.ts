// The gate and its comment as people read them. The goldens are prose: read them when they change (LANEKEEPER_GOLDEN=write writes them anew).
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import type { Judged } from "../../src/core/entry.ts";
import { type Finding, finding, located, RULE_IDS } from "../../src/core/finding.ts";
import { conclude, unjudged } from "../../src/core/judge.ts";
import type { Verdict } from "../../src/core/push.ts";
import { LIMITS, pinned, renderCheck } from "../../src/render/check.ts";
import { COMMENT_BYTES, gateComment, marker } from "../../src/render/comment.ts";
import { bytes } from "../../src/render/fit.ts";

const COMMIT = "c0ffee0123456789c0ffee0123456789c0ffee01";

function judged({ verdict, findings }: Verdict, more: Partial<Judged> = {}): Judged {
  const count = (level: string) => findings.filter((each) => each.level === level).length;
  const counts = { error: count("error"), warning: count("warning"), notice: count("notice") };
  const where = { subject: "branch:framework/x", head: "a".repeat(40), base: "b".repeat(40), policy: "f".repeat(40) };
  return { kind: "judged", ...where, verdict, approve: false, findings, counts, ...more };
}

const outside = (path: string): Finding => {
  const message = `team framework changes ${path}, outside the write scope of team framework (.github/lanekeeper.yml:5:13 framework/)`;
  return finding("write-scope", { level: "error", message, path, commit: COMMIT, fix: `leave ${path} to team qa` });
};
const warning = finding("history", {
  level: "warning",
  message: "commit c0ffee touched qa/b.ts",
  path: "qa/b.ts",
  commit: COMMIT,
});
const notice = finding("odd-paths", {
  level: "notice",
  message: "adds a submodule at framework/lib",
  path: "framework/lib",
});
const place = { path: ".github/lanekeeper.yml", line: 3, column: 9 };
const broken = located("policy-valid", place, "error", "unknown key wirte", "did you mean write?");
const hostile = outside("qa/@ada `x` <img src=x>\n### [y](http://z) #1");

const CASES: [string, readonly Judged[]][] = [
  ["passes", [judged(conclude([]))]],
  ["passes-with-a-warning", [judged(conclude([warning, notice]))]],
  ["fails", [judged(conclude([outside("qa/b.ts"), outside("qa/c.ts"), warning]))]],
  ["unjudged", [judged(unjudged([broken]))]],
  ["no-policy", [judged(conclude([]), { policy: null })]],
  [
    "of-two-pull-requests",
    [judged(conclude([outside("qa/b.ts")]), { subject: "pull:7" }), judged(conclude([]), { subject: "pull:5" })],
  ],
  [
    "hostile",
    [judged(conclude([hostile]), { subject: "branch:@ada/<b>" }), judged(conclude([]), { subject: "branch:`x`" })],
  ],
];

/** All of a check as one text. */
function whole(verdicts: readonly Judged[]): string {
  const { title, summary, annotations } = pinned(renderCheck(verdicts), verdicts);
  const notes = annotations.map(
    (each) => `${each.annotation_level} ${each.path}:${each.start_line} ${each.title}\n${each.message}`,
  );
  return `${[title, summary, ...notes].join("\n\n---\n\n")}\n`;
}

function golden(name: string, text: string): void {
  const file = pathToFileURL(`${process.cwd()}/test/golden/${name}.md`);
  if (process.env.LANEKEEPER_GOLDEN === "write") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}

test.each(CASES)("a check that %s reads as its golden", (name, verdicts) => golden(`check-${name}`, whole(verdicts)));

test.each(CASES.filter(([, each]) => each.length === 1))(
  "a comment on what %s reads as its golden",
  (name, [verdict]) => {
    golden(`comment-${name}`, `${gateComment({ ...verdict!, subject: "pull:7" })}\n`);
  },
);

test("a thousand annotations are made, the rest is counted, and a finding of two subjects counts once", () => {
  const findings = Array.from({ length: 1203 }, (_, at) => outside(`qa/${at}`));
  const all = judged(conclude(findings));
  const kept = { ...all, findings: all.findings.slice(0, 1000) };
  const { title, summary, annotations } = renderCheck([kept]);
  expect([title, annotations.length]).toEqual(["1203 errors: write-scope", LIMITS.annotations]);
  expect(summary).toMatch(/203 more without an annotation\.$/);
  const one = judged(conclude([outside("qa/b.ts")]), { subject: "pull:1" });
  expect(renderCheck([one, { ...one, subject: "pull:2" }]).summary).not.toContain("without an annotation");
});

test("a name that JSON cannot carry, or that breaks lines, is told and not annotated", () => {
  const { annotations, summary } = renderCheck([judged(conclude([outside("a\udcff"), outside("b\nc"), outside("d")]))]);
  expect(annotations.map(({ path }) => path)).toEqual(["d"]);
  expect(summary).toContain('"a\\377"');
});

const text = fc.string({ unit: "binary", maxLength: 3000 });
const anything = fc.record({
  message: text,
  path: fc.option(text),
  fix: fc.option(text),
  commit: fc.constantFrom(null, COMMIT),
});

test("whatever was found, everything fits and no mention is left", () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 60 }), text, fc.constantFrom(...RULE_IDS), (found, subject, rule) => {
      const verdict = judged(conclude(found.map((each) => finding(rule, { level: "error", ...each }))), { subject });
      const other = judged(conclude([]), { subject: `branch:${subject}` });
      const check = pinned(renderCheck([verdict, other]), [verdict, other]);
      expect(bytes(check.summary)).toBeLessThanOrEqual(65_535);
      expect(bytes(check.title)).toBeLessThanOrEqual(255);
      expect(check.summary).not.toMatch(/@(?!\u2060)/);
      for (const { message, title } of check.annotations) {
        expect(bytes(message)).toBeLessThanOrEqual(64 * 1024);
        expect(bytes(title)).toBeLessThanOrEqual(255);
      }
      const comment = gateComment(verdict);
      expect(bytes(comment)).toBeLessThanOrEqual(COMMENT_BYTES + 100);
      expect(comment.startsWith(`${marker("gate")}\n`)).toBe(true);
      expect(comment).not.toMatch(/@(?!\u2060)/);
    }),
    { numRuns: 50 },
  );
});
