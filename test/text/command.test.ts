// Commands in a text: at the start of a line, not in code, quotations or hidden parts; each as people type it, and what is said where it is wrong.
import type { Command } from "../../src/core/commands/command.ts";
import { parseSayings } from "../../src/text/command.ts";

const said = (text: string) => parseSayings(text).map(({ as, command }) => (as === null ? command : [as, command]));
const problems = (text: string) =>
  parseSayings(text).map(({ problem, fix }) => (fix === null ? problem : `${problem}; ${fix}`));

const claim = (paths: string[], rest: Partial<Command & { kind: "claim" }> = {}): Command => ({
  kind: "claim",
  paths,
  mode: "exclusive",
  lasts: null,
  until: null,
  task: null,
  reason: null,
  ...rest,
});
const HOUR = 3_600_000;

describe("each command", () => {
  test.each<[string, Command]>([
    ["/claim src/api/**", claim(["src/api/**"])],
    ["/claim src/api/** docs/ for 1h30m", claim(["src/api/**", "docs/"], { lasts: 1.5 * HOUR })],
    ["/claim src/a, src/b,", claim(["src/a", "src/b"])],
    ["/claim src/a src/a", claim(["src/a"])],
    ["/claim for 2h shared src/a", claim(["src/a"], { lasts: 2 * HOUR, mode: "shared" })],
    ['/claim "docs/my notes/**" "shared"', claim(["docs/my notes/**", "shared"])],
    ['/claim "a \\"b\\" c" app/\\[id\\]/x', claim(['a "b" c', "app/\\[id\\]/x"])],
    ["/claim a task #12 -- api refactor -- part 2", claim(["a"], { task: "#12", reason: "api refactor -- part 2" })],
    ["/claim a — as phones write it", claim(["a"], { reason: "as phones write it" })],
    ["/claim a until 2026-05-31T18:00Z", claim(["a"], { until: "2026-05-31T18:00:00.000Z" })],
    ["/claim a <!-- for me --> b", claim(["a", "b"])],
    [
      '/claim a\\\n  b \\\n-- "quoted" reason\\\non two lines',
      claim(["a", "b"], { reason: '"quoted" reason on two lines' }),
    ],
    ["/release", { kind: "release", what: "all", reason: null }],
    ["/release all -- merged", { kind: "release", what: "all", reason: "merged" }],
    ["/release src/api/** c3 m7", { kind: "release", what: ["src/api/**", "c3", "m7"], reason: null }],
    ['/release "all"', { kind: "release", what: ["all"], reason: null }],
    ["/ack m12", { kind: "ack", message: "m12", status: "seen", text: null }],
    ["/ack m12 in-progress", { kind: "ack", message: "m12", status: "in-progress", text: null }],
    [
      "/ack m12 answered -- yes:\\\n\\\n- both",
      { kind: "ack", message: "m12", status: "answered", text: "yes:\n\n- both" },
    ],
    [
      "/tell sB the schema moved -- see #4",
      { kind: "send", type: "note", to: "sB", ref: null, text: "the schema moved -- see #4" },
    ],
    ["/ask po:sA: which port?", { kind: "send", type: "question", to: "po:sA", ref: null, text: "which port?" }],
    [
      "/ask po:* who has the gate?",
      { kind: "send", type: "question", to: "po:*", ref: null, text: "who has the gate?" },
    ],
    [
      "/handoff sB task #12 tests are red",
      { kind: "send", type: "handoff", to: "sB", ref: "#12", text: "tests are red" },
    ],
    ["/handoff sB task #12", { kind: "send", type: "handoff", to: "sB", ref: "#12", text: "" }],
    [
      "/handoff sB -- task force of one",
      { kind: "send", type: "handoff", to: "sB", ref: null, text: "task force of one" },
    ],
    ["/found `x` is unused", { kind: "post", type: "discovery", text: "`x` is unused" }],
    ["/note a\\\nb\\", { kind: "post", type: "note", text: "a\nb\\" }],
    ["/warn main is red", { kind: "post", type: "warning", text: "main is red" }],
    ["/keep gate passed at 12:00", { kind: "keep", key: "gate", text: "passed at 12:00" }],
    ["/keep gate", { kind: "keep", key: "gate", text: "" }],
    ["/task the parser", { kind: "task", text: "the parser" }],
    ["/task", { kind: "task", text: "" }],
    ["/cancel m3", { kind: "cancel", message: "m3" }],
    ["/heartbeat", { kind: "heartbeat" }],
    ["/round", { kind: "ask-state", about: "rounds" }],
    ["/round status", { kind: "ask-state", about: "rounds" }],
    ["/round close 5", { kind: "round", verb: "close", round: 5 }],
    ["/round\treopen  12 ", { kind: "round", verb: "reopen", round: 12 }],
    ["/override write-scope -- hotfix", { kind: "override", rule: "write-scope", branch: null, reason: "hotfix" }],
    [
      "/override write-scope on fw/x -- hotfix",
      { kind: "override", rule: "write-scope", branch: "fw/x", reason: "hotfix" },
    ],
    ["/status", { kind: "ask-state", about: "status" }],
    ["/help", { kind: "ask-state", about: "help" }],
  ])("%j", (text, command) => {
    expect(parseSayings(text)).toEqual([{ line: text, as: null, command, problem: null, fix: null }]);
    expect(said(text.replaceAll("\n", "\r\n"))).toEqual([command]);
  });

  test.each([
    ["as sA: /status", "sA"],
    ["As framework: /status", "framework"],
    ["as po:sA: /status", "po:sA"],
  ])("%j says for whom", (text, as) => {
    expect(said(text)).toEqual([[as, { kind: "ask-state", about: "status" }]]);
  });
});

