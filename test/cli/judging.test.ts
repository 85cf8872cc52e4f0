// `check`, `explain` and `policy` in a real clone: exit codes, documents, words.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeCommits } from "../real/history.ts";
import { type How, lanekeeper, need, ROOT } from "../real/shell.ts";

afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

const FILE = ".github/lanekeeper.yml";
const POLICY = `architects: [ada]
teams:
  framework:
    write: ["src/", "src2/"]
    sessions: [sA]
  qa: {write: [qa/], sessions: [sB]}
sessions:
  names: {sA: Sintra}
protected: [LICENSE]
`;

let count = 0;
async function clone(policy: string | null = POLICY): Promise<string> {
  const bare = join(ROOT, `bare-${++count}.git`);
  const files = { "src/a.ts": "a", "qa/a.ts": "a", LICENSE: "free", ...(policy === null ? {} : { [FILE]: policy }) };
  await need("git", ["init", "--quiet", "--bare", "-b", "main", bare]);
  await writeCommits(bare, [{ on: "main", from: [], says: "Begin", files }]);
  const path = join(ROOT, `clone-${count}`);
  await need("git", ["clone", "--quiet", bare, path]);
  return path;
}

async function work(path: string, branch: string, file: string, subject = "Work"): Promise<void> {
  const git = (...args: string[]) => need("git", ["-C", path, ...args]);
  await git("switch", "--quiet", "-C", branch, "origin/main");
  mkdirSync(dirname(join(path, file)), { recursive: true });
  writeFileSync(join(path, file), "changed\n");
  await git("add", "--all");
  await git("commit", "--quiet", "-m", subject);
}

async function typed(args: readonly string[], how: How = {}) {
  const { code, stdout, stderr } = await lanekeeper(args, how);
  return { code, stdout: stdout.toString("utf8"), stderr };
}

describe("check", () => {
  it("passes what is in scope, with exit code 0", async () => {
    const at = await clone();
    await work(at, "framework/x", "src/b.ts");
    const { code, stdout, stderr } = await typed(["check", "--repo", at]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/framework\/x: pass\n$/);
  });

  it("finds what is not, with exit code 1 and the document of the contract", async () => {
    const at = await clone();
    await work(at, "framework/x", "qa/b.ts");
    const { code, stdout, stderr } = await typed(["check", "--repo", at, "--json"]);
    expect([code, stderr]).toEqual([1, ""]);
    const document = JSON.parse(stdout);
    const oid = expect.stringMatching(/^[0-9a-f]{40}$/);
    expect(document).toMatchObject({
      verdict: "fail",
      branch: "framework/x",
      team: "framework",
      session: null,
      base: oid,
      head: oid,
      policy: oid,
    });
    expect(document.findings[0]).toMatchObject({
      rule: "write-scope",
      level: "error",
      path: "qa/b.ts",
      line: null,
      commit: document.head,
    });
    expect(document.findings.map(({ level }: { level: string }) => level)).toEqual(["error", "notice"]);
    expect((await typed(["check", "--repo", at])).stdout).toMatch(/✗ write-scope qa\/b\.ts: .*\n {2}fix: /);
  });

  it("knows a session by its branch, and judges for the branch that is named", async () => {
    const at = await clone();
    await work(at, "session-sA", "src/b.ts", "[sB] Work");
    expect(JSON.parse((await typed(["check", "--repo", at, "--json"])).stdout)).toMatchObject({
      verdict: "fail",
      session: "sA",
      team: "framework",
    });
    expect((await typed(["check", "--repo", at, "--branch", "framework/x"])).code).toBe(1);
    expect((await typed(["check", "--repo", at, "--branch", "session-sB"])).stdout).toContain("✗ write-scope src/b.ts");
  });

  it("takes --by at its word: an architect may change what is protected", async () => {
    const at = await clone();
    await work(at, "framework/x", "LICENSE");
    expect((await typed(["check", "--repo", at, "--by", "grace"])).code).toBe(1);
    expect((await typed(["check", "--repo", at, "--by", "ada"])).code).toBe(0);
  });

  it("passes where there is no policy, and says so", async () => {
    const at = await clone(null);
    await work(at, "anything", "x");
    const { code, stdout } = await typed(["check", "--repo", at, "--json"]);
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ verdict: "pass", policy: null, findings: [] }),
    ]);
    expect((await typed(["check", "--repo", at])).stdout).toBe("anything: no policy on trunk: nothing to judge\n");
  });

  it("cannot judge by a policy that does not validate: exit code 2, with its place", async () => {
    const at = await clone("architects: [ada]\nteam: {}\n");
    await work(at, "framework/x", "src/b.ts");
    const { code, stdout } = await typed(["check", "--repo", at, "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: "unjudged",
      findings: [{ rule: "policy-valid", path: FILE, line: 2, column: 1 }],
    });
  });

  it("says what a name that is none should be", async () => {
    const at = await clone();
    for (const option of ["--base", "--head"]) {
      const { code, stderr } = await typed(["check", "--repo", at, option, "nothing"]);
      expect([code, stderr]).toEqual([
        2,
        "lanekeeper: nothing is not a commit of this repository\n  fix: name a branch, a tag or a commit id\n",
      ]);
    }
    await need("git", ["-C", at, "checkout", "--quiet", "--detach"]);
    expect((await typed(["check", "--repo", at])).stderr).toContain("say --branch NAME");
  });

  it("shows a path that is not UTF-8 as git quotes it, its bytes beside it", async () => {
    const at = await clone();
    await work(at, "framework/x", "src/b.ts");
    const blob = await need("git", ["-C", at, "hash-object", "-w", "--stdin"], { input: "x" });
    const entry = Buffer.concat([Buffer.from(`100644 ${blob}\tqa/`), Buffer.from([0xff, 0x00])]);
    await need("git", ["-C", at, "update-index", "-z", "--index-info"], { input: entry });
    await need("git", ["-C", at, "commit", "--quiet", "-m", "Odd"]);
    const { findings } = JSON.parse((await typed(["check", "--repo", at, "--json"])).stdout);
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: "write-scope", path: '"qa/\\377"', path_hex: "71612fff" }),
    );
  });
});

