// The terminal panel: problems first, whatever does not fit counted, no text that moves a cursor, no line wider than the window.
import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import type { RoundDocument, StateDocument } from "../../src/core/document.ts";
import type { JobDocument } from "../../src/core/jobs/document.ts";
import { frame } from "../../src/render/top.ts";
import { short } from "../../src/render/top-words.ts";
import { clip, columns, pad } from "../../src/render/width.ts";
import { aClaim, aDocument, aMessage, aSession, T } from "../client/an-outlook.ts";

const NOW = "2026-05-31T15:30:00.000Z";
const HOSTILE = "\u001b[2J\u001b]0;x\u0007\r\nq\u202e\u200b\u2028日本語テキスト👩‍👩‍👧‍👦🇩🇪é\u0301☀️\ud800";

const aRound = (round: number, more: Partial<RoundDocument> = {}): RoundDocument => ({
  round,
  title: null,
  state: "open",
  deadline: null,
  depends_on: [],
  closed: null,
  teams: [],
  ...more,
});
const aTeam = (team: string, state: "working" | "replied", status: string | null = null, late = false) => ({
  ...{ team, state, status, late },
  branch: `${team}/round-5`,
  since: T,
  revision: null,
  reset: false,
});
const aJob = (id: string, more: Partial<JobDocument> = {}): JobDocument => ({
  id,
  session: "sA",
  command: `make ${id}`,
  on: "build-3",
  tell: "sA",
  state: "running",
  started: T,
  last_seen: T,
  ended: null,
  beats: 60_000,
  code: null,
  signal: null,
  report: null,
  ...more,
});

const FULL = aDocument({
  rounds: [
    aRound(4, { state: "closed", teams: [aTeam("qa", "replied", "blocked")] }),
    aRound(5, {
      title: "core interface",
      deadline: "2026-05-31T18:00:00.000Z",
      teams: [
        aTeam("framework", "working", null, true),
        aTeam("qa", "replied", "blocked"),
        aTeam("docs", "replied", "done"),
      ],
    }),
  ],
  sessions: [
    aSession("sA", { name: "Sintra", team: "framework", branch: "session-sA", task: "the parser", last_seen: NOW }),
    aSession("sB", { team: "framework", presence: "stale", last_seen: "2026-05-31T12:00:00.000Z" }),
    aSession("sQ", { presence: "gone", last_seen: "2026-05-28T12:00:00.000Z" }),
  ],
  claims: [
    aClaim("c1", "sA", "src/api/**", { until: "2026-05-31T18:00:00.000Z", reason: "a rewrite", task: "#12" }),
    aClaim("c2", "sB", "src/日本/**", { until: "2026-05-31T16:00:00.000Z", mode: "shared" }),
  ],
  jobs: [
    aJob("j1"),
    aJob("j2", { state: "lost" }),
    aJob("j3", { state: "ended", ended: T, code: 3 }),
    aJob("j4", { state: "ended", ended: T, signal: "SIGKILL" }),
    aJob("j5", { state: "ended", ended: T, code: 0 }),
    aJob("j6", { state: "ended", ended: "2026-05-31T12:00:00.000Z", code: 1 }),
  ],
  messages: [
    aMessage("m1", "sA", { text: "when are you done?\nI wait." }),
    aMessage("m2", "sQ", { overdue: true }),
    aMessage("m3", "nobody", { overdue: true, dead: true }),
    aMessage("m4", "sB", { status: "done" }),
  ],
  collisions: [
    { at: T, line: "/claim src/**", as: "sB", by: "grace", why: "sA holds src/api/** (c1)" },
    { at: "2026-05-31T12:00:00.000Z", line: "/claim old", as: "sB", by: "grace", why: "long ago" },
  ],
});

const drawn = (document: StateDocument, width = 100, height: number | null = null, away: string | null = null) =>
  frame({ document, repo: "acme/p", now: NOW, width, height, away, keys: height === null ? null : "q quits" });
const words = (lines: ReturnType<typeof drawn>) =>
  lines.map(({ tone, text }) => `${tone.padEnd(5)} |${text}\n`).join("");

test.each([
  ["full", drawn(FULL)],
  ["small", drawn(FULL, 60, 16, T)],
  ["nothing", drawn(aDocument(), 80, 24)],
])("%s is drawn as its golden says", (name, lines) => {
  const golden = new URL(`../golden/top-${name}.txt`, import.meta.url);
  if (process.env.LANEKEEPER_GOLDEN === "write") writeFileSync(golden, words(lines));
  expect(words(lines)).toBe(readFileSync(golden, "utf8"));
});

