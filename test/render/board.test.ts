// The board, the records on heads and the calls as people read them. The goldens are prose: read them when they change
// (LANEKEEPER_GOLDEN=write writes them anew).
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import type { Entry } from "../../src/core/entry.ts";
import { boardOf } from "../../src/core/show/board.ts";
import { messageCalls, overdueOf } from "../../src/core/show/overdue.ts";
import { type RecordEffect, showRecords } from "../../src/core/show/records.ts";
import type { State } from "../../src/core/state.ts";
import { boardIssue } from "../../src/render/board.ts";
import { LIMITS } from "../../src/render/check.ts";
import { COMMENT_BYTES } from "../../src/render/comment.ts";
import { bytes } from "../../src/render/fit.ts";
import { acksCheck, claimsCheck, messageCallWords, messagesComment, overdueComment } from "../../src/render/records.ts";
import { acked, active, aState, at, CHARTER, claimed, judged, more, type Said, sent } from "../core/a-fleet.ts";

function golden(name: string, text: string): void {
  const file = pathToFileURL(`${process.cwd()}/test/golden/${name}.md`);
  if (process.env.LANEKEEPER_GOLDEN === "write") writeFileSync(file, `${text}\n`);
  expect(`${text}\n`).toBe(readFileSync(file, "utf8"));
}

const QUIET: Said[] = [
  [1, active("sA", 1, "session-sA", ["src/core/a.ts"]), { kind: "task-set", session: "sA", text: "the parser" }],
  [2, claimed("c1", "sA", "src/core/**", { reason: "rewriting the parser", task: "#12" })],
  [3, { kind: "posted", from: "sA", type: "discovery", text: "the tests need Node 20", by: "grace" }],
];

const BUSY: Said[] = [
  ...QUIET,
  [4, active("sQ", 4, "session-sQ"), claimed("c2", "sQ", "test/**", { mode: "shared" })],
  [5, claimed("c3", "qa", "docs/**", { until: at(600), renews: null })],
  [6, sent("m1", "sB", "Which of the two\ninterfaces do you want?", { ref: "#12" })],
  [6, sent("m2", "all", "main is red", { type: "warning", broadcast: true, addressees: ["sA", "sQ"], from: "qa" })],
  [7, acked("m2", "sA", "seen")],
  [8, sent("m3", "nobody", "are you there?", { addressees: [] })],
  [
    9,
    sent("m4", "sA", "take over the lexer", { type: "handoff", from: "framework" }),
    acked("m4", "sA", "blocked", "no access"),
  ],
  [
    10,
    judged("branch:session-sA", "a1", ["sA writes test/a.ts, which sQ holds by c2 (test/**)"], {
      lane: { session: "sA", team: "framework" },
    }),
  ],
  [10, judged("branch:session-sQ", "q1", [], { lane: { session: "sQ", team: "qa" } })],
  [11, refused("/claim src/** -- mine", "sQ", "src/core/a.ts is held by sA (c1, src/core/**)")],
  [70, { kind: "nudged", id: "m1", nudge: 1 }, { kind: "nudged", id: "m1", nudge: 2 }],
  [80, active("sA", 80)],
];

function refused(line: string, as: string, why: string): Entry {
  return { kind: "obeyed", key: line, line, as, by: "grace", refused: { why, fix: null, rule: "claim-overlap" } };
}

const EVIL = "@ada `x` <img src=x>\n### [y](http://z) #1 | a |\u202e ``` -->";
/** As bad as a pattern may be. */
const EVIL_PATTERN = "`@ada` <img src=x> | #1 **b**/**";
const HOSTILE: Said[] = [
  [1, active("sA", 1, EVIL), { kind: "task-set", session: "sA", text: EVIL }],
  [2, claimed("c1", "sA", EVIL_PATTERN, { reason: EVIL, task: EVIL })],
  [3, sent("m1", "sA", EVIL, { from: EVIL, to: EVIL, type: EVIL, ref: EVIL }), { kind: "nudged", id: "m1", nudge: 2 }],
  [3, sent(EVIL, EVIL, EVIL)],
  [4, { kind: "posted", from: EVIL, type: "note", text: EVIL, by: null }],
  [5, judged("branch:session-sA", "a1", [EVIL], { lane: { session: "sA", team: null } }), refused(EVIL, EVIL, EVIL)],
];

const board = (state: State, minute: number) => boardIssue(boardOf(state, at(minute)));

describe("the board", () => {
  test("of a quiet day", () => golden("board-quiet", board(aState(...QUIET), 4)));
  test("of a busy one, problems first", () => golden("board-busy", board(aState(...BUSY), 81)));
  test("of hostile people", () => golden("board-hostile", board(aState(...HOSTILE), 6)));
});

