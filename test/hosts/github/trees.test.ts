// Trees by id, over the double: what is cut short or cannot be told apart is incomplete, what is equal is not read.
import { ProbotOctokit } from "probot";
import { remember } from "../../../src/hosts/github/host.ts";
import { type Octokit, Rest } from "../../../src/hosts/github/rest.ts";
import { Trees } from "../../../src/hosts/github/trees.ts";
import { Incomplete } from "../../../src/ports.ts";
import { History } from "../../contract/history.ts";
import { GitHub } from "../../world/github.ts";

let world: GitHub;
let history: History;
let rest: Rest;
beforeAll(async () => {
  world = await GitHub.start();
  const repo = await world.repo("acme/app");
  history = new History(repo.dir);
  const off = { enabled: false };
  const auth = { token: world.tokens.ofInstallation("acme") };
  const octokit = new ProbotOctokit({ baseUrl: `${world.url}/api/v3`, auth, retry: off, throttle: off });
  rest = new Rest(octokit as Octokit, { owner: "acme", repo: "app" });
});
afterAll(async () => {
  await world.close();
  world.verify();
});

const trees = () => new Trees(rest, remember().trees);
const reads = () => world.requests.filter(({ path }) => path.includes("/git/trees/")).length;
const paths = (changes: readonly { readonly path: string }[]) => changes.map(({ path }) => path).sort();

test("folders that are equal are not read, and a tree is read once", async () => {
  const one = history.tree({ "a/x": "1", "b/x": "1", "c/d/x": "1" });
  const two = history.tree({ "a/x": "2", "b/x": "1", "c/d/x": "1" });
  const before = reads();
  const all = trees();
  expect(paths(await all.differences([one], two))).toEqual(["a/x"]);
  expect(reads() - before).toBe(4);
  expect(paths(await all.differences([two], one))).toEqual(["a/x"]);
  expect(reads() - before).toBe(4);
});

test("an own change differs from every parent; a file that became a folder is both", async () => {
  const [left, right] = [history.tree({ a: "1", b: "2", c: "1" }), history.tree({ a: "2", b: "1", c: "1" })];
  const merge = history.tree({ a: "1", b: "1", "c/d": "1" });
  expect(paths(await trees().differences([left, right], merge))).toEqual(["c", "c/d"]);
  expect(paths(await trees().differences([], merge))).toEqual(["a", "b", "c/d"]);
});

test("a tree that is cut short is incomplete, and so are names that look alike", async () => {
  const many = history.tree({ a: "1", b: "1", c: "1" });
  world.fail({ path: "/git/trees/" }, { truncated: true });
  await expect(trees().read(many)).rejects.toBeInstanceOf(Incomplete);
  expect((await trees().read(many)).size).toBe(3);
  const alike = history.tree({ "bytes:a\xff": "1", "bytes:a\xfe": "1" });
  await expect(trees().read(alike)).rejects.toThrow("look alike");
  expect([...(await trees().read(history.tree({ "bytes:a\xff": "1" }))).keys()]).toEqual(["a\ufffd"]);
});

test("many are asked for at once, but not all", async () => {
  const folders = Array.from({ length: 60 }, (_, at) => [`d${at}/x`, String(at)]);
  const all = history.tree(Object.fromEntries(folders));
  expect(await trees().differences([], all)).toHaveLength(60);
});
