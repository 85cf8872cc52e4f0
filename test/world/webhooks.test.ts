// The double tells the App what GitHub would, signed and in order, and loses, holds and repeats it when asked to.
import { createHmac } from "node:crypto";
import { ask, jwt, Listener } from "./ask.ts";
import { git } from "./git.ts";
import { GitHub } from "./github.ts";
import type { Repo } from "./repo.ts";
import { ZERO } from "./state.ts";

let world: GitHub;
let app: Listener;
let repo: Repo;

beforeEach(async () => {
  world = await GitHub.start();
  repo = await world.repo("acme/app");
  app = await Listener.start(world);
});
afterEach(async () => {
  app.stop();
  await world.close();
  world.verify();
});

test("a push is told with before, after, commits and sender, signed over its bytes", async () => {
  const grace = await repo.clone("grace");
  await grace.checkout("f/x");
  const first = await grace.commit("Add x", { "f/x": "1" });
  await grace.push();
  const second = await grace.commit("Change x, drop README", { "f/x": "2", "README.md": null });
  await grace.push();
  await world.settled();
  const [created, moved] = app.of("push");
  expect(created?.payload).toMatchObject({ ref: "refs/heads/f/x", before: ZERO, after: first, created: true });
  expect(moved?.payload).toMatchObject({ before: first, after: second, created: false, forced: false });
  expect(moved?.payload.commits).toMatchObject([{ id: second, added: [], modified: ["f/x"], removed: ["README.md"] }]);
  expect(moved?.payload.sender.login).toBe("grace");
  expect(moved?.payload.repository).toMatchObject({ id: repo.id, default_branch: "main", full_name: "acme/app" });
  expect(moved?.payload.installation.id).toBe(world.installed.of("acme").id);
  const hmac = createHmac("sha256", world.app.secret).update(moved!.raw).digest("hex");
  expect(moved?.signature).toBe(`sha256=${hmac}`);
  expect(app.words).toEqual(["push", "check_suite.requested", "push", "check_suite.requested"]);
});

test("a forced push says so and has no commits; a deletion ends in zeros", async () => {
  const grace = await repo.clone("grace");
  await grace.checkout("f/x");
  await grace.commit("One", { a: "1" });
  const two = await grace.commit("Two", { a: "2" });
  await grace.push();
  await grace.git("reset", "-q", "--hard", "HEAD~1");
  await grace.push("--force");
  await grace.push(":f/x");
  await world.settled();
  const [, forced, deleted] = app.of("push");
  expect(forced?.payload).toMatchObject({ before: two, forced: true, commits: [] });
  expect(deleted?.payload).toMatchObject({ after: ZERO, deleted: true, head_commit: null });
  expect(app.of("delete")[0]?.payload).toMatchObject({ ref: "f/x", ref_type: "branch" });
});

test("a payload lists trunk's files under a merge, and at most 2,048 commits", async () => {
  const [grace, ada] = [await repo.clone("grace"), await repo.clone("ada")];
  await ada.commit("Shared", { shared: "1" });
  await ada.push();
  await grace.checkout("f/x");
  await grace.commit("Own", { own: "1" });
  await grace.push();
  await grace.pull();
  const merge = await grace.push();
  const lines = Array.from({ length: 2050 }, (_, at) => {
    return `commit refs/heads/many\ncommitter g <g@example.com> ${at + 1} +0000\ndata 1\nx\n${at === 0 ? `from ${merge}\n` : ""}`;
  });
  await world.settled();
  const merged = app.of("push").find(({ payload }) => payload.after === merge);
  expect(merged?.payload.commits.at(-1)).toMatchObject({ id: merge, added: ["shared"] });
  await repo.change(world.account("grace"), () => fastImport(repo, lines.join("")));
  await world.settled();
  expect(app.of("push").at(-1)?.payload.commits).toHaveLength(2048);
});

test("one tag is told, four at once are not", async () => {
  const grace = await repo.clone("grace");
  await grace.git("tag", "v1");
  await grace.push("v1");
  for (const tag of ["a", "b", "c", "d"]) await grace.git("tag", tag);
  await grace.push("--tags");
  await world.settled();
  expect(app.of("push").map(({ payload }) => payload.ref)).toEqual(["refs/tags/v1"]);
  expect(repo.refs.has("refs/tags/d")).toBe(true);
});

test("held deliveries come reversed and twice with the same GUID, and dropped ones can be asked for again", async () => {
  const grace = await repo.clone("grace");
  world.hold();
  for (const branch of ["a", "b"]) await grace.push(`HEAD:refs/heads/${branch}`);
  await world.settled();
  expect(app.heard).toEqual([]);
  await world.release({ order: "reversed", twice: true });
  expect(app.of("push").map(({ payload }) => payload.ref.slice(11))).toEqual(["b", "b", "a", "a"]);
  expect(new Set(app.of("push").map(({ guid }) => guid)).size).toBe(2);

  world.drop();
  await grace.push("HEAD:refs/heads/lost");
  world.deliver();
  const failed = await ask(world, jwt(world), "GET /app/hook/deliveries?status=failure&per_page=1");
  expect(failed.body).toMatchObject([{ event: "push", status_code: 504, redelivery: false }]);
  const again = await ask(world, jwt(world), `POST /app/hook/deliveries/${failed.body[0].id}/attempts`);
  expect(again.status).toBe(202);
  await world.settled();
  expect(app.heard.at(-1)).toMatchObject({ guid: failed.body[0].guid, payload: { ref: "refs/heads/lost" } });
  expect(world.deliveries.all.at(-1)?.id).not.toBe(failed.body[0].id);
});

test("a delivery the App refuses or does not hear is listed as failed, page after page, and never repeated unasked", async () => {
  app.status = 500;
  const grace = await repo.clone("grace");
  await grace.push("HEAD:refs/heads/a");
  await world.settled();
  world.connect("http://127.0.0.1:1/");
  await grace.push("HEAD:refs/heads/b");
  await world.settled();
  const first = await ask(world, jwt(world), "GET /app/hook/deliveries?status=failure&per_page=1");
  expect(first.body[0]).toMatchObject({ status: "failed to connect to host", status_code: 502 });
  const next = /<.+?(\/app.+?)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1];
  expect((await ask(world, jwt(world), `GET ${next}`)).body[0]).toMatchObject({ status_code: 500 });
  expect(app.of("push")).toHaveLength(1);
  world.advance(4 * 24 * 3600 * 1000);
  expect((await ask(world, jwt(world), "GET /app/hook/deliveries")).body).toEqual([]);
});

test("what is changed quietly is told to nobody, but the activity log has it", async () => {
  const grace = await repo.clone("grace");
  await world.changeQuietly(() => grace.push("HEAD:refs/heads/quiet"));
  await world.settled();
  expect(app.heard).toEqual([]);
  expect(repo.activity.at(-1)).toMatchObject({ ref: "refs/heads/quiet", type: "branch_creation" });
});

test("an App that is suspended, not installed or without the event is told nothing", async () => {
  const other = await world.repo("else/where", { installed: false });
  await (await other.clone("eve")).push("HEAD:refs/heads/x");
  world.suspend("acme");
  await (await repo.clone("grace")).push("HEAD:refs/heads/x");
  world.unsuspend("acme");
  world.installed.of("acme").events.splice(0);
  await (await repo.clone("grace")).push("HEAD:refs/heads/y");
  await world.settled();
  expect(app.words).toEqual(["installation.suspend", "installation.unsuspend", "check_suite.requested"]);
});

async function fastImport(into: Repo, commands: string): Promise<void> {
  await git(into.dir, ["fast-import", "--quiet"], { input: commands });
}