describe("explain", () => {
  it("names the line that allows a path, and whose it is where it may not be written", async () => {
    const at = await clone();
    const ask = (...args: string[]) => typed(["explain", "--repo", at, "--branch", "framework/x", ...args]);
    const { code, stdout } = await ask("src/b.ts", "qa/b.ts", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      { path: "src/b.ts", may_write: true, by: "team framework", because: `${FILE}:4:13 src/` },
      {
        path: "qa/b.ts",
        may_write: false,
        by: "team framework",
        because: expect.stringMatching(/^outside the write scope of team framework .*; it belongs to team qa$/),
      },
    ]);
    expect((await ask("src/b.ts")).code).toBe(0);
    expect((await ask("src/")).stdout).toBe(`✓ src/: may be written by team framework: ${FILE}:4:13 src/\n`);
  });

  it.each([
    [["--team", "qa"], "team qa"],
    [["--session", "sB"], "team qa"],
    [["--session", "sintra"], "team framework"],
    [["--branch", "session-sA"], "team framework"],
  ])("answers as %j", async (as, by) => {
    const [row] = JSON.parse((await typed(["explain", "x", "--repo", await clone(), "--json", ...as])).stdout);
    expect(row.by).toBe(by);
  });

  it("answers for whoever is named where a path is protected", async () => {
    const at = await clone();
    const by = (login: string) => typed(["explain", "LICENSE", "--repo", at, "--team", "qa", "--by", login]);
    expect([(await by("ada")).code, (await by("eve")).code]).toEqual([0, 1]);
  });

  it("says who may write what only architects may, in the same words to everybody", async () => {
    const at = await clone();
    const line = `protected: architects only (${FILE}:9:13 LICENSE)`;
    const announced = "announcement: architects only (the announcement of a round)";
    for (const [login, mark] of [
      ["ada", "✓"],
      ["eve", "✗"],
    ] as const) {
      const ask = (...args: string[]) => typed(["explain", "--repo", at, "--by", login, ...args]);
      const paths = ["LICENSE", "ANNOUNCEMENT.md"];
      expect((await ask("--team", "qa", ...paths)).stdout).toBe(
        `${mark} LICENSE: ${line}\n${mark} ANNOUNCEMENT.md: ${announced}\n`,
      );
      expect(JSON.parse((await ask("--team", "qa", "--json", "LICENSE")).stdout)).toEqual([
        { path: "LICENSE", may_write: login === "ada", by: "architects", because: `${FILE}:9:13 LICENSE` },
      ]);
      expect((await ask("--branch", "main", "qa/a.ts")).stdout).toBe(
        `${mark} qa/a.ts: trunk: architects only (trunk: branch, so only an architect moves trunk)\n`,
      );
    }
  });

  it.each([
    [["--team", "framwork"], "the policy has no team framwork\n  fix: did you mean framework?"],
    [["--team", "qa", "--branch", "x"], "exclude each other"],
    [["--session", "everybody"], "everybody is not a session"],
  ])("refuses %j", async (as, why) => {
    const { code, stderr } = await typed(["explain", "x", "--repo", await clone(), ...as]);
    expect([code, stderr.includes(why)]).toEqual([2, true]);
  });

  it("refuses a path that is not inside", async () => {
    const at = await clone();
    for (const path of ["../x", "", "/etc/passwd", "src/../../x"]) {
      const { code, stderr } = await typed(["explain", "--repo", at, "--team", "qa", "--", path]);
      expect([path, code, stderr]).toEqual([path, 2, expect.stringContaining("is not a path inside the repository")]);
    }
  });

  it("reads a path as the file system would: ./ and .. inside the tree", async () => {
    const at = await clone();
    for (const path of ["./src/b.ts", "src/./b.ts", "qa/../src/b.ts", join(at, "src/b.ts")])
      expect([path, (await typed(["explain", "--repo", at, "--team", "qa", path])).code]).toEqual([path, 1]);
    expect((await typed(["explain", "--repo", at, "--team", "framework", "qa/../src/b.ts"])).code).toBe(0);
  });

  it("answers that everything may be written where there is no policy, and exit code 2 where it is broken", async () => {
    const without = await typed(["explain", "x", "--repo", await clone(null), "--json"]);
    expect([without.code, JSON.parse(without.stdout)[0].may_write]).toEqual([0, true]);
    const broken = await typed(["explain", "x", "--repo", await clone("x: 1\n"), "--json"]);
    expect([broken.code, JSON.parse(broken.stdout).error.title]).toEqual([2, "the policy does not validate"]);
  });
});

