// `lanekeeper init` in real clones: what it writes, what it never touches, what it refuses.
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compile } from "../../src/core/glob.ts";
import { policyFromBytes } from "../../src/text/policy-file.ts";
import { lanekeeper, need, ROOT } from "../real/shell.ts";

const POLICY = ".github/lanekeeper.yml";
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

let count = 0;
async function tree(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const root = join(ROOT, `clone-${++count}`);
  await need("git", ["init", "--quiet", "-b", "main", root]);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function init(root: string, ...args: string[]) {
  const { code, stdout, stderr } = await lanekeeper(["init", "--repo", root, ...args]);
  return { code, stdout: stdout.toString("utf8"), stderr };
}

const read = (root: string, path: string) => readFileSync(join(root, path), "utf8");
const lanes = (root: string) => {
  const { policy } = policyFromBytes(readFileSync(join(root, POLICY)));
  return policy?.teams.map(({ name, write }) => `${name}: ${write.patterns.map(({ text }) => text).join(" ")}`);
};

const FILES = {
  "framework/CLAUDE.md": '---\nscope:\n  write: ["framework/", "experiments/x/"]\n  read: ["*"]\n---\n# Framework\n',
  "qa/AGENTS.md": "# QA\n",
  "docs/guide.md": "guide\n",
  "node_modules/x/index.js": "x\n",
  ".gitignore": "node_modules/\n",
  ".github/CODEOWNERS": "* @ada\n/docs/ @acme/docs\n!x @y\n/qa/[ab] @z\n/c/ c@example.org\n",
};

it("proposes a policy that validates, and says what it could not take over", async () => {
  const root = await tree(FILES);
  const { code, stdout, stderr } = await init(root);
  expect(code).toBe(0);
  expect(lanes(root)).toEqual(["framework: framework/ experiments/x/", "docs: docs/", "qa: qa/"]);
  expect(read(root, POLICY).split("\n")[0]).toBe(
    "# yaml-language-server: $schema=../node_modules/lanekeeper/schema/lanekeeper.schema.json",
  );
  expect(stdout).toContain("wrote .github/lanekeeper.yml: 3 teams; decided by ada");
  for (const place of ["CODEOWNERS:3:1", "CODEOWNERS:4:1", "CODEOWNERS:5:1"]) expect(stderr).toContain(place);
  expect((await lanekeeper(["policy", "check", join(root, POLICY)])).code).toBe(0);
});

it("tells sessions in AGENTS.md, leaves every other byte, and replaces its block in place", async () => {
  const before = Buffer.from("# Ours\r\n\xff\xfe not UTF-8\r\n", "latin1");
  const root = await tree({ ...FILES, "AGENTS.md": before });
  await init(root);
  const once = readFileSync(join(root, "AGENTS.md"));
  expect(once.subarray(0, before.length)).toEqual(before);
  const block = once.toString("latin1");
  for (const line of ["`framework/**`", "`session-sX`", "`[sX] ", "`lanekeeper explain PATH...`", "`lanekeeper check`"])
    expect(block).toContain(line);
  const after = Buffer.concat([once, Buffer.from("more\n")]);
  writeFileSync(join(root, "AGENTS.md"), after);
  const { code, stdout } = await init(root);
  expect([code, stdout.includes("kept .github/lanekeeper.yml")]).toEqual([0, true]);
  expect(readFileSync(join(root, "AGENTS.md"))).toEqual(after);
});

it("keeps a policy that is there, whatever is in it, and replaces it only with --force", async () => {
  const root = await tree({ ...FILES, [POLICY]: "architects: [eve]\n" });
  expect((await init(root)).code).toBe(0);
  expect(read(root, POLICY)).toBe("architects: [eve]\n");
  expect(read(root, "AGENTS.md")).toContain("`eve`");
  expect((await init(root, "--force")).code).toBe(0);
  expect(lanes(root)).toHaveLength(3);
  writeFileSync(join(root, POLICY), "architects: []\n");
  const broken = await init(root);
  expect([broken.code, broken.stderr.includes("does not validate")]).toEqual([2, true]);
  expect(read(root, POLICY)).toBe("architects: []\n");
});

it("writes nothing on a dry run", async () => {
  const root = await tree(FILES);
  const { code, stdout } = await init(root, "--dry-run");
  expect(code).toBe(0);
  expect(stdout).toContain("architects:");
  expect(stdout).toContain("<!-- lanekeeper:begin -->");
  expect(() => read(root, POLICY)).toThrow();
  expect(() => read(root, "AGENTS.md")).toThrow();
});

it("answers with one document", async () => {
  const { stdout } = await init(await tree(FILES), "--json", "--architect", "eve");
  expect(JSON.parse(stdout)).toMatchObject({
    policy: { path: POLICY, written: true },
    agents: { path: "AGENTS.md", written: true },
    architects: ["eve"],
    teams: [{ name: "framework", from: "the scope in framework/CLAUDE.md" }, { name: "docs" }, { name: "qa" }],
    warnings: expect.arrayContaining([
      { message: expect.stringContaining("negation"), path: ".github/CODEOWNERS", line: 3 },
    ]),
  });
});

it("asks for an architect where nobody can be found, and warns where git's user.name stands in", async () => {
  const root = await tree({ "a/x": "x" });
  const { stderr } = await init(root);
  expect(stderr).toMatch(/git's user\.name became the architect: Somebody/);
  await need("git", ["-C", root, "config", "user.name", "Ada Lovelace"]);
  const refused = await init(root, "--force");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(
    /no architect was found: .*user\.name \(Ada Lovelace\) is no login\n {2}fix: say --architect LOGIN/,
  );
});

it("gives a team whose name is a branch already another one", async () => {
  const root = await tree({ "main/x": "x", "docs/x": "x" });
  await need("git", ["-C", root, "commit", "--quiet", "--allow-empty", "-m", "Begin"]);
  await need("git", ["-C", root, "branch", "docs"]);
  await init(root);
  expect(lanes(root)).toEqual(["docs-team: docs/", "main-team: main/"]);
});

it("names directories with odd names exactly", async () => {
  const odd = ["a*b", "x[y]", "{z}", "p(q)", "#n", "!m", "ü n", 'quo"te', "back\\slash"];
  const root = await tree(Object.fromEntries(odd.map((name) => [`${name}/file`, "x"])));
  expect((await init(root)).code).toBe(0);
  const { policy } = policyFromBytes(readFileSync(join(root, POLICY)));
  for (const name of odd) {
    const owners = policy?.teams.filter(({ write }) => write.set.has(`${name}/file`));
    expect(owners).toHaveLength(1);
    expect(compile(owners![0]!.write.patterns.map(({ text }) => text)).has("axb/file")).toBe(false);
  }
});

it("writes through no link that leads out of the repository, and not beside a marker without its partner", async () => {
  const root = await tree({ "a/x": "x" });
  writeFileSync(join(ROOT, "outside.md"), "outside\n");
  symlinkSync(join(ROOT, "outside.md"), join(root, "AGENTS.md"));
  const { code, stderr } = await init(root);
  expect([code, stderr.includes("leads out of the repository")]).toEqual([2, true]);
  expect(readFileSync(join(ROOT, "outside.md"), "utf8")).toBe("outside\n");
  const half = await tree({ "a/x": "x", "AGENTS.md": "<!-- lanekeeper:begin -->\n" });
  expect((await init(half)).stderr).toContain("without its partner");
  expect(() => read(half, POLICY)).toThrow();
});

it("puts the hooks for Claude Code beside what is there, once, and only if asked", async () => {
  const SETTINGS = ".claude/settings.json";
  const root = await tree({ ...FILES, [SETTINGS]: '{\n    "model": "x"\n}\n' });
  await init(root);
  expect(read(root, SETTINGS)).toBe('{\n    "model": "x"\n}\n');
  const dry = await init(root, "--claude", "--dry-run");
  expect([dry.stdout.includes("lanekeeper hook claude"), read(root, SETTINGS).includes("hooks")]).toEqual([
    true,
    false,
  ]);
  expect((await init(root, "--claude")).stdout).toContain(`wrote ${SETTINGS}: the hooks for Claude Code\n`);
  const written = read(root, SETTINGS);
  expect(written).toMatch(/^\{\n {4}"model": "x",\n {4}"hooks": \{\n {8}"SessionStart": \[/);
  expect((await init(root, "--claude")).stdout).toContain(`kept ${SETTINGS}`);
  expect(JSON.parse((await init(root, "--claude", "--json")).stdout).claude).toEqual({
    path: SETTINGS,
    written: false,
    text: written,
  });
  expect(read(root, SETTINGS)).toBe(written);
});

it("leaves settings alone that are not JSON, and writes nothing else then", async () => {
  for (const text of ["{ // mine\n}", Buffer.from([0x7b, 0xff, 0x7d])]) {
    const root = await tree({ ...FILES, ".claude/settings.json": text });
    const { code, stderr } = await init(root, "--claude");
    expect([code, existsSync(join(root, POLICY))]).toEqual([2, false]);
    expect(stderr).toMatch(/\.claude\/settings\.json was left alone: it is not (?:JSON \(|UTF-8)/);
  }
});

it("works from a directory inside the clone, in one without a commit, and not in a bare repository", async () => {
  const root = await tree({ "a/b/x": "x" });
  expect((await init(join(root, "a", "b"))).code).toBe(0);
  expect(lanes(root)).toEqual(["a: a/"]);
  await need("git", ["init", "--quiet", "--bare", join(ROOT, "bare.git")]);
  expect((await init(join(ROOT, "bare.git"))).code).toBe(2);
});
