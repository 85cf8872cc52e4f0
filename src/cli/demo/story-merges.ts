// Third chapter: merges. What came from trunk is nobody's fault; what a merge commit adds by itself is its maker's.
import { accepted, commit, edit, git, push, quietly, refused, type Step } from "./step.ts";

export const MERGES: readonly Step[] = [
  {
    title: "Trunk moves on",
    why: "The architect pushes to trunk, in a folder of team framework.",
    act: [
      edit("ada", "framework/limits.js", "export const limit = 10;"),
      ...commit("ada", "Add the limits"),
      push("ada", "push", "origin", "main"),
    ],
    expect: accepted("main -> main"),
  },
  {
    title: "An evil merge",
    why: "Team docs merges trunk and slips a change of framework/core.js into the merge commit, where no parent has it and few reviewers look.",
    act: [
      git("docs", "fetch", "--quiet"),
      git("docs", "merge", "--quiet", "--no-commit", "--no-ff", "origin/main"),
      edit("docs", "framework/core.js", "export const core = 0;"),
      ...commit("docs", "Merge main into docs/round-1"),
      push("docs", "push", "origin", "docs/round-1"),
    ],
    expect: refused(["write-scope"], "framework/core.js", "it belongs to team framework"),
  },
  {
    title: "A clean merge of trunk",
    why: "The same merge without the extra change brings in files of team framework too, but they are trunk's. It has to pass, or people switch the guard off.",
    act: [
      quietly("docs", "reset", "--quiet", "--hard", "HEAD~1"),
      git("docs", "merge", "--quiet", "--no-edit", "origin/main"),
      push("docs", "push", "origin", "docs/round-1"),
    ],
    expect: accepted("docs/round-1 -> docs/round-1"),
  },
];