/** A check or comment of one kind, as text. */
function drawn(state: State, kind: RecordEffect["kind"], on = "a1"): string {
  const effect = showRecords(state).find((each) => each.kind === kind && (!("on" in each) || each.on === on));
  if (effect === undefined) return "nothing";
  if (effect.kind === "messages-comment") return messagesComment(effect.waiting);
  const text = effect.kind === "claims-check" ? claimsCheck(effect.held, effect.overlaps) : acksCheck(effect.waiting);
  return `${effect.conclusion}: ${text.title}\n\n---\n\n${text.summary}`;
}

const PULL: Said = [
  12,
  { kind: "pull-seen", number: 7, head: "a1", branch: "session-sA", base: "main", author: "grace" },
];

describe("the records of a head", () => {
  const state = aState(...BUSY, PULL);
  const waiting = more(state, [13, sent("m5", "sA", "Why?\nAnd since when?")]);
  const evil = aState(...HOSTILE, PULL);

  test("what is held and what is overlapped", () => golden("claims-overlap", drawn(state, "claims-check")));
  test("what is held", () => golden("claims-held", drawn(state, "claims-check", "q1")));
  test("what waits", () => golden("acks-waiting", drawn(waiting, "acks-check")));
  test("what waits, on the pull request", () => golden("messages-comment", drawn(waiting, "messages-comment")));
  test("hostile claims", () => golden("claims-hostile", drawn(evil, "claims-check")));
  test("hostile messages", () => golden("acks-hostile", drawn(evil, "acks-check")));
});

describe("the call", () => {
  test("names who is to be told, once for all that is overdue", () =>
    golden("overdue", overdueComment(CHARTER.escalateTo, overdueOf(aState(...BUSY)))));
  test("says so when nothing is overdue any more", () =>
    golden("overdue-none", overdueComment(CHARTER.escalateTo, [])));
  test("of hostile people mentions nobody else", () =>
    golden("overdue-hostile", overdueComment(["ada", EVIL], overdueOf(aState(...HOSTILE)))));
  test("is one line of plain words elsewhere", () => {
    expect(messageCalls(aState(...BUSY)).map(messageCallWords)).toEqual([
      "message m1, question from sA to sB, is not acknowledged",
      "message m3, question from sA to nobody, is a dead letter",
    ]);
  });
});

const text = fc.oneof(fc.constant(EVIL), fc.string({ maxLength: 40 }), fc.constant("@".repeat(5000)));
const id = fc.constantFrom("m1", "m2", "m3", EVIL);
const who = fc.constantFrom("sA", "sQ", "framework", EVIL);
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc
    .record({ who, minute: fc.nat(900), branch: text })
    .map(({ who, minute, branch }) => active(who, minute, branch, [branch])),
  fc.record({ session: who, text }).map((each): Entry => ({ kind: "task-set", ...each })),
  fc
    .record({ id, holder: who, path: fc.constantFrom("src/**", EVIL_PATTERN), reason: text })
    .map((each) => claimed(each.id, each.holder, each.path, { reason: each.reason })),
  fc.record({ id, to: who, text, from: text }).map((each) => sent(each.id, each.to, each.text, { from: each.from })),
  fc.record({ id, to: who, text }).map((each) => acked(each.id, each.to, "blocked", each.text)),
  fc
    .record({ id, nudge: fc.constantFrom(1 as const, 2 as const, 3 as const) })
    .map((each): Entry => ({ kind: "nudged", ...each })),
  fc.record({ from: who, text }).map((each): Entry => ({ kind: "posted", type: "note", by: null, ...each })),
  fc.record({ text, who }).map((each) => refused(each.text, each.who, each.text)),
  fc
    .record({ text, who })
    .map((each) => judged("branch:x", "a1", [each.text], { lane: { session: each.who, team: null } })),
);

test("whatever was said, every text fits, is drawn alike each time, and mentions nobody but who is called", () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), fc.nat(1000), (entries, minute) => {
      const state = aState([1, ...entries], PULL);
      const first = board(state, minute);
      expect(board(state, minute)).toBe(first);
      const called = overdueComment(CHARTER.escalateTo, overdueOf(state));
      const records = showRecords(state).map((each) =>
        each.kind === "messages-comment"
          ? messagesComment(each.waiting)
          : Object.values(
              each.kind === "claims-check" ? claimsCheck(each.held, each.overlaps) : acksCheck(each.waiting),
            ).join("\n"),
      );
      for (const shown of [first, called.replace("@ada @acme/architects", ""), ...records]) {
        expect(bytes(shown)).toBeLessThanOrEqual(Math.max(COMMENT_BYTES, LIMITS.summary + LIMITS.title));
        expect(shown).not.toMatch(/@(?![\u2060…])/);
      }
    }),
    { numRuns: 200 },
  );
});
