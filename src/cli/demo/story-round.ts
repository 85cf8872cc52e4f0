// Fifth chapter: a round goes out to two teams, comes back from both, and ends.
import {
  accepted,
  commit,
  edit,
  git,
  lanekeeper,
  push,
  quietly,
  refused,
  type Step,
  token,
  type Where,
} from "./step.ts";

const announce = (team: Where, ...more: string[]) => [
  git("ada", "switch", "--quiet", "-c", `${team}/round-3`, "origin/main"),
  edit("ada", "ANNOUNCEMENT.md", "---", "round: 3", "title: release", "teams: [framework, qa]", ...more, "---"),
  ...commit("ada", `Announce round 3 to ${team}`),
];

export const ROUND: readonly Step[] = [
  {
    title: "A round for two teams",
    why: "Ada announces round 3 to framework and to qa, each on a branch of its own. For this round qa is to stay in one folder of its scope.",
    act: [
      ...announce("framework"),
      ...announce("qa", 'scope: {write: ["qa/release/"]}'),
      push("ada", "push", "origin", "framework/round-3", "qa/round-3"),
    ],
    expect: accepted("framework/round-3 -> framework/round-3", "qa/round-3 -> qa/round-3"),
  },
  {
    title: "The first team is done",
    why: "A REPLY.md at the head of the branch is the signal; there is no second one to forget. Whoever waits for it is woken.",
    act: [
      git("framework", "fetch", "--quiet"),
      git("framework", "switch", "--quiet", "--force", "framework/round-3"),
      edit("framework", "framework/version.js", "export const version = 1;"),
      edit("framework", "REPLY.md", "The version is in."),
      ...commit("framework", "Add the version"),
      push("framework", "push", "origin", "framework/round-3"),
    ],
    expect: accepted("framework/round-3 -> framework/round-3"),
  },
  {
    title: "Where the round stands",
    why: "Ada asks the server with a token. It shows who has what state: framework replied, qa has its announcement and nothing more.",
    act: [
      token("ada", "architect"),
      lanekeeper("ada", "wait-for", "framework", "--timeout", "30s"),
      lanekeeper("ada", "round", "status", "3"),
    ],
    expect: { code: "zero", rules: [], says: ["round 3 release: open", "replied: done since", "announced since"] },
  },
  {
    title: "Out of what was announced",
    why: "Qa would change the version itself, and a test outside of the folder it was given. Neither is taken, and nothing of it counts as an answer.",
    act: [
      git("qa", "fetch", "--quiet"),
      git("qa", "switch", "--quiet", "--force", "qa/round-3"),
      edit("qa", "framework/version.js", "export const version = 2;"),
      edit("qa", "qa/core.test.js", "// tests the release"),
      edit("qa", "REPLY.md", "Tested."),
      ...commit("qa", "Test the release"),
      push("qa", "push", "origin", "qa/round-3"),
    ],
    expect: refused(
      ["write-scope"],
      "framework/version.js",
      "qa/core.test.js",
      "what the announcement narrows it to (ANNOUNCEMENT.md:5:",
    ),
  },
  {
    title: "The second team is done",
    why: "In its folder it is taken.",
    act: [
      quietly("qa", "reset", "--quiet", "--hard", "HEAD~1"),
      edit("qa", "qa/release/version.test.js", "// tests the version"),
      edit("qa", "REPLY.md", "Tested."),
      ...commit("qa", "Test the release"),
      push("qa", "push", "origin", "qa/round-3"),
    ],
    expect: accepted("qa/round-3 -> qa/round-3"),
  },
  {
    title: "The round is complete",
    why: "Both are done, so the round is complete by itself. Announcing again, or a restart of the server, changes nothing of that.",
    act: [
      lanekeeper("ada", "wait-for", "framework", "qa", "--round", "3", "--timeout", "30s"),
      lanekeeper("ada", "round", "status", "3"),
    ],
    expect: { code: "zero", rules: [], says: ["round 3 release: complete"] },
  },
  {
    title: "The architect closes it",
    why: "Closing it is an architect's word.",
    act: [lanekeeper("ada", "round", "close", "3")],
    expect: { code: "zero", rules: [], says: ["round 3 is closed"] },
  },
  {
    title: "An answer that comes too late",
    why: "A reply to a round that is not open is never taken in silence: it is refused, and the words say what to do.",
    act: [
      edit("qa", "REPLY.md", "Tested once more."),
      ...commit("qa", "Test once more"),
      push("qa", "push", "origin", "qa/round-3"),
    ],
    expect: refused(["reply-round"], "round 3 is closed", "/round reopen 3"),
  },
];
