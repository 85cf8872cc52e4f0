// Trees made from GitHub's list of changed files: only where their ids prove the list, else they are read as before.
import { ProbotOctokit } from "probot";
import { GitHubGit } from "../../../src/hosts/github/git.ts";
import { remember } from "../../../src/hosts/github/host.ts";
import { type Octokit, Rest } from "../../../src/hosts/github/rest.ts";
import type { Clone, Files } from "../../world/clone.ts";
import { GitHub } from "../../world/github.ts";

let world: GitHub;
let ada: Clone;
const counts = new Map<string, number>();
const trees = () => counts.get("GET /repos/{owner}/{repo}/git/trees/{tree_sha}") ?? 0;
let git: GitHubGit;

beforeAll(async () => {
  world = await GitHub.start();
  const files = { "a/b/c.txt": "c\n", "a/b/d.txt": "d\n", "a/run": { executable: "run\n" }, "a.b": "1\n", z: "z\n" };
  const repo = await world.repo("acme/app", { files });
  const off = { enabled: false };
  const auth = { token: world.tokens.ofInstallation("acme") };
  const octokit = new ProbotOctokit({ baseUrl: `${world.url}/api/v3`, auth, retry: off, throttle: off });
  git = new GitHubGit(new Rest(octokit as Octokit, { owner: "acme", repo: "app" }, counts), remember());
  ada = await repo.clone("ada");
  const base = await ada.head();
  // Every tree of the beginning is known.
  await git.changes(null, base);
});
afterAll(() => world.close());

/** What a change of these files costs in trees, and the paths it is read as. */
async function read(files: Files): Promise<{ asked: number; paths: string[] }> {
  await ada.checkout("x", "origin/main");
  const base = await ada.head();
  const tip = await ada.commit("Change", files);
  await ada.push("--force");
  const before = trees();
  await git.mergeBases(base, tip);
  const changes = await git.changes(base, tip);
  for (const { path, after } of changes) if (after !== null) expect(await git.entry(tip, path)).toEqual(after);
  return { asked: trees() - before, paths: changes.map(({ path }) => path).sort() };
}

test.each<[string, Files, string[]]>([
  ["a file changed, deep down", { "a/b/c.txt": "2\n" }, ["a/b/c.txt"]],
  ["a file added in a new folder", { "n/e/w.txt": "2\n" }, ["n/e/w.txt"]],
  ["a folder emptied", { "a/b/c.txt": null, "a/b/d.txt": null }, ["a/b/c.txt", "a/b/d.txt"]],
  ["a file moved elsewhere", { "a/b/c.txt": null, "y/c.txt": "c\n" }, ["a/b/c.txt", "y/c.txt"]],
  ["an executable moved and changed back", { "a/run": null, "bin/run": { executable: "run\n" } }, ["a/run", "bin/run"]],
  ["two files that change places", { "a/b/c.txt": "d\n", "a/b/d.txt": "c\n" }, ["a/b/c.txt", "a/b/d.txt"]],
  ["a file that became a folder", { z: null, "z/y": "new\n" }, ["z", "z/y"]],
  ["names that sort otherwise as folders", { "a.b": "2\n", "a/x": "2\n", "a-": "2\n" }, ["a-", "a.b", "a/x"]],
])("%s is read without asking for a tree", async (_, files, paths) => {
  expect(await read(files)).toEqual({ asked: 0, paths });
});

test.each<[string, Files, string[]]>([
  ["a new executable", { "a/new": { executable: "x\n" } }, ["a/new"]],
  ["a new link", { "a/link": { link: "run" } }, ["a/link"]],
  ["a mode that changed", { "a/run": "run\n" }, ["a/run"]],
  [
    "more than the list has",
    Object.fromEntries(Array.from({ length: 301 }, (_, n) => [`m/${n}`, `${n}\n`])),
    Array.from({ length: 301 }, (_, n) => `m/${n}`).sort(),
  ],
])("%s is not in the list, and found in the trees", async (_, files, paths) => {
  const found = await read(files);
  expect(found.paths).toEqual(paths);
  expect(found.asked).toBeGreaterThan(0);
});
