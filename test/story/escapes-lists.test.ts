// Escapes through lists that GitHub cuts short: files beyond the 300th or the 3,000th, commits beyond the 250th.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { begin, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

let story: Story;
beforeAll(async () => {
  story = await begin();
});
afterAll(() => story.end());

const many = (count: number, folder = "framework") =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${folder}/d${n % 40}/${n}.ts`, `${n}\n`]));

test("one file out of scope behind 600 others, which the comparison does not list, is found (E1)", async () => {
  const scene = await Scene.of(story);
  const head = await scene.push("grace", "framework/x", { ...many(600), "zzz/evil.md": "1\n" });
  expect(await scene.gate(head)).toMatchObject({ conclusion: "failure", paths: ["zzz/evil.md"] });
});

test("more than 3,000 files in one commit of a pull request are all looked at (E2, E3)", async () => {
  const scene = await Scene.of(story);
  const good = await scene.push("grace", "framework/x", many(3100));
  const number = await scene.pull("framework/x");
  expect(await scene.gate(good)).toMatchObject({ conclusion: "success", title: "in scope" });
  const bad = await scene.push("grace", "framework/x", { "zzz/evil.md": "1\n" });
  expect(await scene.gate(bad)).toMatchObject({ conclusion: "failure", paths: ["zzz/evil.md"] });
  expect(await scene.said(number)).toHaveLength(1);
});

/** So many commits in a row, as quickly as git takes them. */
async function row(
  scene: Scene,
  branch: string,
  commits: readonly { path: string; content: string }[],
): Promise<string> {
  const grace = await scene.as("grace");
  const who = "committer grace <grace@example.com> 1760000000 +0000\n";
  const lines = commits.map(({ path, content }, at) => {
    const from = at === 0 ? "from refs/remotes/origin/main\n" : "";
    const change = content === "" ? `D ${path}\n` : `M 100644 inline ${path}\ndata ${content.length}\n${content}\n`;
    return `commit refs/heads/${branch}\n${who}data 4\nwork\n${from}${change}`;
  });
  await writeFile(join(grace.dir, ".git/row"), lines.join(""));
  await grace.git("-c", "alias.row=!git fast-import --quiet --force < .git/row", "row");
  await grace.push(branch);
  return grace.head(branch);
}

test("of 420 commits the oldest is seen, which no single answer lists (E4, E5)", async () => {
  const scene = await Scene.of(story);
  const work = Array.from({ length: 418 }, (_, n) => ({ path: `framework/${n}.ts`, content: "1" }));
  const passing = [
    { path: "qa/secret", content: "1" },
    { path: "qa/secret", content: "" },
  ];
  const head = await row(scene, "framework/x", [...passing, ...work]);
  const gate = await scene.gate(head);
  expect(gate).toMatchObject({ conclusion: "success", title: "in scope, 1 warning", paths: ["qa/secret"] });
  const asked = story.world.requests.filter(({ path }) => path.includes(`${scene.repo.name}/compare/`));
  expect(asked.length).toBeGreaterThanOrEqual(5);
});

test("a pull request of 260 commits is judged by all of them (E4)", async () => {
  const scene = await Scene.of(story);
  const work = Array.from({ length: 259 }, (_, n) => ({ path: `framework/${n}.ts`, content: "1" }));
  const head = await row(scene, "framework/x", [{ path: "zzz/evil.md", content: "1" }, ...work]);
  const number = await scene.pull("framework/x");
  expect(await scene.gate(head)).toMatchObject({ conclusion: "failure", paths: ["zzz/evil.md"] });
  expect((await scene.said(number))[0]).toContain("zzz/evil.md");
});
