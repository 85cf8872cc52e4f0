// Hooks of an ordinary clone, with real git: what they refuse, whom they let by, what they leave as it was.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { load } from "js-yaml";
import { subjectIn } from "../../src/client/plain/prefix.ts";
import { withCommands, withoutCommands } from "../../src/text/lefthook.ts";
import { DIST, lanekeeper, need, ROOT, run } from "../real/shell.ts";

afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

const POLICY =
  "architects: [ada]\nteams:\n  fw: {write: [src/], sessions: [sA]}\n  qa: {write: [qa/], sessions: [sC]}\n";
let count = 0;
let clone = "";
beforeEach(async () => {
  clone = join(ROOT, `it's clone ${++count}`);
  await need("git", ["init", "--quiet", "--template=", "-b", "main", clone]);
  mkdirSync(join(clone, ".github"));
  writeFileSync(join(clone, ".github/lanekeeper.yml"), POLICY);
  await git("add", ".");
  await git("commit", "--quiet", "-m", "Begin");
  await git("switch", "--quiet", "-c", "session-sA");
});

const git = (...args: string[]) => need("git", ["-C", clone, ...args]);
const typed = async (...args: string[]) => {
  const { code, stdout, stderr } = await lanekeeper(args, { cwd: clone });
  return { code, stdout: stdout.toString("utf8"), stderr };
};
const commit = (message: string, ...more: string[]) =>
  run("git", ["-C", clone, "commit", "--quiet", "--allow-empty", "-m", message, ...more]);
const hook = (name: string) => join(clone, ".git/hooks", name);
const theirs = (path: string, body: string) => {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
};

describe("the prefix", () => {
  beforeEach(async () => {
    expect((await typed("hooks", "install")).code).toBe(0);
  });

  it.each<[string, number]>([
    ["[sA] Work", 0],
    ["Work", 1],
    ["[sC] Work", 1],
    ["[sA]Work", 1],
    ["fixup! [sA] Work", 0],
    ["fixup! Work", 1],
    ['Revert "Work"', 0],
    ['fixup! Revert "Work"', 0],
  ])("on a session's branch %j: %d", async (subject, code) => {
    const ran = await commit(subject);
    expect(ran.code).toBe(code);
    if (code === 1)
      expect(ran.stderr).toMatch(/^lanekeeper: this subject .*session sA's\n {2}fix: begin it with \[sA\]/);
  });

  it("lets a merge by, and any subject on a branch that is nobody's", async () => {
    await git("switch", "--quiet", "-c", "mine", "main");
    expect((await commit("Work")).code).toBe(0);
    await git("switch", "--quiet", "session-sA");
    expect((await commit("[sA] Work")).code).toBe(0);
    expect((await run("git", ["-C", clone, "merge", "--quiet", "--no-ff", "-m", "Merge mine", "mine"])).code).toBe(0);
  });

  it("knows the branch that is being rebased", async () => {
    writeFileSync(join(clone, "new.txt"), "x\n");
    await git("add", "new.txt");
    await commit("[sA] One");
    const env = { GIT_SEQUENCE_EDITOR: "sed -i s/^pick/reword/", GIT_EDITOR: "sed -i s/.sA.//" };
    expect((await run("git", ["-C", clone, "rebase", "--quiet", "-i", "main"], { env })).stderr).toContain(
      "session sA's",
    );
  });

  it("refuses another team's session on a team's branch", async () => {
    await git("switch", "--quiet", "-c", "qa/x", "main");
    expect((await commit("[sA] Work")).stderr).toContain("a session of team fw");
    expect((await commit("[sC] Work")).code).toBe(0);
    expect((await commit("Work")).code).toBe(0);
  });

  it("only says so where the policy only warns, and nothing where it is off", async () => {
    for (const [prefix, words] of [
      ["warn", "lanekeeper: this subject has no prefix"],
      ["off", ""],
    ] as const) {
      await git("switch", "--quiet", "main");
      writeFileSync(join(clone, ".github/lanekeeper.yml"), `${POLICY}sessions: {prefix: ${prefix}}\n`);
      await git("commit", "--quiet", "-am", "Policy");
      await git("switch", "--quiet", "session-sA");
      const { code, stderr } = await commit("Work");
      expect([code, stderr.includes(words), words === "" && stderr !== ""]).toEqual([0, true, false]);
    }
  });
});

test("the subject is what git will make of it, whatever the editor left", () => {
  expect(subjectIn("\n# a\n[sA] One\ntwo\n\nbody\n# b")).toBe("[sA] One two");
  expect(subjectIn("; x\nOne", ";")).toBe("One");
  expect(subjectIn("# ------------------------ >8 ------------------------\nOne")).toBe("");
  expect(subjectIn("\ufeffOne\r\n\r\nTwo")).toBe("One");
});

describe("what is there", () => {
  it("runs first and decides, and is put back; twice is once", async () => {
    theirs(hook("commit-msg"), 'echo "theirs: $(cat "$1")" >&2; ! grep -q bad "$1"');
    const before = readFileSync(hook("commit-msg"), "utf8");
    const once = await typed("hooks", "install", "--json");
    expect(JSON.parse(once.stdout)).toMatchObject({ by: "git", changed: [hook("commit-msg"), hook("post-commit")] });
    expect(JSON.parse((await typed("hooks", "install", "--json")).stdout)).toMatchObject({ changed: [] });
    expect((await commit("[sA] bad")).code).toBe(1);
    expect(await commit("[sA] good")).toMatchObject({ code: 0, stderr: "theirs: [sA] good\n" });
    expect((await commit("good")).code).toBe(1);
    expect((await typed("hooks", "uninstall")).code).toBe(0);
    expect(readdirSync(join(clone, ".git/hooks"))).toEqual(["commit-msg"]);
    expect(readFileSync(hook("commit-msg"), "utf8")).toBe(before);
    expect((await commit("good")).code).toBe(0);
  });

  it("is where core.hooksPath says, and a folder of other repositories is left alone", async () => {
    mkdirSync(join(clone, "hooks"));
    await git("config", "core.hooksPath", "hooks");
    expect((await typed("hooks", "install")).code).toBe(0);
    expect([existsSync(join(clone, "hooks/commit-msg")), existsSync(hook("commit-msg"))]).toEqual([true, false]);
    expect((await commit("Work")).code).toBe(1);
    const shared = join(ROOT, "shared");
    mkdirSync(shared, { recursive: true });
    await git("config", "core.hooksPath", shared);
    const refused = await typed("hooks", "install");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("other repositories")]);
    expect(readdirSync(shared)).toEqual([]);
  });

  it("is husky's, where the repository uses that", async () => {
    const script = join(clone, ".husky/commit-msg");
    theirs(script, "echo theirs\nexit 0");
    await git("config", "core.hooksPath", ".husky");
    const before = readFileSync(script, "utf8");
    expect((await typed("hooks", "install")).code).toBe(0);
    expect((await typed("hooks", "install", "--json")).stdout).toContain('"by":"husky","changed":[]');
    const bin = join(ROOT, "bin");
    theirs(join(bin, "lanekeeper"), `exec '${process.execPath}' '${join(DIST, "cli/main.js")}' "$@"`);
    const env = { PATH: `${bin}:${process.env.PATH}` };
    const args = ["-C", clone, "commit", "--quiet", "--allow-empty", "-m"];
    expect((await run("git", [...args, "[sA] Work"], { env })).code).toBe(0);
    // Without the program nobody is kept from committing.
    expect((await commit("Work")).code).toBe(0);
    await typed("hooks", "uninstall");
    expect([readFileSync(script, "utf8"), existsSync(join(clone, ".husky/post-commit"))]).toEqual([before, false]);
  });

  it("is lefthook's, where the repository uses that: in the file of this clone alone", async () => {
    writeFileSync(join(clone, "lefthook.yml"), "pre-commit:\n  commands: {}\n");
    const local = join(clone, "lefthook-local.yml");
    writeFileSync(local, "# mine\ncommit-msg:\n  parallel: true\n  commands:\n    lint:\n      run: lint {1}\n");
    const before = readFileSync(local, "utf8");
    expect(JSON.parse((await typed("hooks", "install", "--json")).stdout)).toMatchObject({
      by: "lefthook",
      changed: [local],
    });
    const read = load(readFileSync(local, "utf8")) as Record<string, { commands: Record<string, unknown> }>;
    expect(Object.keys(read["commit-msg"]!.commands).sort()).toEqual(["lanekeeper", "lint"]);
    expect(Object.keys(read["post-commit"]!.commands)).toEqual(["lanekeeper"]);
    await typed("hooks", "uninstall");
    expect(readFileSync(local, "utf8")).toBe(before);
    writeFileSync(local, "commit-msg: {commands: {lint: {run: lint}}}\n");
    expect((await typed("hooks", "install")).code).toBe(2);
  });
});

