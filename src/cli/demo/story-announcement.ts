// Fourth chapter: the architect's announcement on a team's branch, carried along by the team and not to be rewritten.
import { accepted, commit, edit, git, push, refused, type Step } from "./step.ts";

export const ANNOUNCEMENT: readonly Step[] = [
  {
    title: "The architect announces a round",
    why: "ANNOUNCEMENT.md on a team's round branch is the architect's word to the team.",
    act: [
      git("ada", "switch", "--quiet", "-c", "framework/round-2"),
      edit("ada", "ANNOUNCEMENT.md", "---", "round: 2", "team: framework", "---", "Make the limits configurable."),
      ...commit("ada", "Announce round 2 to framework"),
      push("ada", "push", "origin", "framework/round-2"),
    ],
    expect: accepted("framework/round-2 -> framework/round-2"),
  },
  {
    title: "The team carries it along",
    why: "Grace takes the branch, works on it, rebases it. The announcement comes along in commits she pushes, unchanged: that is nobody's offence.",
    act: [
      git("framework", "fetch", "--quiet"),
      git("framework", "switch", "--quiet", "framework/round-2"),
      edit("framework", "framework/limits.js", "export const limit = Number(process.env.LIMIT ?? 10);"),
      ...commit("framework", "Read the limit from the environment"),
      git("framework", "rebase", "--quiet", "--force-rebase", "origin/main"),
      push("framework", "push", "--force", "origin", "framework/round-2"),
    ],
    expect: accepted("framework/round-2 -> framework/round-2"),
  },
  {
    title: "The team rewrites it",
    why: "Changing the task is another thing.",
    act: [
      edit("framework", "ANNOUNCEMENT.md", "---", "round: 2", "team: framework", "---", "Take the week off."),
      ...commit("framework", "Clarify the task"),
      push("framework", "push", "origin", "framework/round-2"),
    ],
    expect: refused(["announcement-author"], "ANNOUNCEMENT.md"),
  },
];
