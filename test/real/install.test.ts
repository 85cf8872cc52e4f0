// Hooks into a bare repository and out of it, and the server they ask, coming and going.
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DIST, lanekeeper, need, ROOT, run } from "./shell.ts";
import { contentsOf, install, MODES, makeBare, type Setting, saidBy, serve, story, World, world } from "./world.ts";

const BRANCH = "framework/work";
const CLEAN = { accepted: true, findings: [] };
const NOTE = "lanekeeper: the server does not answer; judged by the hook itself, without claims and memory";
let count = 0;

/** A bare repository and a clone of its own, with nothing installed. */
async function plain(setting: Setting = {}): Promise<World> {
  const name = `plain-${count++}`;
  const [bare, clone] = [join(ROOT, name, `${name}.git`), join(ROOT, name, "clone")];
  mkdirSync(join(ROOT, name));
  await makeBare(bare, setting);
  await need("git", ["clone", "--quiet", bare, clone]);
  return new World("down", bare, clone);
}

const data = (): string => {
  const at = join(ROOT, `data-${count++}`);
  mkdirSync(at, { mode: 0o711 });
  return at;
};

function hook(w: World, name: string, script: string): string {
  mkdirSync(join(w.bare, "hooks"), { recursive: true });
  const path = join(w.bare, "hooks", name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const bad = (w: World) => w.commit(BRANCH, { "qa/plan.md": `evil ${count++}\n` });
const good = (w: World) =>
  w.commit(BRANCH, { [`expertdomain/${count++}.ts`]: "1\n" }, { from: ["refs/remotes/origin/main"] });
const force = `+${BRANCH}:refs/heads/${BRANCH}`;

test("a repository with a working tree is refused with exit code 2 and left alone", async () => {
  const w = await plain();
  const { code, stderr } = await lanekeeper(["install", w.clone, "--data", data()]);
  expect(code).toBe(2);
  expect(stderr).toContain("a bare one is needed");
  const inside = await lanekeeper(["install", join(w.clone, ".git"), "--data", data()]);
  expect(inside.code).toBe(2);
  expect(inside.stderr).toContain("has a working tree");
  expect(existsSync(join(w.clone, ".git", "lanekeeper"))).toBe(false);
});

test("a folder that is no repository is refused with exit code 2", async () => {
  expect((await lanekeeper(["install", ROOT, "--data", data()])).code).toBe(2);
  expect((await lanekeeper(["install", join(ROOT, "nowhere.git"), "--data", data()])).code).toBe(2);
});

test("a hook of somebody else's is refused with exit code 2 and left as it is", async () => {
  const w = await plain();
  const path = hook(w, "pre-receive", "exit 0");
  const before = contentsOf(w.bare);
  const { code, stderr } = await lanekeeper(["install", w.bare, "--data", data()]);
  expect(code).toBe(2);
  expect(stderr).toContain("--chain");
  expect(contentsOf(w.bare)).toEqual(before);
  expect(readFileSync(path, "utf8")).toBe("#!/bin/sh\nexit 0\n");
});

test("with --chain a foreign hook is kept, sees the same lines, and its refusal is respected", async () => {
  const w = await plain();
  const mark = join(ROOT, `mark-${count++}`);
  hook(w, "pre-receive", `cat >>${mark}\ntest ! -e ${mark}-refuse || { echo not today >&2; exit 1; }`);
  hook(w, "post-receive", `cat >>${mark}-post`);
  await install(w.bare, data(), ["--identity", "env", "--chain"]);
  await bad(w);
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
  expect(existsSync(mark)).toBe(false);
  const oid = await good(w);
  expect(await w.push("grace", BRANCH)).toMatchObject(CLEAN);
  expect(readFileSync(mark, "utf8")).toBe(`${"0".repeat(40)} ${oid} refs/heads/${BRANCH}\n`);
  expect(readFileSync(`${mark}-post`, "utf8")).toBe(`${"0".repeat(40)} ${oid} refs/heads/${BRANCH}\n`);
  writeFileSync(`${mark}-refuse`, "");
  await good(w);
  const refused = await w.push("grace", force);
  expect(refused.accepted).toBe(false);
  expect(refused.said).toContain("not today");
});

test("uninstall gives back the hooks that were there", async () => {
  const w = await plain();
  const path = hook(w, "pre-receive", "echo mine >&2");
  await install(w.bare, data(), ["--identity", "env", "--chain"]);
  // Installed again, the kept hook is still kept, and still the foreign one.
  await install(w.bare, data(), ["--identity", "env", "--chain"]);
  expect((await lanekeeper(["uninstall", w.bare])).code).toBe(0);
  expect(readFileSync(path, "utf8")).toBe("#!/bin/sh\necho mine >&2\n");
  expect(existsSync(join(w.bare, "hooks", "post-receive"))).toBe(false);
  await bad(w);
  const pushed = await w.push("grace", BRANCH, { check: false });
  expect(pushed.accepted).toBe(true);
  expect(pushed.said).toEqual(["mine"]);
});

test("installing twice is installing once", async () => {
  const w = await plain();
  const folder = data();
  await install(w.bare, folder);
  const before = contentsOf(w.bare);
  await install(w.bare, folder);
  expect(contentsOf(w.bare)).toEqual(before);
  expect(readFileSync(join(folder, "repositories"), "utf8")).toBe(`${w.bare}\n`);
});

/** What install made, each with its owner, group and mode. */
function made(w: World): Record<string, string> {
  const inside = ["chained", "pushes", "settings", "judge.cjs"].map((name) => join("lanekeeper", name));
  const all = ["lanekeeper", ...inside, "hooks", "hooks/pre-receive", "hooks/post-receive"];
  return Object.fromEntries(all.map((name) => [name, ownership(join(w.bare, name))]));
}

function ownership(path: string): string {
  const { uid, gid, mode } = lstatSync(path);
  return `${uid}:${gid} ${(mode & 0o7777).toString(8)}`;
}

const files = (owner: string, folder: string, record: string) => ({
  lanekeeper: `${owner} ${folder}`,
  "lanekeeper/chained": `${owner} ${folder}`,
  "lanekeeper/pushes": `${owner} ${record}`,
  "lanekeeper/settings": `${owner} 644`,
  "lanekeeper/judge.cjs": `${owner} 644`,
  hooks: `${owner} ${folder}`,
  "hooks/pre-receive": `${owner} 755`,
  "hooks/post-receive": `${owner} 755`,
});

/** Gives everything below a path away. */
function give(path: string, uid: number, gid: number): void {
  for (const name of ["", ...readdirSync(path, { recursive: true, encoding: "utf8" })])
    chownSync(join(path, name), uid, gid);
}

const careful = async (w: World, folder: string) => {
  const [node, main] = [process.execPath, join(DIST, "cli", "main.js")];
  const typed = ["install", w.bare, "--data", folder, "--identity", "env"];
  await need("sh", ["-c", 'umask 077; exec "$@"', "sh", node, main, ...typed]);
};

test("what is installed is as open as the objects are, whatever the umask", async () => {
  const w = await plain();
  const objects = join(w.bare, "objects");
  const { uid, gid } = lstatSync(objects);
  const folder = join(data(), "made");
  for (const [mode, record] of [
    ["755", "644"],
    ["2775", "664"],
    ["2770", "660"],
  ] as const) {
    chmodSync(objects, Number.parseInt(mode, 8));
    await careful(w, folder);
    expect(made(w)).toEqual({ ...files(`${uid}:${gid}`, mode, record), hooks: `${uid}:${gid} 755` });
  }
  expect(ownership(folder)).toMatch(/ 711$/);
  expect(ownership(join(folder, "repositories"))).toMatch(/ 600$/);
});

test("a link in the place of a file to be written is not followed", async () => {
  const w = await plain();
  const target = join(ROOT, `target-${count++}`);
  writeFileSync(target, "kept\n", { mode: 0o600 });
  mkdirSync(join(w.bare, "lanekeeper"));
  symlinkSync(target, join(w.bare, "lanekeeper", "settings.new"));
  await install(w.bare, data());
  symlinkSync(target, join(w.bare, "lanekeeper", "moved"));
  await need("mv", [join(w.bare, "lanekeeper", "moved"), join(w.bare, "lanekeeper", "pushes")]);
  expect((await lanekeeper(["install", w.bare, "--data", data()])).code).not.toBe(0);
  expect([readFileSync(target, "utf8"), ownership(target).split(" ")[1]]).toEqual(["kept\n", "600"]);
});

/** Users without a name, in a group without one: the repository's owner, the server's user, one more of the group. */
const [OWNER, SERVER, MEMBER, GROUP] = [64_001, 64_002, 64_003, 64_010];
const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot("installed by root, pushes are on record and the server sees the repository (needs root)", async () => {
  const w = await plain();
  await w.admin("config", "core.sharedRepository", "group");
  give(w.bare, OWNER, GROUP);
  for (const name of ["", ...readdirSync(w.bare, { recursive: true, encoding: "utf8" })])
    if (lstatSync(join(w.bare, name)).isDirectory()) chmodSync(join(w.bare, name), 0o2775);
  const [folder, born] = [data(), join(data(), "born")];
  chownSync(folder, SERVER, SERVER);
  for (const _ of ["once", "again"]) {
    await install(w.bare, folder);
    expect(made(w)).toEqual({ ...files(`${OWNER}:${GROUP}`, "2775", "664") });
    expect(ownership(join(folder, "repositories"))).toBe(`${SERVER}:${SERVER} 600`);
  }
  chmodSync(ROOT, 0o711);
  const trusting = join(ROOT, `gitconfig-${count++}`);
  writeFileSync(trusting, "[safe]\n\tdirectory = *\n");
  const server = await serve(folder);
  try {
    for (const [at, uid] of [OWNER, MEMBER].entries()) {
      const oid = await w.commit(`framework/${at}`, { [`expertdomain/${at}.ts`]: "1\n" });
      const how = { uid, gid: GROUP, env: { LANEKEEPER_USER: `u${uid}`, GIT_CONFIG_GLOBAL: trusting } };
      const pushed = await run("git", ["-C", w.clone, "push", "--quiet", w.bare, `framework/${at}`], how);
      expect(pushed).toMatchObject({ code: 0, stderr: "" });
      const record = readFileSync(join(w.bare, "lanekeeper", "pushes"), "utf8");
      expect(record).toContain(` u${uid}\n${"0".repeat(40)} ${oid} refs/heads/framework/${at}\n`);
    }
  } finally {
    await server.stop();
  }
  // A data folder that was not there yet is the repository's owner's; uninstalled by root, the list is still the server's.
  await install(w.bare, born);
  expect(ownership(born)).toBe(`${OWNER}:${GROUP} 711`);
  expect(ownership(join(born, "repositories"))).toBe(`${OWNER}:${GROUP} 600`);
  await install(w.bare, folder);
  expect((await lanekeeper(["uninstall", w.bare])).code).toBe(0);
  expect(ownership(join(folder, "repositories"))).toBe(`${SERVER}:${SERVER} 600`);
});

test("uninstalling leaves pushes unjudged, and doing it twice is no error", async () => {
  const w = await plain();
  await install(w.bare, data());
  for (const removed of [true, false]) {
    const { code, stdout } = await lanekeeper(["uninstall", w.bare, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout.toString())).toMatchObject({ removed });
  }
  await bad(w);
  expect(await w.push("grace", BRANCH, { check: false })).toMatchObject(CLEAN);
});

test("a trunk of another name is where the policy is read from", async () => {
  const w = await plain();
  await w.admin("branch", "-m", "main", "trunk/next");
  await w.admin("symbolic-ref", "HEAD", "refs/heads/trunk/next");
  await w.git("fetch", "--quiet", "--prune", "origin");
  await install(w.bare, data());
  await w.commit(BRANCH, { "qa/plan.md": "evil\n" }, { from: ["refs/remotes/origin/trunk/next"] });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
  await w.commit("other", {}, { from: ["refs/remotes/origin/trunk/next"] });
  expect(await w.push("grace", "other:refs/heads/trunk/next")).toMatchObject({ findings: ["✗ trunk-gate"] });
});

story("a repository of SHA-256 objects is judged like any other", { format: "sha256" }, async (w) => {
  expect((await w.oid("origin/main")).length).toBe(64);
  await w.commit(BRANCH, { "expertdomain/link": { link: "core.ts" }, "expertdomain/one.ts": "1\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject(CLEAN);
  await w.land({ "qa/plan.md": "trunk\n" });
  await w.merge(BRANCH, ["origin/main"]);
  expect(await w.push("grace", BRANCH)).toMatchObject(CLEAN);
  await w.commit(BRANCH, { "qa/plan.md": "evil\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
  await w.commit("framework/orphan", { "README.md": "x\n" }, { from: [] });
  expect(await w.push("grace", "framework/orphan")).toMatchObject({ findings: ["✗ write-scope README.md"] });
  expect(await w.push("grace", `:refs/heads/${BRANCH}`)).toMatchObject(CLEAN);
});

story("packed refs and packed objects are read like loose ones", {}, async (w) => {
  await w.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
  await w.push("grace", BRANCH);
  await w.admin("pack-refs", "--all", "--prune");
  await w.admin("repack", "-a", "-d", "--quiet");
  await w.commit(BRANCH, { "expertdomain/two.ts": "2\n" });
  const pushed = await w.push("grace", BRANCH);
  expect(pushed).toMatchObject(CLEAN);
  await w.commit(BRANCH, { "qa/plan.md": "evil\n" });
  expect(await w.push("grace", BRANCH)).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
});

story("a shallow clone's push is judged by what it brings", {}, async (w) => {
  await w.land({ "qa/new.md": "1\n" });
  const clone = join(ROOT, `shallow-${w.mode}`);
  await need("git", ["clone", "--quiet", "--depth", "1", `file://${w.bare}`, clone]);
  const shallow = new World(w.mode, w.bare, clone);
  await shallow.commit(BRANCH, { "expertdomain/one.ts": "1\n" });
  expect(await shallow.push("grace", BRANCH)).toMatchObject(CLEAN);
  await shallow.commit(BRANCH, { "qa/plan.md": "evil\n" });
  expect(await shallow.push("grace", BRANCH)).toMatchObject({
    accepted: false,
    findings: ["✗ write-scope qa/plan.md"],
  });
  w.pushes.push(...shallow.pushes);
});

test("a refused push leaves no object behind", async () => {
  for (const mode of MODES) {
    const w = await world(mode);
    const counted = await w.admin("count-objects", "-v");
    await w.commit(BRANCH, {
      "qa/plan.md": "evil\n",
      ...Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`qa/${at}`, `${at}\n`])),
    });
    expect(await w.push("grace", BRANCH, { check: false })).toMatchObject({ accepted: false });
    expect(await w.admin("count-objects", "-v")).toBe(counted);
    const missing = await run("git", ["--git-dir", w.bare, "cat-file", "-e", await w.oid(BRANCH)]);
    expect(missing.code).not.toBe(0);
  }
});

/** Replaces the node that the hook would start by one that leaves a mark. */
function trapNode(w: World): string {
  const mark = join(ROOT, `node-${count++}`);
  writeFileSync(`${mark}.sh`, `#!/bin/sh\necho started >>${mark}\nexec ${process.execPath} "$@"\n`);
  chmodSync(`${mark}.sh`, 0o755);
  const settings = join(w.bare, "lanekeeper", "settings");
  writeFileSync(settings, readFileSync(settings, "utf8").replace(/^node=.*$/m, `node='${mark}.sh'`));
  return mark;
}

test("with the server up no Node process is started for a push; with it down one is", async () => {
  for (const mode of MODES) {
    const w = await world(mode);
    const mark = trapNode(w);
    await good(w);
    expect(await w.push("grace", BRANCH, { check: false })).toMatchObject(CLEAN);
    await bad(w);
    expect(await w.push("grace", BRANCH, { check: false })).toMatchObject({ accepted: false });
    expect(existsSync(mark)).toBe(mode === "down");
  }
});

test("a hook that judges alone says so, and one that need not does not", async () => {
  for (const mode of MODES) {
    const w = await world(mode);
    await good(w);
    const { said } = await w.push("grace", BRANCH, { check: false });
    expect(said).toEqual(mode === "down" ? [NOTE] : []);
  }
});

test("a server that was killed is done without, and one that came back is asked again", async () => {
  const w = await plain();
  const folder = data();
  await install(w.bare, folder);
  const mark = trapNode(w);
  const bare = async () => {
    await bad(w);
    expect(await w.push("grace", force)).toMatchObject({ accepted: false, findings: ["✗ write-scope qa/plan.md"] });
    await good(w);
    const pushed = await w.push("grace", force);
    expect(pushed).toMatchObject(CLEAN);
    return pushed.said.includes(NOTE) ? "alone" : "asked";
  };
  expect(await bare()).toBe("alone");
  const one = await serve(folder);
  expect(await bare()).toBe("asked");
  await one.stop("SIGKILL");
  expect(existsSync(join(folder, "judge.sock"))).toBe(true);
  expect(await bare()).toBe("alone");
  const two = await serve(folder);
  const started = readFileSync(mark, "utf8");
  expect(await bare()).toBe("asked");
  expect(readFileSync(mark, "utf8")).toBe(started);
  await two.stop();
  expect(await bare()).toBe("alone");
});

test("with --require-server a push waits for the server's return", async () => {
  const w = await plain();
  const folder = data();
  await install(w.bare, folder, ["--identity", "env", "--require-server"]);
  await good(w);
  const refused = await w.push("grace", BRANCH);
  expect(refused).toMatchObject({ accepted: false });
  expect(refused.said.join("\n")).toContain("takes no push without it");
  const server = await serve(folder);
  expect(await w.push("grace", BRANCH)).toMatchObject(CLEAN);
  await server.stop("SIGKILL");
  await good(w);
  expect(await w.push("grace", force)).toMatchObject({ accepted: false });
});

test("a server judges only what was installed for it or named to it", async () => {
  const w = await plain();
  const other = await plain();
  const folder = data();
  await install(w.bare, folder);
  await install(other.bare, folder);
  writeFileSync(join(folder, "repositories"), `${w.bare}\n`);
  const server = await serve(folder);
  await good(other);
  expect((await other.push("grace", BRANCH)).said).toEqual([NOTE]);
  await server.stop();
  const named = await serve(folder, ["--repo", other.bare]);
  await good(other);
  expect((await other.push("grace", force)).said).toEqual([]);
  await named.stop();
});

test("eight pushes at once are each judged by their own", async () => {
  for (const mode of MODES) {
    const w = await world(mode);
    const names = Array.from({ length: 8 }, (_, at) => `framework/p${at}`);
    await w.commits(
      names.flatMap((on, at) =>
        Array.from({ length: 5 }, (_, step) => ({
          on,
          files: at % 2 === 0 ? { [`expertdomain/${at}/${step}`]: "x\n" } : { [`qa/${at}/${step}`]: "x\n" },
        })),
      ),
    );
    const pushes = await Promise.all(
      names.map((name) => run("git", ["-C", w.clone, "push", "origin", name], { env: { LANEKEEPER_USER: "grace" } })),
    );
    expect(pushes.map(({ code }) => code === 0)).toEqual(names.map((_, at) => at % 2 === 0));
    for (const [at, { stderr }] of pushes.entries())
      if (at % 2 === 1) expect(saidBy(stderr).filter((line) => line.includes(`qa/${at}/`)).length).toBeGreaterThan(4);
    const heads = await w.admin("for-each-ref", "--format=%(refname:short)", "refs/heads/framework");
    expect(heads.split("\n")).toEqual(names.filter((_, at) => at % 2 === 0));
  }
});
