// What is pushed, from where and to where: a base of 20,000 files, prepared branches, and bare repositories to push them to.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

const PARTS = list(20, (team) => list(10, (part) => `team-${pad(team)}/part-${part}`)).flat();
const LETTERS = ["a", "b", "c", "d", "e"];
const FILES = PARTS.flatMap((part) =>
  LETTERS.flatMap((letter) => list(20, (at) => `${part}/${letter}-${pad(at)}.txt`)),
);

/** The rules, by how many there are: each set covers all of the files. */
const RULES = {
  20: list(20, (team) => `team-${pad(team)}/`),
  1000: PARTS.flatMap((part) => LETTERS.map((letter) => `${part}/${letter}-*.txt`)),
};
export const DIRECTORIES = RULES[20];

/** Where the branches of a rule set are measured from, and the branch that is pushed to: a team's and a session's. */
export const trunkOf = (rules) => `trunk-${rules}`;
export const TARGET = (rules) => `refs/heads/work/rules-${rules}-sA`;

export const home = mkdtempSync(join(tmpdir(), "lanekeeper-bench-"));
export const at = (...path) => join(home, ...path);
process.on("exit", () => rmSync(home, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

const EMPTY = at("empty");
writeFileSync(EMPTY, "");
const AUTHOR = { NAME: "bench", EMAIL: "bench@localhost", DATE: "2026-01-01T00:00:00Z" };
/** Nobody's configuration; one author and one date. */
export const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"))),
  HOME: home,
  GIT_CONFIG_GLOBAL: EMPTY,
  GIT_CONFIG_NOSYSTEM: "1",
  ...Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((who) =>
      Object.entries(AUTHOR).map(([name, value]) => [`GIT_${who}_${name}`, value]),
    ),
  ),
};

export const run = (command, args, options = {}) => execFileSync(command, args, { env, encoding: "utf8", ...options });

const CLONE = at("clone.git");

/** The clone that everything is pushed from, and the bare repository that everything is pushed to a copy of. */
export function makeBase() {
  run("git", ["init", "-q", "--bare", CLONE]);
  const policies = Object.entries(RULES).map(
    ([rules, patterns]) =>
      `commit refs/heads/${trunkOf(rules)}\n${stamp("Set the rules")}from refs/heads/files\n` +
      `M 100644 inline .github/lanekeeper.yml\n${data(policy(patterns))}\n`,
  );
  const files = FILES.map((path) => `M 100644 inline ${path}\n${data(`${path}\n`.repeat(4))}\n`);
  fastImport(`commit refs/heads/files\n${stamp("Begin")}${files.join("")}\n${policies.join("")}`);
  for (const rules of Object.keys(RULES)) run("git", ["-C", CLONE, "branch", TARGET(rules).slice(11), trunkOf(rules)]);
  const base = at("base.git");
  run("git", ["clone", "-q", "--bare", "--no-local", "--single-branch", "-b", "files", CLONE, base]);
  run("git", ["-C", base, "fetch", "-q", CLONE, "refs/heads/*:refs/heads/*"]);
  run("git", ["-C", base, "repack", "-adq"]);
  run("git", ["-C", base, "pack-refs", "--all"]);
  for (const [name, value] of Object.entries({ "gc.auto": 0, "receive.autogc": false }))
    run("git", ["-C", base, "config", name, value]);
  return base;
}

/** A branch of so many commits that change so many files in all, every fourth of which is new. */
export function makeBranch(files, commits, rules = 20, name = `${rules}-${files}x${commits}`) {
  const stride = Math.floor(FILES.length / files);
  const path = (index) => {
    const old = FILES[(index % files) * stride];
    return index % 4 === 3 ? old.replace(".txt", "-new.txt") : old;
  };
  const each = Math.max(1, Math.ceil(files / commits));
  const stream = list(commits, (commit) => {
    const from = commit === 0 ? `from refs/heads/${trunkOf(rules)}\n` : "";
    const paths = list(each, (index) => path((commit * each + index) % Math.max(files, 1)));
    const changes = paths.map((one) => `M 100644 inline ${one}\n${data(`${name} ${commit} ${one}\n`)}\n`);
    return `commit refs/heads/${name}\n${stamp(`[sA] Change ${commit}`)}${from}${changes.join("")}\n`;
  });
  fastImport(stream.join(""));
  return name;
}

export function copyRepository(from, to) {
  rmSync(to, { recursive: true, force: true });
  run("cp", ["-a", from, to]);
}

export function writeHooks(repository, text) {
  mkdirSync(join(repository, "hooks"), { recursive: true });
  for (const hook of ["pre-receive", "post-receive"])
    writeFileSync(join(repository, "hooks", hook), text, { mode: 0o755 });
}

/** One push by the transport that all share; a push that fails ends the measurement. */
export function push(repository, branch, target, more = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["-C", CLONE, "push", "-q", repository, `refs/heads/${branch}:${target}`], {
      env: { ...env, ...more },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      errors += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a push to ${repository} failed: ${errors}`));
    });
  });
}

/** What any hook that looks at every commit has to wait for at least. */
export function logAlone(branch, rules) {
  return new Promise((resolve, reject) => {
    const log = ["log", "-z", "--raw", "--no-abbrev", "--no-renames", "-c", "-r", "--format=%H %P%n%s"];
    const range = [`refs/heads/${branch}`, `^refs/heads/${trunkOf(rules)}`];
    spawn("git", ["-C", CLONE, ...log, ...range], { env, stdio: ["ignore", "ignore", "inherit"] })
      .on("error", reject)
      .on("close", (code) => (code === 0 ? resolve() : reject(new Error("git log failed"))));
  });
}

const policy = (patterns) => `version: 1
architects: [ada]
teams:
  work:
    members: [${userInfo().username}]
    sessions: [sA]
    write:
${patterns.map((pattern) => `      - ${pattern}\n`).join("")}`;

function fastImport(input) {
  run("git", ["-C", CLONE, "fast-import", "--quiet", "--force"], { input, maxBuffer: 1 << 30 });
}

const stamp = (message) => `committer bench <bench@localhost> 1767225600 +0000\n${data(message)}\n`;
const data = (text) => `data ${Buffer.byteLength(text)}\n${text}`;

function list(length, make) {
  return Array.from({ length }, (_, index) => make(index));
}

function pad(number) {
  return String(number).padStart(2, "0");
}
