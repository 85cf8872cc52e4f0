// The double's limits and faults are GitHub's: lists that end without a word, sizes in bytes, answers that come late or never.
import { type Ask, ask, installed, jwt } from "./ask.ts";
import { GitHub } from "./github.ts";
import type { Repo } from "./repo.ts";

const R = "/repos/acme/app";
let world: GitHub;
let repo: Repo;
let api: Ask;

beforeEach(async () => {
  world = await GitHub.start();
  repo = await world.repo("acme/app", { files: { "a/b": "1\n", link: { link: "a/b" } } });
  api = await installed(world);
});
afterEach(async () => {
  await world.close();
  world.verify();
});

const check = (head: string, more: object = {}) => ({
  name: "lanekeeper",
  head_sha: head,
  conclusion: "failure",
  ...more,
});
const note = { path: "a", start_line: 1, end_line: 1, annotation_level: "failure", message: "no" };
const files = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`d/${at}`, "x"]));

test("compare shows 300 files on its first page only and does not say that there are more", async () => {
  const grace = await repo.clone("grace");
  await grace.checkout("f/x");
  await grace.commit("Much", { ...files(310), "zzz/evil": "1" });
  await grace.push();
  const { body } = await api(`GET ${R}/compare/main...f/x`);
  expect(body.files).toHaveLength(300);
  expect(body.files.some((file: { filename: string }) => file.filename === "zzz/evil")).toBe(false);
  expect((await api(`GET ${R}/compare/main...f/x?page=2`)).body.files).toEqual([]);
  const number = await repo.pulls.open({ head: "f/x", by: "grace" });
  expect((await api(`GET ${R}/pulls/${number}`)).body.changed_files).toBe(311);
  expect((await api(`GET ${R}/commits/f%2Fx`)).body.files).toHaveLength(300);
  expect((await api(`GET ${R}/commits/f%2Fx?page=2`)).body.files).toHaveLength(11);
});

test("compare gives 250 commits, or pages of them until their number is reached", async () => {
  const commits = Array.from({ length: 260 }, (_, at) => {
    const from = at === 0 ? `from ${repo.tip("main")}\n` : "";
    return `commit refs/heads/row\ncommitter g <g@example.com> ${1_700_000_000 + at} +0000\ndata 1\nx\n${from}`;
  });
  const { git } = await import("./git.ts");
  await repo.change(world.account("grace"), () =>
    git(repo.dir, ["fast-import", "--quiet"], { input: commits.join("") }),
  );
  const all = (await api(`GET ${R}/compare/main...row`)).body;
  expect([all.commits.length, all.total_commits]).toEqual([250, 260]);
  const last = (await api(`GET ${R}/compare/main...row?per_page=100&page=3`)).body;
  expect(last.commits.at(-1).sha).toBe(repo.tip("row"));
  expect(last.commits).toHaveLength(60);
});

test("compare of what has no common ancestor, or is not there, is not found", async () => {
  const grace = await repo.clone("grace");
  await grace.git("checkout", "-q", "--orphan", "orphan");
  await grace.commit("Root", { x: "1" });
  await grace.push();
  expect((await api(`GET ${R}/compare/main...orphan`)).body.message).toMatch(/^No common ancestor/);
  expect((await api(`GET ${R}/compare/${"0".repeat(40)}...orphan`)).status).toBe(404);
});

test("trees show modes, follow no link and say when they were cut", async () => {
  const { tree } = await repo.commitNow(repo.tip("main")!);
  const flat = await api(`GET ${R}/git/trees/${tree}`);
  expect(flat.body.tree.map(({ path, mode, type }: Record<string, string>) => [path, mode, type])).toEqual([
    ["a", "040000", "tree"],
    ["link", "120000", "blob"],
  ]);
  expect((await api(`GET ${R}/git/trees/${tree}?recursive=1`)).body.tree).toHaveLength(3);
  world.fail({ path: "/git/trees/" }, { truncated: true });
  expect((await api(`GET ${R}/git/trees/${tree}`)).body).toMatchObject({ truncated: true, tree: [{ path: "a" }] });
  const blob = await api(`GET ${R}/git/blobs/${flat.body.tree[1].sha}`);
  expect(Buffer.from(blob.body.content, "base64").toString()).toBe("a/b");
});

test("check runs: sizes in bytes, titles, fifty annotations a time that add up, a conclusion when completed", async () => {
  const head = repo.tip("main")!;
  const output = (more: object) => check(head, { output: { title: "t", summary: "s", ...more } });
  const refused = [
    output({ summary: "é".repeat(32_768) }),
    output({ text: "x".repeat(65_536) }),
    output({ annotations: Array(51).fill(note) }),
    check("1".repeat(40)),
  ];
  for (const each of refused) expect((await api(`POST ${R}/check-runs`, each)).status).toBe(422);
  const { body: run } = await api(`POST ${R}/check-runs`, output({ annotations: Array(50).fill(note) }));
  const more = { output: { title: "t", summary: "s", annotations: [note] } };
  const updated = await api(`PATCH ${R}/check-runs/${run.id}`, more);
  expect(updated.body.output.annotations_count).toBe(51);
  expect((await api(`GET ${R}/check-runs/${run.id}/annotations?per_page=100`)).body).toHaveLength(51);
  expect((await api(`PATCH ${R}/check-runs/${run.id}`, { output: { summary: "no title" } })).status).toBe(422);
});

