// What is drawn: annotations within their limits, one comment per pull request, approvals that come and go, everything escaped.
import { begin, POLICY, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

let story: Story;
beforeAll(async () => {
  story = await begin();
});
afterAll(() => story.end());

test("annotations come fifty at a time, a thousand in all, the rest is counted; the summary fits", async () => {
  const scene = await Scene.of(story);
  const long = "x".repeat(120);
  const files = Object.fromEntries(Array.from({ length: 1203 }, (_, n) => [`zzz/${long}/${n}.ts`, `${n}\n`]));
  const head = await scene.push("grace", "framework/x", files);
  const gate = await scene.gate(head);
  expect(gate.title).toBe("1203 errors: write-scope");
  expect(gate.paths).toHaveLength(1000);
  expect(new Set(gate.paths).size).toBe(1000);
  expect(gate.summary).toContain("203 more without an annotation");
  expect(Buffer.byteLength(gate.summary)).toBeLessThanOrEqual(65_535);
  const writes = story.world.requests.filter(({ method, path }) => method !== "GET" && path.includes("/check-runs"));
  for (const { body } of writes)
    expect((body as { output: { annotations: unknown[] } }).output.annotations.length).toBeLessThanOrEqual(50);
});

test("a pull request that fails has one comment, edited in place, whoever tampers with it", async () => {
  const scene = await Scene.of(story);
  await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  const number = await scene.pull("framework/x");
  const [first] = await scene.said(number);
  expect(first).toContain("<!-- lanekeeper:gate -->");
  const { id } = scene.repo.talk.read(number)[0]!;
  scene.repo.talk.editComment(id, "all is well", { by: "grace" });
  await scene.push("grace", "framework/x", { "docs/c.md": "2\n" });
  const [second, ...none] = await scene.said(number);
  expect([second?.includes("docs/c.md"), none]).toEqual([true, []]);
  scene.repo.talk.deleteComment(id, { by: "grace" });
  await scene.push("grace", "framework/x", { "docs/c.md": null, "docs/d.md": "2\n" });
  expect(await scene.said(number)).toHaveLength(1);
  await scene.push("grace", "framework/x", { "docs/d.md": null, "docs/c.md": "1\n", "qa/b.ts": "1\n" });
  expect(await scene.said(number)).toEqual([expect.stringContaining("in its lane now")]);
});

test("somebody else's comment with our mark is not taken for ours", async () => {
  const scene = await Scene.of(story);
  await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  const number = await scene.pull("framework/x");
  await story.quiet();
  const forged = "<!-- lanekeeper:gate -->\n**lanekeeper**: fine";
  scene.repo.talk.comment(number, forged, { by: "grace" });
  await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  await story.quiet();
  const bodies = await scene.said(number);
  expect(bodies).toEqual([forged, expect.stringContaining("write-scope")]);
});

test("what a push says is shown letter for letter: no mention, no link, no markup", async () => {
  const scene = await Scene.of(story);
  const path = "qa/@ada #1 <img src=x> **b** [x](http://evil.example) `c`";
  await scene.push("grace", "framework/session-sQ", { [path]: "1\n" }, "[sA] @acme/all see #1 <script>");
  const number = await scene.pull("framework/session-sQ");
  const [body] = await scene.said(number);
  const outside = body!.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/gs, "");
  expect(body).not.toContain("@a");
  expect(outside).not.toMatch(/<img|<script|(?<!\\)\]\(|#1\b|\*\*b\*\*/);
});

test("a green pull request is approved, a new push that is not is no more, and a restart doubles nothing", async () => {
  const scene = await Scene.of(story, { ".github/lanekeeper.yml": `${POLICY}github: {approve: true}\n` });
  const states = async (number: number) => {
    await story.quiet();
    return scene.repo.talk.reviewsOf(number).map(({ state, commit }) => [state, commit.slice(0, 8)]);
  };
  const good = await scene.push("grace", "framework/x", { "framework/a.ts": "2\n" });
  const number = await scene.pull("framework/x");
  expect(await states(number)).toEqual([["APPROVED", good.slice(0, 8)]]);
  await story.restart();
  await story.keeper.sweep();
  expect(await states(number)).toHaveLength(1);
  await scene.push("grace", "framework/x", { "qa/b.ts": "2\n" });
  expect(await states(number)).toEqual([["DISMISSED", good.slice(0, 8)]]);
  const again = await scene.push("grace", "framework/x", { "qa/b.ts": "1\n" });
  expect((await states(number)).at(-1)).toEqual(["APPROVED", again.slice(0, 8)]);
  const next = await scene.push("grace", "framework/x", { "framework/a.ts": "3\n" });
  const last = await states(number);
  expect(last.filter(([state]) => state === "APPROVED")).toEqual([["APPROVED", next.slice(0, 8)]]);
  await scene.said(number);
});
