// Last chapter: the server is down, and the hook judges by itself.
import { accepted, acceptedSaying, commit, edit, git, push, quietly, refused, type Step, server } from "./step.ts";

const ALONE = "judged by the hook itself";

export const OUTAGE: readonly Step[] = [
  {
    title: "The server is down",
    why: "Nobody answers the hook. It judges by itself and says so: a push out of the lane is refused as before.",
    act: [
      server("down"),
      quietly("qa", "switch", "--quiet", "--force", "session-sB"),
      edit("qa", "docs/guide.md", "# Guide to the tests"),
      ...commit("qa", "[sB] Document the tests"),
      push("qa", "push", "origin", "session-sB"),
    ],
    expect: refused(["write-scope"], ALONE, "it belongs to team docs"),
  },
  {
    title: "Work goes on",
    why: "And one inside it is taken. (With install --require-server nothing is taken without the server.)",
    act: [
      quietly("qa", "reset", "--quiet", "--hard", "HEAD~1"),
      edit("qa", "qa/limits.test.js", "// tests the limits"),
      ...commit("qa", "[sB] Test the limits"),
      push("qa", "push", "origin", "session-sB"),
    ],
    expect: acceptedSaying(ALONE, "session-sB -> session-sB"),
  },
  {
    title: "The server is back",
    why: "Nothing has to be repaired: git is the truth. The next push is judged by the server again.",
    act: [
      server("up"),
      git("framework", "switch", "--quiet", "--force", "framework/round-1"),
      edit("framework", "framework/core.js", "export const core = 3;"),
      ...commit("framework", "Raise the core to 3"),
      push("framework", "push", "origin", "framework/round-1"),
    ],
    expect: accepted("framework/round-1 -> framework/round-1"),
  },
];
