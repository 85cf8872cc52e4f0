// commit-prefix: on a session's branch every commit says so; elsewhere none says another team's session.
import { commitPrefix } from "../../../src/core/rules/commit-prefix.ts";
import { aPolicy, aPush, complaints, type Sketch, words } from "../a-push.ts";

test.each<[string, Sketch, string[]]>([
  [
    "a session's branch wants its prefix",
    { branch: "session-sA", commits: ["[sA] x", "x", "[sA]x"] },
    ["error 2", "error 3"],
  ],
  ["another session's prefix is wrong there", { branch: "session-sA", commits: ["[sB] x"] }, ["error 1"]],
  ["an unlisted session wants its prefix too", { branch: "session-sZ", commits: ["[sZ] x", "x"] }, ["error 2"]],
  ["a team's branch of a session wants it", { branch: "fw/x-sA", commits: ["[sA] x", "x"] }, ["error 2"]],
  ["a trailer is not a prefix", { branch: "session-sA", commits: ["x |  | sA"] }, ["error 1"]],
  ["merges are exempt", { branch: "session-sA", commits: ["Merge branch 'main'"] }, []],
  ["git's undoing is exempt", { branch: "session-sA", commits: ['Revert "x"', 'Reapply "x"'] }, []],
  [
    "what autosquash puts in front is stripped",
    { branch: "session-sA", commits: ["fixup! squash! [sA] x", "amend! x"] },
    ["error 2"],
  ],
  ["and the rest may be git's undoing", { branch: "session-sA", commits: ['fixup! Revert "x"'] }, []],
  ["a team's own branch wants none", { commits: ["x", "[sA] x", "[sB] x"] }, []],
  ["another team's session has no place there", { commits: ["[sQ] x", "fixup! [sQ] y"] }, ["error 1", "error 2"]],
  ["a session of no team does no harm", { commits: ["[sC] x", "[sZ] x"] }, []],
  ["a branch of no lane says what it likes", { branch: "other", commits: ["[sQ] x"] }, []],
  ["trunk is another rule's business", { branch: "main", commits: ["[sQ] x"] }, []],
  ["a session on another team's branch is an intruder", { branch: "qa/x-sA", commits: ["[sA] x"] }, ["error"]],
  ["a session of no team is one too", { branch: "qa/x-sC", commits: ["[sC] x"] }, ["error"]],
  ["an intruder's branch may be deleted", { branch: "qa/x-sA", after: null }, []],
])("%s", (_, sketch, expected) => {
  expect(complaints(commitPrefix, aPush(sketch))).toEqual(expected);
});

test.each([
  ["warn", ["error", "warning 1"]],
  ["off", ["error"]],
])("with `prefix: %s` commits are spared and intruders are not", (prefix, expected) => {
  const policy = aPolicy(`sessions: {prefix: ${prefix}}`);
  expect(complaints(commitPrefix, aPush({ branch: "qa/x-sA", commits: ["x"] }), policy)).toEqual(expected);
});

test("it shows the subject short and harmless, and how to reword it", () => {
  const long = "x".repeat(70);
  expect(words(commitPrefix, aPush({ branch: "session-sA", commits: [long, "[sB] \u001b[2J\u202e"] }))).toEqual([
    `commit 1111111111 has no prefix, on a branch of session sA: “${long.slice(0, 60)}…” → reword it to begin with \`[sA] \` (git rebase -i, then reword)`,
    "commit 2222222222 has the prefix [sB], on a branch of session sA: “[sB] \ufffd[2J\ufffd” → reword it to begin with `[sA] ` (git rebase -i, then reword)",
  ]);
  expect(words(commitPrefix, aPush({ commits: ["[sQ] x"] }))).toEqual([
    "commit 1111111111 says [sQ], a session of team qa, on a branch of team fw: “[sQ] x” → if it is that session's work, push it to a branch of its own team; else reword the commit",
  ]);
  expect(words(commitPrefix, aPush({ branch: "qa/x-sA" }))).toEqual([
    "session sA does not belong to team qa, whose branch qa/x-sA is → push to a branch of the session's own team, or add it to the team's `sessions`",
  ]);
});
