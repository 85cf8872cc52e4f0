// `install`, `uninstall` and `serve` as an operator types them.
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DIST, lanekeeper, need, ROOT } from "../real/shell.ts";

afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
});

const DATA = join(ROOT, "data");
let count = 0;
async function bare(): Promise<string> {
  const path = join(ROOT, `bare-${++count}.git`);
  await need("git", ["init", "--quiet", "--bare", "--template=", "-b", "main", path]);
  return path;
}

async function typed(...args: string[]) {
  const { code, stdout, stderr } = await lanekeeper(args);
  return { code, stdout: stdout.toString("utf8"), stderr };
}

describe("install", () => {
  it("says where it was put and what to start, and is the same when run again", async () => {
    const path = await bare();
    const once = await typed("install", path, "--data", DATA);
    expect([once.code, once.stderr]).toEqual([0, ""]);
    expect(once.stdout).toContain(`installed into ${path}\n`);
    expect(once.stdout).toContain(`Start: lanekeeper serve --data ${DATA}`);
    const hook = readFileSync(join(path, "hooks/pre-receive"), "utf8");
    expect(await typed("install", path, "--data", DATA)).toEqual(once);
    expect(readFileSync(join(path, "hooks/pre-receive"), "utf8")).toBe(hook);
  });

  it("refuses a second repository of a name that is taken in this data folder, and changes nothing then", async () => {
    const folder = join(ROOT, "names");
    const [one, two] = [join(ROOT, "one", "lane.git"), join(ROOT, "two", "lane.git")];
    for (const path of [one, two]) await need("git", ["init", "--quiet", "--bare", "--template=", "-b", "main", path]);
    expect((await typed("install", one, "--data", folder)).code).toBe(0);
    const why = `lanekeeper: local/lane is ${one} in this data folder already; rename one of them, uninstall the other, or name another folder with --data\n`;
    expect(await typed("install", two, "--data", folder)).toEqual({ code: 2, stdout: "", stderr: why });
    expect(await typed("serve", "--port", "0", "--data", folder, "--repo", two)).toEqual({
      code: 2,
      stdout: "",
      stderr: why,
    });
    expect([existsSync(join(two, "lanekeeper")), existsSync(join(two, "hooks"))]).toEqual([false, false]);
    expect(readFileSync(join(folder, "repositories"), "utf8")).toBe(`${one}\n`);
    // Whoever is named twice is named once; elsewhere, or once the other is gone, the name is free.
    expect((await typed("install", one, "--data", folder)).code).toBe(0);
    expect((await typed("install", two, "--data", join(ROOT, "elsewhere"))).code).toBe(0);
    expect((await typed("uninstall", one)).code).toBe(0);
    expect((await typed("install", two, "--data", folder)).code).toBe(0);
    const both = await typed("serve", "--port", "0", "--data", join(ROOT, "both"), "--repo", one, "--repo", two);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("local/lane is ")]);
  });

  it("answers with one document", async () => {
    const path = await bare();
    const { stdout } = await typed("install", path, "--data", DATA, "--identity", "gl", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      repository: path,
      trunk: "refs/heads/main",
      identity: "gl",
      data: DATA,
      server: false,
      chained: [],
    });
  });

  it("refuses hooks it does not own, changes nothing then, and keeps them with --chain", async () => {
    const path = await bare();
    await need("mkdir", [join(path, "hooks")]);
    const foreign = join(path, "hooks/pre-receive");
    writeFileSync(foreign, "#!/bin/sh\nexit 0\n");
    chmodSync(foreign, 0o755);
    const refused = await typed("install", path, "--data", DATA, "--json");
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.stdout).error.detail).toContain("--chain");
    expect([readFileSync(foreign, "utf8"), existsSync(join(path, "lanekeeper"))]).toEqual([
      "#!/bin/sh\nexit 0\n",
      false,
    ]);
    expect((await typed("install", path, "--data", DATA, "--chain")).stdout).toContain("chained:  pre-receive");
    expect((await typed("uninstall", path)).stdout).toBe(`hooks removed from ${path}\n`);
    expect(readFileSync(foreign, "utf8")).toBe("#!/bin/sh\nexit 0\n");
  });

  it.each([
    [
      "a clone",
      async () => {
        await need("git", ["init", "--quiet", join(ROOT, "clone")]);
        return join(ROOT, "clone/.git");
      },
      "has a working tree",
    ],
    ["a folder", async () => ROOT, "is not a git repository"],
  ])("refuses %s", async (_, make, why) => {
    const { code, stderr } = await typed("install", await make(), "--data", DATA);
    expect([code, stderr.includes(why)]).toEqual([2, true]);
  });

  it("refuses an identity and a trunk it cannot mean", async () => {
    const path = await bare();
    expect((await typed("install", path, "--data", DATA, "--identity", "me")).code).toBe(2);
    const { code, stderr } = await typed("install", path, "--data", DATA, "--trunk", "a..b");
    expect([code, stderr]).toEqual([2, "lanekeeper: a..b is not a branch name\n"]);
  });
});

it("uninstall says that there was nothing to remove", async () => {
  const path = await bare();
  expect(await typed("uninstall", path)).toEqual({
    code: 0,
    stdout: `no hooks of Lanekeeper's in ${path}\n`,
    stderr: "",
  });
  expect(JSON.parse((await typed("uninstall", path, "--json")).stdout)).toEqual({ repository: path, removed: false });
});

describe("serve", () => {
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [join(DIST, "cli", "main.js"), "serve", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.add(child);
    const said = new Promise<string>((resolve) => child.stdout.once("data", (chunk: Buffer) => resolve(`${chunk}`)));
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    return { child, said, ended };
  };

  it("says where it listens, answers there, and ends with 0 when told to", async () => {
    const { child, said, ended } = start("--port", "0", "--data", join(ROOT, "served"));
    const url = /^listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(await said)?.[1];
    const answer = await fetch(`${url}/healthz`);
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ status: "ok" })]);
    const missing = await fetch(`${url}/nothing`);
    expect([missing.status, missing.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    const second = await typed("serve", "--port", "0", "--data", join(ROOT, "served"));
    expect([second.code, second.stderr]).toEqual([
      2,
      expect.stringMatching(/^lanekeeper: another server already listens on .*--data\n$/),
    ]);
    const port = await typed("serve", "--port", new URL(url!).port, "--data", join(ROOT, "other"));
    expect([port.code, port.stderr]).toEqual([
      2,
      expect.stringMatching(/^lanekeeper: port \d+ of 127\.0\.0\.1 is taken\n {2}fix: /m),
    ]);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(existsSync(join(ROOT, "served", "judge.sock"))).toBe(false);
  });

  it("refuses a repository that is none", async () => {
    const { code, stderr } = await typed("serve", "--port", "0", "--data", join(ROOT, "none"), "--repo", "nowhere.git");
    expect([code, stderr]).toEqual([2, "lanekeeper: there is no repository at nowhere.git\n"]);
  });
});