test("a lefthook file has ours besides what it says, or is left alone; without ours it is what it was", () => {
  const line = fc.constantFrom(
    ...[
      "commit-msg:",
      "post-commit:",
      "  commands:",
      "    commands:",
      "  jobs:",
      "    - run: x",
      "    lint:",
      "      run: x",
      "",
      "# c",
    ],
    ...["commit-msg: {}", "pre-commit:", "  parallel: true", "  scripts:", '"commit-msg":', "x", "- y"],
  );
  const file = fc.array(line, { maxLength: 10 }).map((lines) => lines.map((each) => `${each}\n`).join(""));
  fc.assert(
    fc.property(file, (before) => {
      const after = withCommands(before);
      if (after === null) return;
      expect(withCommands(after)).toBe(after);
      expect(withoutCommands(after)).toBe(before);
    }),
    { numRuns: 1000 },
  );
});

describe("the sign of life", () => {
  it("is sent behind a commit, for the session of the branch", async () => {
    const said: string[] = [];
    const server = createServer((request, response) => {
      request.on("data", (chunk) => said.push(`${request.url} ${chunk}`));
      request.on("end", () => response.end('{"became":[]}'));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await typed("hooks", "install");
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const env = { LANEKEEPER_URL: url, LANEKEEPER_TOKEN: "lk_x" };
      await git("remote", "add", "origin", "/srv/lane.git");
      expect(
        (await run("git", ["-C", clone, "commit", "--quiet", "--allow-empty", "-m", "[sA] Work"], { env })).code,
      ).toBe(0);
      for (const end = Date.now() + 30_000; said.length === 0 && Date.now() < end; )
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect(said).toEqual(['/api/v1/repos/local/lane/commands {"text":"/heartbeat","session":"sA"}']);
    } finally {
      server.close();
    }
  });

  it("is not in the way of a commit while the server does not answer", async () => {
    await typed("hooks", "install");
    const env = { LANEKEEPER_URL: "http://127.0.0.1:1", LANEKEEPER_TOKEN: "lk_x" };
    const { code, stderr } = await run("git", ["-C", clone, "commit", "--quiet", "--allow-empty", "-m", "[sA] Work"], {
      env,
    });
    expect([code, stderr]).toEqual([0, ""]);
  });
});