describe("what is wrong is said", () => {
  test.each([
    ["/claim", 'nothing says which paths; write /claim src/api/** for 2h; one called shared is written "shared"'],
    [
      "/claim shared",
      'nothing says which paths; write /claim src/api/** for 2h; one called shared is written "shared"',
    ],
    ["/claim ../x", 'the pattern "../x" is refused: the pattern has a ".." segment'],
    ["/claim a for the fix", '"the" is not a duration; write for 2h or for 1h30m; a reason stands behind two dashes'],
    ["/claim a for", '"" is not a duration; write for 2h or for 1h30m; a reason stands behind two dashes'],
    ["/claim a for 0s", '"0s" is not a duration; write for 2h or for 1h30m; a reason stands behind two dashes'],
    ["/claim a until tomorrow", '"tomorrow" is not an instant; write it in UTC: until 2026-05-31T18:00Z'],
    ["/claim a task", "nothing says which task; write task #12"],
    ['/claim "a b', 'a quotation mark is not closed; write "a name with spaces"'],
    ['/claim "a"b', 'a space is missing behind a quotation mark; write "a name with spaces" and the next word'],
    ["/release all src", "this releases everything and something; write /release all, or what to release"],
    ["/ack", "nothing says which message; write /ack m1 done"],
    ["/ack m1 dome", '"dome" is not what becomes of a message; did you mean done?'],
    ["/ack m1 done fixed", "there are too many words; write /ack m1 done -- what to say"],
    ["/tell", "nothing says to whom; write /tell sB and what to say"],
    ["/ask sB", 'nothing is said to "sB"; write /ask sB and what to say'],
    ["/handoff sB", 'nothing is handed to "sB"; write /handoff sB and what is to be done'],
    ["/handoff sB task", "nothing says which task; write /handoff sB task #12 and what is to be done"],
    ["/note", "nothing is said; write /note and what to say"],
    ["/keep", "nothing says under which key; write /keep gate passed at 12:00"],
    ["/cancel m1 m2", "nothing says which message; write /cancel m1"],
    ["/round close", "say which round; /round close 5"],
    ["/round close five", "say which round; /round close 5"],
    ["/round end 5", "/round end is not known; there are status, close N and reopen N"],
    ["/override write-scop -- x", '"write-scop" is not a rule; did you mean write-scope?'],
    ["/override write-scope", "nothing says why; write /override claim-overlap on framework/round-5 -- why"],
    [
      "/override write-scope fw/x -- y",
      "this does not say on which branch; write /override claim-overlap on framework/round-5 -- why",
    ],
    ["/heartbeat sB", "nothing follows /heartbeat; write /heartbeat alone"],
    ["/clam src", "/clam is not known; did you mean /claim?"],
    ["/note: x", "/note: is not known; did you mean /note?"],
    ["/Claim x", "/Claim is not known; did you mean /claim?"],
    ["/rounds close 5", "/rounds is not known; did you mean /round?"],
  ])("%j", (text, problem) => {
    expect(problems(text)).toEqual([problem]);
    expect(said(text)).toEqual([null]);
  });

  test("for whom no command is said, all of them are listed", () => {
    expect(problems("as sA: /frobnicate")[0]).toMatch(/^\/frobnicate is not known; there are \/claim \/release /);
  });
});