describe("policy", () => {
  const path = (text: string | Buffer) => {
    const file = join(ROOT, `policy-${++count}.yml`);
    writeFileSync(file, text);
    return file;
  };

  it("is valid or not: exit codes 0 and 2, every problem with its place", async () => {
    const valid = await typed(["policy", "check", path(POLICY), "--json"]);
    expect([valid.code, JSON.parse(valid.stdout)]).toEqual([0, { valid: true, findings: [] }]);
    const file = path("architects: []\nteems: {}\n");
    const broken = await typed(["policy", "check", file, "--json"]);
    expect(broken.code).toBe(2);
    expect(JSON.parse(broken.stdout).findings.map(({ line }: { line: number }) => line)).toEqual([1, 2]);
    expect((await typed(["policy", "check", file])).stdout).toContain(`${file}:2:1`);
  });

  it("is read from standard input, and from its own place in the clone by default", async () => {
    expect((await typed(["policy", "check", "-"], { input: POLICY })).code).toBe(0);
    expect((await typed(["policy", "check"], { cwd: await clone() })).code).toBe(0);
  });

  it("has a schema: the one that is checked in", async () => {
    const { stdout } = await typed(["policy", "schema"]);
    const file = fileURLToPath(new URL("../../schema/lanekeeper.schema.json", import.meta.url));
    expect(stdout).toBe(readFileSync(file, "utf8"));
    expect((await typed(["policy", "schema", "--json"])).stdout).toBe(stdout);
  });
});