test("problems are worst first; what is over or long ago is none", () => {
  const lines = drawn(FULL);
  const from = lines.findIndex(({ text }) => text.startsWith("PROBLEMS"));
  const problems = lines.slice(
    from + 1,
    lines.findIndex(({ text }) => text.startsWith("ROUNDS")),
  );
  const tones = problems.map(({ tone }) => tone);
  expect(tones).toEqual([...tones].sort());
  expect(from).toBe(1);
  const all = problems.map(({ text }) => text).join("\n");
  for (const part of ["m3", "m2", "j2", "j3", "j4", "framework is late", "qa is blocked", "sB is stale", "c1"])
    expect(all).toContain(part);
  for (const part of ["m1 ", "m4", "j5", "j6", "round 4", "sQ is gone", "long ago"]) expect(all).not.toContain(part);
});

test("problems keep more than half of the lines, and every other section that fits a row; what is cut is counted", () => {
  const messages = Array.from({ length: 200 }, (_, n) => aMessage(`m${n}`, "sA", { overdue: n < 100 }));
  const text = drawn({ ...FULL, messages }, 80, 30).map((line) => line.text);
  expect(text).toHaveLength(30);
  expect(text.indexOf("ROUNDS 1")).toBeGreaterThan(15);
  for (const title of ["ROUNDS 1", "SESSIONS 3"]) expect(text).toContain(title);
  const cut = text.filter((line) => /^ {2}… \d+ more$/.test(line));
  expect(cut.length).toBeGreaterThan(0);
  expect(text.at(-1)).toBe("q quits");
});

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(HOSTILE, "", "日".repeat(50), "\t\n"),
);

test("no line is wider or holds anything that moves a cursor, and there are never too many, whatever anybody wrote", () => {
  fc.assert(
    fc.property(
      hostile,
      fc.integer({ min: 0, max: 150 }),
      fc.option(fc.integer({ min: 1, max: 40 })),
      (text, width, height) => {
        const document: StateDocument = {
          ...FULL,
          rounds: [aRound(5, { title: text, teams: [aTeam(text, "replied", text, true)] })],
          sessions: [aSession("sB", { name: text, task: text, branch: text, team: text, presence: "stale" })],
          claims: [aClaim("c1", "sB", text, { reason: text, task: text })],
          messages: [
            aMessage("m1", text, { from: text, type: text, text, overdue: true }),
            aMessage("m2", text, { text }),
          ],
          jobs: [aJob("j1", { command: text, on: text, session: text }), aJob("j2", { command: text, state: "lost" })],
          collisions: [{ at: T, line: text, as: text, by: null, why: text }],
        };
        const lines = frame({ document, repo: text, now: NOW, width, height, away: T, keys: "q quits" });
        if (height !== null) expect(lines.length).toBeLessThanOrEqual(height);
        for (const line of lines) {
          expect(columns(line.text)).toBeLessThanOrEqual(width);
          expect(line.text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  ["", 0],
  ["abc", 3],
  ["é", 1],
  ["e\u0301", 1],
  ["日本", 4],
  ["한", 2],
  ["Ａ", 2],
  ["👍", 2],
  ["🇩🇪", 4],
  ["☀️", 3],
  ["→·…“", 4],
  ["\u{e000}", 2],
])("%j is %d columns wide", (text, width) => expect(columns(text)).toBe(width));

test.each([
  ["abc", 3, "abc"],
  ["abcd", 3, "ab…"],
  ["日本", 4, "日本"],
  ["日本", 3, "日…"],
  ["日本", 2, "…"],
  ["a", 0, ""],
  ["", 0, ""],
])("%j in %d columns is %j", (text, width, clipped) => expect(clip(text, width)).toBe(clipped));

test("what fits is left alone, what is cut fits, and what is filled up is as wide as it should be", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, width) => {
      expect(columns(clip(text, width))).toBeLessThanOrEqual(width);
      if (columns(text) <= width) {
        expect(clip(text, width)).toBe(text);
        expect(columns(pad(text, width))).toBe(width);
      }
    }),
  );
});

test.each([
  [-5, "0s"],
  [59_999, "59s"],
  [60_000, "1m"],
  [3_600_000, "1h"],
  [86_400_000 * 9, "9d"],
])("%d ms is %s", (ms, text) => expect(short(ms)).toBe(text));