describe("what people say to others is not for us", () => {
  test.each([
    "/usr/bin/env node",
    "/cc @ada",
    "/lgtm",
    "/retest",
    "/hold",
    "/assign me",
    "/approve",
    "/",
    "/ claim x",
    "/src is broken",
    " /claim x",
    "say /claim x",
    "- /claim x",
    "as sA /claim x",
    "as sA: claim x",
    "`/claim x`",
    "//claim x",
    "NOTE",
    "NOTE: mind the gap",
    "NOTES x",
    "note sA | x",
    "DONE",
    "DONE with that",
    "DROP TABLE users;",
    "CLAIM denied",
    "BLOCK",
  ])("%j", (text) => {
    expect(parseSayings(text)).toEqual([]);
  });
});

describe("code, quotations and comments", () => {
  const C = "/claim x";
  test.each([
    ["a fence", `\`\`\`\n${C}\n\`\`\``],
    ["a fence with a language", `\`\`\`sh\n${C}\n\`\`\``],
    ["tildes", `~~~\n${C}\n\`\`\`\n${C}\n~~~`],
    ["a longer fence", `\`\`\`\`\n\`\`\`\n${C}\n\`\`\`\``],
    ["a fence that is not closed", `\`\`\`\n${C}\n${C}`],
    ["what looks like its end and is none", `\`\`\`\n\`\`\` x\n${C}\n    \`\`\`\n${C}`],
    ["a fence in a list", `- \`\`\`\n  ${C}\n${C}\n  \`\`\``],
    ["a fence in a numbered list", `1. so:\n\n    \`\`\`\n    x\n${C}\n    \`\`\``],
    ["a mark at the margin, which opens another", `- \`\`\`\n  x\n\`\`\`\n${C}\n\`\`\``],
    ["spaces", `    ${C}`],
    ["a tab", `\t${C}`],
    ["code over lines", `so \`it\n${C}\nis\` done`],
    ["code in longer marks", `so \`\`a \` b\n${C}\nc\`\``],
    ["a quotation", `> ${C}\n>${C}\n > > ${C}`],
    ["a comment", `<!-- ${C} -->`],
    ["a comment over lines", `<!--\n${C}\n\n${C}\n-->${C}`],
    ["a comment that is not closed", `x <!-- y\n\n${C}\n\`\`\`\n${C}`],
    ["a comment behind a comment", `<!-- a --> <!--\n${C}\n-->`],
    ["pre", `<pre>\n${C}\n\n${C}\n</pre> x`],
    ["code in HTML", `<CODE>\n${C}\n</code>`],
    ["a quotation in HTML", `<blockquote>\n\n${C}\n\n</blockquote>`],
  ])("%s holds no command", (_, text) => {
    expect(said(text)).toEqual([]);
    expect(said(text.replaceAll("\n", "\r\n"))).toEqual([]);
  });

  const obeyed = [claim(["x"])];
  test.each([
    ["after a fence", `\`\`\`\na\n\`\`\`\n${C}`],
    ["after a fence in a list", `- a\n  \`\`\`\n  b\n  \`\`\`\n${C}`],
    ["after indented backticks, which are no fence", `    \`\`\`\n\n${C}`],
    ["after code in marks of three", `\`\`\`a\`\`\`\n${C}`],
    ["after a quotation", `> a\n${C}`],
    ["after a comment", `<!-- a\n-->\n${C}`],
    ["after the shortest comment", `<!-->\n${C}`],
    ["after a backtick alone", `it\`s\n\n${C}`],
    ["after a backtick alone of another length", `it\`s\n${C}\n\`\`b`],
    ["between two backticks of two paragraphs", `a \` b\n\n${C}\n\nc \` d`],
    ["after a comment's mark in code", `\`<!--\`\n${C}`],
    ["after HTML", `<pre>a</pre>\n${C}`],
    ["in a folded part", `<details>\n\n${C}\n\n</details>`],
    ["after a byte order mark", `\ufeff${C}`],
  ])("%s one is obeyed", (_, text) => {
    expect(said(text)).toEqual(obeyed);
  });

  test("what a command leaves open does not reach the next one, but a comment does", () => {
    expect(said("/note it`s\n/note so `be it")).toHaveLength(2);
    expect(said("/note `<!--`\n/note b")).toHaveLength(2);
    expect(said("/note <!--\n/note b\n-->\n/note c")).toMatchObject([{ text: "<!--" }, { text: "c" }]);
  });

  test("a continued line is the command's, whatever it looks like", () => {
    expect(said("/note a\\\n```\\\n> b\n/note c")).toMatchObject([{ text: "a\n```\n> b" }, { text: "c" }]);
    expect(parseSayings("/note a\\\nb\nc")[0]?.line).toBe("/note a\\\nb");
  });
});