test("another App's run cannot be changed, and does not look like ours", async () => {
  const head = repo.tip("main")!;
  const forged = repo.checks.forge("lanekeeper", head, "success");
  const answer = await api(`PATCH ${R}/check-runs/${forged.id}`, { conclusion: "failure" });
  expect([answer.status, answer.body.message]).toEqual([
    403,
    "Invalid app_id - check run can only be modified by the GitHub App that created it.",
  ]);
  await api(`POST ${R}/check-runs`, check(head));
  await api(`POST ${R}/check-runs`, check(head));
  const list = `GET ${R}/commits/${head}/check-runs?check_name=lanekeeper`;
  expect((await api(list)).body.total_count).toBe(2);
  expect((await api(`${list}&app_id=${world.app.id}`)).body.total_count).toBe(1);
  expect((await api(`${list}&app_id=${world.app.id}&filter=all`)).body.total_count).toBe(2);
});

test("comments: too long is refused, an issue's body that is too long is answered with 200 and not stored", async () => {
  const { body: issue } = await api(`POST ${R}/issues`, { title: "Board", body: "short" });
  const long = "x".repeat(262_145);
  expect((await api(`POST ${R}/issues/${issue.number}/comments`, { body: long })).status).toBe(422);
  expect((await api(`PATCH ${R}/issues/${issue.number}`, { body: long })).status).toBe(200);
  expect((await api(`GET ${R}/issues/${issue.number}`)).body.body).toBe("short");
  const { body: comment } = await api(`POST ${R}/issues/${issue.number}/comments`, { body: "hello" });
  expect(() => world.expectNoUnreadComments()).toThrow("hello");
  expect(repo.talk.read(issue.number)[0]).toMatchObject({ id: comment.id, app: world.app.id });
  await api(`POST ${R}/issues/comments/${comment.id}/reactions`, { content: "eyes" });
  expect((await api(`POST ${R}/issues/comments/${comment.id}/reactions`, { content: "eyes" })).status).toBe(200);
});

test("a 304 is free, and every other request counts", async () => {
  const first = await api(`GET ${R}`);
  const again = await api(`GET ${R}`, undefined, { "if-none-match": first.headers.get("etag")! });
  expect([again.status, again.headers.get("x-ratelimit-remaining")]).toEqual([
    304,
    first.headers.get("x-ratelimit-remaining"),
  ]);
  expect((await api("GET /rate_limit")).body.rate.used).toBe(1);
  world.limits.exhaust(30);
  const over = await api(`GET ${R}`);
  expect([over.status, over.headers.get("x-ratelimit-remaining")]).toEqual([403, "0"]);
  world.advance(31_000);
  expect((await api(`GET ${R}`)).status).toBe(200);
});

test("eighty pieces of content a minute, then a refusal with a time to wait", async () => {
  const { body: issue } = await api(`POST ${R}/issues`, { title: "Board" });
  world.limits.contentPerMinute = 3;
  for (let at = 0; at < 2; at += 1) await api(`POST ${R}/issues/${issue.number}/comments`, { body: "hi" });
  const over = await api(`POST ${R}/issues/${issue.number}/comments`, { body: "hi" });
  expect([over.status, over.headers.get("retry-after")]).toEqual([403, "60"]);
  expect(world.limits.created()).toBe(3);
  world.advance(61_000);
  expect((await api(`POST ${R}/issues/${issue.number}/comments`, { body: "hi" })).status).toBe(201);
  repo.talk.read(issue.number);
});

test("what is pushed can lag: refs show what they were, ids are refused in GitHub's three ways, then all is there", async () => {
  const grace = await repo.clone("grace");
  const old = repo.tip("main");
  const head = await grace.commit("New", { x: "1" });
  world.lagReads = 3;
  await grace.push();
  world.lagReads = 0;
  expect((await api(`GET ${R}/git/ref/heads/main`)).body.object.sha).toBe(old);
  const statuses = [];
  for (let at = 0; at < 4; at += 1) statuses.push((await api(`GET ${R}/git/commits/${head}`)).status);
  expect(statuses).toEqual([404, 409, 422, 200]);
  await api(`GET ${R}/git/ref/heads/main`);
  await api(`GET ${R}/git/ref/heads/main`);
  expect((await api(`GET ${R}/git/ref/heads/main`)).body.object.sha).toBe(head);
});

test("a 502 comes before or after the work was done, connections break, and GitHub goes away and comes back", async () => {
  const head = repo.tip("main")!;
  world.fail({ method: "POST", path: "/check-runs" }, { status: 502 });
  world.fail({ method: "POST", path: "/check-runs" }, { status: 502, applied: true });
  world.fail({ path: /\/check-runs$/ }, { cut: true });
  expect((await api(`POST ${R}/check-runs`, check(head))).status).toBe(502);
  expect(repo.checks.runs).toHaveLength(0);
  expect((await api(`POST ${R}/check-runs`, check(head))).status).toBe(502);
  expect(repo.checks.runs).toHaveLength(1);
  await expect(api(`POST ${R}/check-runs`, check(head))).rejects.toThrow();
  expect(world.faults.left).toBe(0);
  world.down();
  await expect(api(`GET ${R}`)).rejects.toThrow();
  world.up();
  expect((await api(`GET ${R}`)).status).toBe(200);
});

test("a JWT must be the App's, current and short; it buys tokens and nothing else", async () => {
  const now = Math.floor(Date.now() / 1000);
  expect((await ask(world, jwt(world), "GET /api/v3/app")).body.slug).toBe("lanekeeper");
  for (const claims of [{ iss: 1 }, { exp: now - 1 }, { exp: now + 3600 }, { iat: now + 600 }])
    expect((await ask(world, jwt(world, claims), "GET /app")).status).toBe(401);
  expect((await ask(world, `${jwt(world)}x`, "GET /app")).status).toBe(401);
  expect((await ask(world, jwt(world), `GET ${R}`)).status).toBe(403);
  expect((await ask(world, "ghs_unknown", `GET ${R}`)).status).toBe(401);
});
