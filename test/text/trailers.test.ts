// Trailers: what git calls one, and which command each is.
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { MAX_TRAILERS, MAX_VALUE, sessionOf, trailerSayings, trailersIn, trailersOf } from "../../src/text/trailers.ts";

const commandsOf = (...lines: readonly string[]) =>
  trailerSayings(trailersOf(`Subject\n\n${lines.join("\n")}\n`)).map(({ as, command, problem }) => [
    as,
    command ?? problem,
  ]);

test("each says what the command of its name says", () => {
  const read = commandsOf(
    "Session: sA",
    "Claim: src/api/** for 2h task #4",
    "Release: docs/ -- done",
    "Ack: m1 answered -- yes",
    "Task: the parser",
  );
  expect(read).toMatchObject([
    ["sA", { kind: "claim", paths: ["src/api/**"], lasts: 7_200_000, task: "#4" }],
    ["sA", { kind: "release", what: ["docs/"], reason: "done" }],
    ["sA", { kind: "ack", message: "m1", status: "answered", text: "yes" }],
    ["sA", { kind: "task", text: "the parser" }],
  ]);
});

test.each([
  [["Claim: a", "Session: sA", "Session: sB"], [["sA,sB", { paths: ["a"] }]]],
  [["Claim: a"], [[null, { paths: ["a"] }]]],
  [["Claim: ../a"], [[null, 'the pattern "../a" is refused: the pattern has a ".." segment']]],
  [["Release:"], [[null, "Release: says nothing"]]],
  [["Signed-off-by: ada", "so", "much", "Release: all"], [[null, { what: "all" }]]],
  [["so", "Release: all"], []],
])("%j", (lines, expected) => {
  expect(commandsOf(...lines)).toMatchObject(expected);
});

test("as many as may be are obeyed, what is too long or too many is said", () => {
  const many = commandsOf(...Array.from({ length: MAX_TRAILERS + 5 }, (_, n) => `Ack: m${n}`));
  expect(many).toHaveLength(MAX_TRAILERS + 1);
  expect(many.at(-1)).toEqual([null, `this commit has more than ${MAX_TRAILERS} trailers`]);
  expect(commandsOf(`Task: ${"x".repeat(MAX_VALUE)}`)).toMatchObject([[null, { kind: "task" }]]);
  expect(commandsOf(`Task: ${"x".repeat(MAX_VALUE + 1)}`)).toEqual([
    [null, `this trailer is longer than ${MAX_VALUE} characters`],
  ]);
  const hidden = trailersOf(`Subject\n\n${"Ack: m1\n".repeat(MAX_TRAILERS + 5)}Session: sA\n`);
  expect(sessionOf(hidden)).toBe("sA");
});

const PIECES = [
  "Claim: a",
  "Task : b",
  "Session:sA",
  "  c",
  "\tc",
  " ",
  "",
  "# x",
  "x",
  "x y: z",
  "Signed-off-by: ada",
  "(cherry picked from commit 1)",
  "Reviewed-by: x",
  "Conflicts:",
  "---",
];
const messages = fc
  .sample(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 9 }).map((lines) => `\n\n${lines.join("\n")}\n`),
    { numRuns: 150, seed: 5 },
  )
  .map((body, at) => `Subject ${at}${body}`);

test("git finds the same ones", () => {
  const keys = ["Session", "Claim", "Release", "Ack", "Task"].map((key) => `key=${key}`).join();
  const dir = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
  const git = (args: readonly string[], input: string) =>
    execFileSync("git", args, { cwd: dir, input, encoding: "utf8" });
  try {
    git(["init", "-q", "--bare"], "");
    const commits = messages.map((message, at) => {
      const who = "committer x <x@example.com> 1700000000 +0000";
      return `commit refs/heads/m${at}\n${who}\ndata ${Buffer.byteLength(message)}\n${message}\n`;
    });
    git(["fast-import", "--quiet"], commits.join(""));
    const printed = git(["for-each-ref", "--sort=version:refname", "--format=%(objectname)"], "").trim();
    const log = git(
      ["log", "--no-walk=unsorted", "-z", `--format=%(trailers:${keys},unfold)`, "--stdin"],
      `${printed}\n`,
    ).split("\0");
    expect(messages.map((message) => trailersOf(message))).toEqual(
      messages.map((_, at) => trailersIn(log[at]!.split("\n"))),
    );
    expect(messages.filter((message) => trailersOf(message).length > 0).length).toBeGreaterThan(20);
  } finally {
    execFileSync("rm", ["-rf", dir]);
  }
});
