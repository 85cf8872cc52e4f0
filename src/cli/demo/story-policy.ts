// First chapter: hooks go in, and the architect puts the policy on trunk; a broken one does not land.
import { accepted, commit, edit, git, lanekeeper, prop, push, quietly, refused, type Step, server } from "./step.ts";

const policy = (scopeKey: string): string[] => [
  "version: 1",
  "architects: [ada]",
  "teams:",
  "  framework:",
  `    ${scopeKey}: ["framework/"]`,
  "    members: [grace]",
  "    sessions: [sA]",
  "  qa:",
  '    write: ["qa/"]',
  "    members: [quinn]",
  "    sessions: [sB, sD]",
  "  docs:",
  '    write: ["docs/"]',
  "    members: [dora]",
  "    sessions: [sC]",
];

const FILE = ".github/lanekeeper.yml";

export const POLICY: readonly Step[] = [
  {
    title: "Hooks into a bare repository",
    why: "An operator starts the server and installs the hooks. Logins come from LANEKEEPER_USER here; a real server takes them from ssh, the web server or the operating system.",
    act: [
      git("", "init", "--quiet", "--bare", "--initial-branch=main", "project.git"),
      server("up"),
      lanekeeper("", "install", "project.git", "--data", "data", "--identity", "env"),
    ],
    expect: accepted("installed into project.git", "server:   running"),
  },
  {
    title: "A broken policy does not land",
    why: "Ada, the architect, pushes the project with its first policy, and a typo in it. Nothing is half in force: the push is refused, with the line and what was probably meant.",
    act: [
      quietly("", "clone", "--quiet", "project.git", "ada"),
      quietly("ada", "symbolic-ref", "HEAD", "refs/heads/main"),
      prop("ada", "framework/core.js", "export const core = 1;"),
      prop("ada", "qa/core.test.js", "// tests the core"),
      prop("ada", "docs/guide.md", "# Guide"),
      edit("ada", FILE, ...policy("wriet")),
      ...commit("ada", "Say who may write what"),
      push("ada", "push", "origin", "main"),
    ],
    expect: refused(["policy-valid"], `${FILE}:5:5`, "write"),
  },
  {
    title: "The policy lands",
    why: "She corrects the word. From now on the policy on trunk is in force: three teams, a folder each.",
    act: [
      edit("ada", FILE, ...policy("write")),
      quietly("ada", "add", "--all"),
      git("ada", "commit", "--quiet", "--amend", "--no-edit"),
      push("ada", "push", "origin", "main"),
    ],
    expect: accepted(),
  },
];
