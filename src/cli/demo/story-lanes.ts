// Second chapter: teams in their lanes and out of them, sessions and their prefix, the policy itself.
import { accepted, commit, edit, git, lanekeeper, push, quietly, refused, type Step } from "./step.ts";

export const LANES: readonly Step[] = [
  {
    title: "A push inside the team's folder",
    why: "Team framework pushes its work on its own branch. All of it is in scope: nothing is printed, nothing is in the way.",
    act: [
      quietly("", "clone", "--quiet", "project.git", "framework"),
      git("framework", "switch", "--quiet", "-c", "framework/round-1"),
      edit("framework", "framework/core.js", "export const core = 2;"),
      ...commit("framework", "Raise the core to 2"),
      push("framework", "push", "origin", "framework/round-1"),
    ],
    expect: accepted("framework/round-1 -> framework/round-1"),
  },
  {
    title: "A rename out of another team's folder",
    why: "Git shows a rename as one tidy line. It deletes a file of team qa all the same, so it is refused, and the words say whose file it is.",
    act: [
      git("framework", "mv", "qa/core.test.js", "framework/core.test.js"),
      ...commit("framework", "Keep the tests beside the core"),
      push("framework", "push", "origin", "framework/round-1"),
    ],
    expect: refused(["write-scope"], "qa/core.test.js", "it belongs to team qa", "Nothing was changed on the server."),
  },
  {
    title: "Asking why",
    why: "The refusal ends with how to ask. The answer names the line of the policy; an agent adds --json. Exit code 1: it may not be written.",
    act: [lanekeeper("framework", "explain", "--branch", "framework/round-1", "qa/core.test.js", "framework/core.js")],
    expect: { code: "one", rules: [], says: ["it belongs to team qa", ".github/lanekeeper.yml:5:13 framework/"] },
  },
  {
    title: "The wrong prefix on a session's branch",
    why: "Session sB of team qa commits under [sA]: a fleet shares one login, so the prefix is what tells who did it.",
    act: [
      quietly("framework", "reset", "--quiet", "--hard", "HEAD~1"),
      quietly("", "clone", "--quiet", "project.git", "qa"),
      git("qa", "switch", "--quiet", "-c", "session-sB"),
      edit("qa", "qa/core.test.js", "// tests the core, twice"),
      ...commit("qa", "[sA] Test the core twice"),
      push("qa", "push", "origin", "session-sB"),
    ],
    expect: refused(["commit-prefix"], "[sB]"),
  },
  {
    title: "The right prefix",
    why: "Reworded as the fix says, the same work passes.",
    act: [
      git("qa", "commit", "--quiet", "--amend", "-m", "[sB] Test the core twice"),
      push("qa", "push", "origin", "session-sB"),
    ],
    expect: accepted("session-sB -> session-sB"),
  },
  {
    title: "A team widens its own scope",
    why: "Team docs adds a folder to its scope in the policy. What counts is the policy on trunk before the push, and only an architect changes it.",
    act: [
      quietly("", "clone", "--quiet", "project.git", "docs"),
      git("docs", "switch", "--quiet", "-c", "docs/round-1"),
      edit("docs", ".github/lanekeeper.yml", "version: 1", "architects: [dora]"),
      ...commit("docs", "Let us help out everywhere"),
      push("docs", "push", "origin", "docs/round-1"),
    ],
    expect: refused(["protected-paths"], ".github/lanekeeper.yml", "architects only"),
  },
  {
    title: "Straight to trunk",
    why: "Nor does a team get around its lane by pushing to trunk.",
    act: [
      quietly("docs", "reset", "--quiet", "--hard", "HEAD~1"),
      edit("docs", "docs/guide.md", "# Guide", "Read this first."),
      ...commit("docs", "Begin the guide"),
      push("docs", "push", "origin", "HEAD:main"),
    ],
    expect: refused(["trunk-gate"], "an architect merges it"),
  },
];