describe("as people typed before", () => {
  const until = "2026-05-31T18:00:00.000Z";
  const note = (text: string) => ({ kind: "post", type: "note", text });
  const all = { kind: "release", what: "all", reason: null };
  test.each<[string, string | null, unknown[]]>([
    ["CLAIM sA | src/api/** | until 2026-05-31T18:00Z", "sA", [claim(["src/api/**"], { until })]],
    [
      "CLAIM sA | src/api/**, docs/ README.md | until 2026-05-31T18:00Z",
      "sA",
      [claim(["src/api/**", "docs/", "README.md"], { until })],
    ],
    [
      "CLAIM framework | api refactor src/api/**,src/x/y | until 2026-05-31T18:00:00Z | urgent",
      "framework",
      [claim(["src/api/**", "src/x/y"], { until, reason: "api refactor; urgent" })],
    ],
    ["CLAIM Sintra | docs, src | for 2h", "Sintra", [claim(["docs", "src"], { lasts: 2 * HOUR })]],
    ['CLAIM sA | "my notes" | task #4', "sA", [claim(["my notes"], { task: "#4" })]],
    ["CLAIM sA | docs", "sA", [claim(["docs"])]],
    ["DONE sA", "sA", [all]],
    ["DONE sA | api refactor | all green", "sA", [all, note("api refactor | all green")]],
    ["DONE | merged", null, [all, note("merged")]],
    ["DROP sA | src/api/**, docs", "sA", [{ kind: "release", what: ["src/api/**", "docs"], reason: null }]],
    ["DROP src/api/** c3", null, [{ kind: "release", what: ["src/api/**", "c3"], reason: null }]],
    ["DROP sA | all", "sA", [all]],
    ["BLOCK sA | main is red | again", "sA", [{ kind: "post", type: "warning", text: "main is red | again" }]],
    ["BLOCK the gate a | b", null, [{ kind: "post", type: "warning", text: "the gate a | b" }]],
    ["NOTE sA | back at 12:00", "sA", [note("back at 12:00")]],
    ["NOTE back at 12:00", null, [note("back at 12:00")]],
  ])("%j", (text, as, commands) => {
    expect(parseSayings(text).map((each) => [each.as, each.command])).toEqual(commands.map((command) => [as, command]));
  });

  const usage = "write CLAIM sA | src/api/** | until 2026-05-31T18:00Z, or /claim src/api/**";
  test.each([
    ["CLAIM src/api/**", `nothing says who claims; ${usage}`],
    ["CLAIM the api | src/api", `nothing says who claims; ${usage}`],
    ["CLAIM sA | src/api | until 18:00Z", '"18:00Z" is not an instant; write it in UTC: until 2026-05-31T18:00Z'],
    ["CLAIM sA | src/api | until we are done", `the end of the claim cannot be read; ${usage}`],
    [
      "CLAIM sA | the api docs",
      'nothing says which paths; write /claim src/api/** for 2h; one called shared is written "shared"',
    ],
  ])("%j is answered", (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });
});

describe("sizes", () => {
  test("more than fifty commands: the rest is refused, once", () => {
    const reads = parseSayings("/heartbeat\n".repeat(60));
    expect(reads).toHaveLength(51);
    expect(reads.filter(({ command }) => command !== null)).toHaveLength(50);
    expect(reads[50]?.problem).toBe("there are more than 50 commands");
  });

  test("a text over 64 KiB is not read, and only who said something is told", () => {
    expect(problems(`/claim x\n${"y".repeat(65_536)}`)).toEqual([
      "this text is longer than 64 KiB and was not read; say the command by itself",
    ]);
    expect(parseSayings(`/usr/bin\n${"y".repeat(65_536)}`)).toEqual([]);
    expect(said(`/note ${"y".repeat(65_530)}`)).toHaveLength(1);
  });

  test("more patterns than one claim may have", () => {
    expect(problems(`/claim ${Array.from({ length: 101 }, (_, n) => `a${n}`).join(" ")}`)).toEqual([
      "these are more than 100 patterns; claim directories: src/api/",
    ]);
  });
});
