// Escapes through single entries of a tree: links, submodules, modes, twins, patterns that seem to match, names that break lines.
import { begin, POLICY, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

let story: Story;
let scene: Scene;
beforeAll(async () => {
  story = await begin();
  scene = await Scene.of(story, { "framework/café/a.ts": "1\n", ".github/lanekeeper.yml": POLICY });
});
afterAll(() => story.end());

test("a link out of the scope is red, one inside it is green (E25)", async () => {
  const out = await scene.push("grace", "framework/link", { "framework/up": { link: "../qa" } });
  expect(await scene.gate(out)).toMatchObject({
    conclusion: "failure",
    title: "1 error: odd-paths",
    paths: ["framework/up"],
  });
  const inside = await scene.push("grace", "framework/inside", { "framework/up": { link: "a.ts" } });
  expect(await scene.conclusion(inside)).toBe("success");
  const policy = await scene.push("ada", "framework/p", { ".github/lanekeeper.yml": { link: "../framework/a.ts" } });
  expect((await scene.gate(policy)).summary).toContain("must be a plain file");
});

test("a submodule out of the scope is red, inside it is only told (E26)", async () => {
  const grace = await scene.as("grace");
  const add = async (branch: string, path: string) => {
    await grace.checkout(branch, "origin/main");
    await grace.git("update-index", "--add", "--cacheinfo", `160000,${await grace.head()},${path}`);
    await grace.git("commit", "-q", "-m", "Add a submodule");
    const head = await grace.push();
    await grace.git("reset", "-q", "--hard", "origin/main");
    return head;
  };
  expect(await scene.gate(await add("framework/sub", "vendor/lib"))).toMatchObject({ paths: ["vendor/lib"] });
  const inside = await scene.gate(await add("framework/sub2", "framework/lib"));
  expect(inside).toMatchObject({ conclusion: "success", title: "in scope" });
  expect(inside.summary).toContain("adds a submodule at framework/lib");
});

test("a change of mode alone is a change (E27)", async () => {
  const head = await scene.push("grace", "framework/mode", { "qa/b.ts": { executable: "1\n" } });
  expect(await scene.gate(head)).toMatchObject({ conclusion: "failure", paths: ["qa/b.ts"] });
});

test("twins but for case or Unicode form are red, and so are imitations of another scope (E28)", async () => {
  const twin = { "framework/A.ts": "1\n", "framework/cafe\u0301/a.ts": "1\n", "QA/x": "1\n" };
  const head = await scene.push("grace", "framework/twins", twin);
  const gate = await scene.gate(head);
  expect(gate.conclusion).toBe("failure");
  expect([...new Set(gate.paths)].sort()).toEqual(["QA/x", "framework/A.ts", "framework/cafe\u0301/a.ts"].sort());
});

test("a name that is not UTF-8, which the forge cannot carry, is red; two of them in one directory are not judged (E28)", async () => {
  const grace = await scene.as("grace");
  const add = async (branch: string, names: readonly string[]) => {
    await grace.checkout(branch, "origin/main");
    const blob = await grace.head("HEAD:framework/a.ts");
    for (const name of names)
      await grace.git(
        "-c",
        `alias.add-raw=!printf '100644 ${blob} 0\\tframework/${name}\\n' | git update-index --index-info`,
        "add-raw",
      );
    await grace.git("commit", "-q", "-m", "Add odd names");
    const head = await grace.push();
    await grace.git("reset", "-q", "--hard", "origin/main");
    return head;
  };
  const one = await scene.gate(await add("framework/bytes", ["caf\\351"]));
  expect(one).toMatchObject({ conclusion: "failure", title: "1 error: odd-paths" });
  expect(one.summary).toContain("is not valid UTF-8");
  const two = await scene.gate(await add("framework/bytes2", ["caf\\351", "caf\\350"]));
  expect(two.conclusion).toBe("failure");
  expect(two.title).toContain("look alike");
});

test("patterns match as they are written: dotfiles are inside, neighbours with a longer name are not (E29)", async () => {
  const files = { "framework/.env": "1\n", "framework/[draft]/!x": "1\n", "framework/.github/w.yml": "1\n" };
  const inside = await scene.push("grace", "framework/dots", files);
  expect(await scene.gate(inside)).toMatchObject({ conclusion: "success", title: "in scope" });
  const outside = await scene.push("grace", "framework/near", {
    "frameworks/a": "1\n",
    "x/framework/a": "1\n",
    framework2: "1\n",
  });
  expect([...(await scene.gate(outside)).paths].sort()).toEqual(["framework2", "frameworks/a", "x/framework/a"]);
});

test("names with `#`, `%`, `?` and spaces are read like others; one with a line break is red and cannot break the summary (E30)", async () => {
  const odd = await scene.push("grace", "framework/odd", {
    "framework/x b#%?.md": "1\n",
    "framework/`@ada`|<b>.md": "1\n",
  });
  expect(await scene.gate(odd)).toMatchObject({ conclusion: "success", title: "in scope" });
  const out = await scene.push("grace", "framework/odd2", {
    "qa/x #1%2F?`@ada`|<img>.md": "1\n",
    "framework/a\n### b": "1\n",
  });
  const gate = await scene.gate(out);
  expect(gate.title).toBe("2 errors: write-scope, odd-paths");
  expect(gate.paths).toEqual(["qa/x #1%2F?`@ada`|<img>.md"]);
  expect(gate.summary).toContain('"framework/a\\\\n### b"');
  expect(gate.summary).toContain("&#64;&#8288;ada\\`\\|&lt;img>");
  expect(gate.summary).not.toMatch(/@ada|^### b/m);
});
