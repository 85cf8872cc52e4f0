// A world to push in: a bare repository with installed hooks, a clone, a server that runs or does not. Every case of the judge is
// played twice, before the resident judge and before the hook alone, and must end alike.
import { spawn } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { install as putHooks } from "../../src/hosts/bare/install.ts";
import { place } from "../../src/render/hook.ts";
import { type Draft, type Entry, type Files, resetClock, writeCommits } from "./history.ts";
import { DIST, type How, lanekeeper, need, type Ran, ROOT, run } from "./shell.ts";

export const MODES = ["up", "down"] as const;
export type Mode = (typeof MODES)[number];

/** What a case begins with. */
export interface Setting {
  /** The policy on trunk; null: none. */
  readonly policy?: string | Buffer | null;
  readonly files?: Files;
  /** Commits on trunk after the first, or on other branches, from before Lanekeeper was installed. */
  readonly history?: readonly Draft[];
  readonly format?: "sha1" | "sha256";
  readonly install?: readonly string[];
  /** Trunk has no commit yet. */
  readonly unborn?: boolean;
}

export const POLICY = `architects: [ada]
teams:
  framework:
    aliases: [fw]
    write: ["expertdomain/", "src/app/"]
    sessions: [sA, sB]
  qa:
    write: ["qa/"]
    sessions: [sC]
  tools:
    write: ["tools/"]
    members: [tom]
sessions:
  write: {sD: ["docs/"]}
shared: ["common/"]
protected: ["LICENSE", "ci/"]
`;

export const FILES: Files = {
  "expertdomain/core.ts": "core\n",
  "expertdomain/run.sh": "echo\n",
  "src/app/main.ts": "main\n",
  "src/apple/main.ts": "apple\n",
  "qa/plan.md": "plan\n",
  "qa/cases/one.md": "one\n",
  "qa/run.sh": "echo\n",
  "tools/make.ts": "make\n",
  "docs/guide.md": "guide\n",
  "README.md": "readme\n",
  LICENSE: "license\n",
};

export const POLICY_FILE = ".github/lanekeeper.yml";

// ---------------------------------------------------------------- servers

export interface Server {
  readonly data: string;
  readonly url: string;
  readonly pid: number;
  /** What it logged. */
  readonly log: () => string;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

export async function serve(data: string, more: readonly string[] = []): Promise<Server> {
  const args = [join(DIST, "cli", "main.js"), "serve", "--port", "0", "--data", data, ...more];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const at = /^listening on (\S+)$/m.exec(said)?.[1];
      if (at !== undefined) resolve(at);
    });
    child.once("close", (code) => reject(new Error(`the server ended with ${code}: ${log}`)));
  });
  return {
    data,
    url,
    pid: child.pid!,
    log: () => log,
    stop: async (signal = "SIGTERM") => {
      child.kill(signal);
      await ended;
    },
  };
}

const DATA: Readonly<Record<Mode, string>> = { up: join(ROOT, "data-up"), down: join(ROOT, "data-down") };
let server: Server | null = null;

beforeAll(async () => {
  for (const mode of MODES) mkdirSync(DATA[mode], { mode: 0o711 });
  server = await serve(DATA.up);
});
afterAll(async () => {
  const log = server?.log() ?? "";
  await server?.stop();
  rmSync(ROOT, { recursive: true, force: true });
  // Nothing a push holds may end as an error of the server's.
  expect(log.split("\n").filter((line) => line.includes('"event":"error"'))).toEqual([]);
});

// ---------------------------------------------------------------- repositories

export async function makeBare(path: string, setting: Setting = {}): Promise<void> {
  const { policy = POLICY, files = FILES, history = [], format = "sha1", unborn = false } = setting;
  const args = ["init", "--quiet", "--bare", "--template=", "--initial-branch=main", `--object-format=${format}`];
  await need("git", [...args, path]);
  if (unborn) return;
  const first: Files = policy === null ? files : { [POLICY_FILE]: policy, ...files };
  await writeCommits(path, [{ on: "main", from: [], says: "Begin", files: first }, ...history]);
}

export async function install(
  bare: string,
  data: string,
  more: readonly string[] = ["--identity", "env"],
): Promise<void> {
  const { code, stderr } = await lanekeeper(["install", bare, "--data", data, ...more]);
  if (code !== 0) throw new Error(`install ended with ${code}: ${stderr}`);
}

export async function cloneOf(bare: string, path: string): Promise<void> {
  await need("git", ["clone", "--quiet", bare, path]);
}

/** Ref → id, as they are in a repository. */
export async function refsOf(gitDir: string): Promise<Record<string, string>> {
  const lines = await need("git", ["--git-dir", gitDir, "for-each-ref", "--format=%(refname) %(objectname)"]);
  return Object.fromEntries(lines.split("\n").flatMap((line) => (line === "" ? [] : [line.split(" ")])));
}

/** Every file of a repository and its size: what a refused push must leave as it was. */
export function contentsOf(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => ({ name, stat: statSync(join(path, name), { throwIfNoEntry: false }) }))
    .filter(({ stat }) => stat?.isFile() ?? false)
    .map(({ name, stat }) => `${name} ${stat!.size}`)
    .sort();
}

// ---------------------------------------------------------------- pushes

export interface Pushed {
  readonly code: number;
  readonly accepted: boolean;
  readonly stderr: string;
  /** What the server's hooks said, line by line. */
  readonly said: readonly string[];
  /** `✗ write-scope qa/plan.md`, in order. */
  readonly findings: readonly string[];
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
}

export interface PushOptions {
  readonly options?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Also ask `lanekeeper check` on the clone; default: for one branch that is not deleted. */
  readonly check?: boolean;
}

/** `✗ rule path: words` → `✗ rule path`. */
export const headOf = (line: string): string => line.slice(0, `${line}: `.indexOf(": "));

export const saidBy = (stderr: string): string[] =>
  stderr
    .split("\n")
    .filter((line) => line.startsWith("remote: "))
    .map((line) => line.slice(8).trimEnd());

export interface Merge {
  readonly options?: readonly string[];
  readonly says?: string;
  readonly files?: Readonly<Record<string, string | null>>;
}

export class World {
  readonly mode: Mode;
  readonly bare: string;
  readonly clone: string;
  readonly pushes: Pushed[] = [];

  constructor(mode: Mode, bare: string, clone: string) {
    this.mode = mode;
    this.bare = bare;
    this.clone = clone;
  }

  /** git in the clone; it must succeed. */
  git(...args: string[]): Promise<string> {
    return need("git", ["-C", this.clone, ...args]);
  }

  tryGit(args: readonly string[], how: How = {}): Promise<Ran> {
    return run("git", ["-C", this.clone, ...args], how);
  }

  /** git in the bare repository, as its administrator. */
  admin(...args: string[]): Promise<string> {
    return need("git", ["--git-dir", this.bare, ...args]);
  }

  /** One commit in the clone, by what it changes. Its id. */
  async commit(on: string, files: Files, more: Partial<Omit<Draft, "on" | "files">> = {}): Promise<string> {
    return (await this.commits([{ on, files, ...more }])).at(-1)!;
  }

  commits(drafts: readonly Draft[]): Promise<string[]> {
    return writeCommits(join(this.clone, ".git"), drafts);
  }

  /** A merge that git makes, with whatever somebody does to the files before it is committed. Its id. */
  async merge(on: string, what: readonly string[], more: Merge = {}): Promise<string> {
    await this.git("checkout", "--quiet", "--force", "--detach", on);
    const options = ["--quiet", "--no-ff", "--no-commit", ...(more.options ?? [])];
    const { code, stderr, stdout } = await this.tryGit(["merge", ...options, ...what]);
    if (code !== 0 && more.files === undefined) throw new Error(`no clean merge: ${stderr}${stdout}`);
    for (const [path, text] of Object.entries(more.files ?? {})) {
      if (text === null) rmSync(join(this.clone, path));
      else writeFileSync(join(this.clone, path), text);
    }
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--allow-empty", "-m", more.says ?? `Merge ${what.join(" and ")}`);
    await this.git("update-ref", `refs/heads/${on}`, "HEAD");
    return this.oid("HEAD");
  }

  /** Put on the server's trunk what the clone has, as an architect's merge would. */
  async setTrunk(revision: string): Promise<void> {
    await need("git", ["-C", this.clone, "push", "--quiet", "--force", "origin", `${revision}:refs/heads/main`], {
      env: { LANEKEEPER_USER: "ada" },
    });
    await this.git("fetch", "--quiet", "origin");
  }

  /** A commit that somebody makes on the server's trunk, past every hook. */
  async land(files: Files, more: Partial<Omit<Draft, "on" | "files">> = {}): Promise<string> {
    const [oid] = await writeCommits(this.bare, [{ on: "main", files, ...more }]);
    await this.git("fetch", "--quiet", "--prune", "origin");
    return oid!;
  }

  oid(revision: string): Promise<string> {
    return this.git("rev-parse", "--verify", revision);
  }

  /** Push as a login. A bare branch name stands for `name:refs/heads/name`. */
  async push(login: string | null, what: string | readonly string[], more: PushOptions = {}): Promise<Pushed> {
    const specs = (typeof what === "string" ? [what] : what).map((spec) =>
      /[:+]/.test(spec) || spec.startsWith("refs/") ? spec : `refs/heads/${spec}:refs/heads/${spec}`,
    );
    const [before, contents] = [await refsOf(this.bare), contentsOf(this.bare)];
    const checked = this.mode === "up" && more.check !== false ? await this.#check(login, specs) : null;
    const env = { LANEKEEPER_USER: login ?? undefined, ...more.env };
    const { code, stderr } = await run("git", ["-C", this.clone, "push", ...(more.options ?? []), "origin", ...specs], {
      env,
    });
    const said = saidBy(stderr);
    const findings = said.filter((line) => /^[✗?!] /.test(line)).map(headOf);
    const after = await refsOf(this.bare);
    const pushed = { code, accepted: code === 0, stderr, said, findings, before, after };
    this.pushes.push(pushed);
    if (code !== 0 && stderr.includes("pre-receive hook declined")) {
      expect(after).toEqual(before);
      expect(contentsOf(this.bare)).toEqual(contents);
    }
    if (checked !== null) expect(checked).toEqual({ accepted: code === 0, findings });
    return pushed;
  }

  /** `lanekeeper check` on the clone, in the words of a push; null where it cannot stand for one. */
  async #check(
    login: string | null,
    specs: readonly string[],
  ): Promise<{ accepted: boolean; findings: string[] } | null> {
    const [, from = "", to = ""] = /^\+?([^:]+):refs\/heads\/(.+)$/.exec(specs[0] ?? "") ?? [];
    if (specs.length !== 1 || from === "" || login === null) return null;
    const { verdict, findings, code } = await this.check(["--by", login, "--branch", to, "--head", from]);
    expect(code).toBe(verdict === "pass" ? 0 : verdict === "fail" ? 1 : code === 2 ? 2 : 3);
    const shown = findings.filter(({ level }) => level !== "notice");
    return {
      accepted: verdict === "pass",
      findings: shown.map(
        (each) => `${each.undecided ? "?" : each.level === "error" ? "✗" : "!"} ${each.rule}${whereOf(each)}`,
      ),
    };
  }

  async check(args: readonly string[]): Promise<Checked & { code: number }> {
    const { code, stdout, stderr } = await lanekeeper(["check", "--json", "--repo", this.clone, ...args]);
    if (stdout.length === 0) throw new Error(`check said nothing: ${stderr}`);
    return { code, ...JSON.parse(stdout.toString("utf8")) };
  }
}

export interface Checked {
  readonly verdict: string;
  readonly policy: string | null;
  readonly base: string | null;
  readonly head: string;
  readonly findings: readonly Found[];
}

export interface Found {
  readonly rule: string;
  readonly level: string;
  readonly message: string;
  readonly path: string | null;
  readonly path_hex?: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly commit: string | null;
  readonly fix: string | null;
  readonly undecided?: boolean;
}

/** The JSON's path is already quoted where it is not UTF-8. */
function whereOf({ path, path_hex, line, column }: Found): string {
  if (path_hex === undefined) return place({ path, line, column } as Parameters<typeof place>[0]);
  return ` ${path}`;
}

// ---------------------------------------------------------------- stories

const templates = new Map<string, { bare: string; clone: string; kept: string }>();

/** A fresh world; equal settings are built once and copied, at the same place, so that the server keeps serving them. */
export async function world(mode: Mode, setting: Setting = {}): Promise<World> {
  const key = `${mode} ${JSON.stringify(setting)}`;
  let template = templates.get(key);
  if (template === undefined) {
    const at = join(ROOT, `${mode}-${templates.size}`);
    template = { bare: join(at, `repo-${templates.size}.git`), clone: join(at, "clone"), kept: join(at, "kept") };
    mkdirSync(template.kept, { recursive: true });
    await makeBare(template.bare, setting);
    // As the command does it; that it does is shown where installing is what is tested.
    const usual = { data: DATA[mode], identity: "env", trunk: null, requireServer: false, chain: false } as const;
    if (setting.install === undefined) await putHooks(template.bare, usual, DIST);
    else await install(template.bare, DATA[mode], setting.install);
    // A world begins anew at the same place: with a second one of its name in the list the ledger's memory is nobody's.
    appendFileSync(join(DATA[mode], "repositories"), `${join(at, "namesake", basename(template.bare))}\n`);
    await cloneOf(template.bare, template.clone);
    cpSync(template.bare, join(template.kept, basename(template.bare)), { recursive: true });
    cpSync(template.clone, join(template.kept, "clone"), { recursive: true, verbatimSymlinks: true });
    templates.set(key, template);
  } else {
    for (const name of [basename(template.bare), "clone"]) {
      rmSync(join(template.kept, "..", name), { recursive: true, force: true });
      cpSync(join(template.kept, name), join(template.kept, "..", name), { recursive: true, verbatimSymlinks: true });
    }
  }
  resetClock(template.bare);
  resetClock(join(template.clone, ".git"));
  return new World(mode, template.bare, template.clone);
}

/** A story told twice, with the server up and with it down: the same pushes, the same findings. */
export function story(name: string, setting: Setting, tell: (world: World) => Promise<void>): void {
  test(name, async () => {
    const [up, down] = await Promise.all(MODES.map((mode) => play(mode, setting, tell)));
    expect(up).toEqual(down);
    expect(up).not.toEqual([]);
  });
}

async function play(mode: Mode, setting: Setting, tell: (world: World) => Promise<void>): Promise<unknown[]> {
  const stage = await world(mode, setting);
  try {
    await tell(stage);
  } catch (error) {
    if (error instanceof Error)
      error.message = `server ${mode}: ${error.message}\n${stage.pushes.at(-1)?.stderr ?? ""}`;
    throw error;
  }
  return stage.pushes.map(({ accepted, findings, after }) => ({ accepted, findings, after }));
}

/** A row of a table: one commit on one branch, and what the push says to it. */
export interface Row {
  readonly by?: string;
  readonly on?: string;
  readonly files: Files;
  readonly says?: string;
  readonly findings: readonly string[];
  /** Default: refused if anything was found that is an error. */
  readonly accepted?: boolean;
}

export function table(setting: Setting, rows: Readonly<Record<string, Row>>): void {
  for (const [name, row] of Object.entries(rows))
    story(name, setting, async (stage) => {
      const { by = "grace", on = "framework/work", files, says, findings } = row;
      await stage.commit(on, files, says === undefined ? {} : { says });
      const pushed = await stage.push(by, on);
      expect(pushed.findings).toEqual(findings);
      expect(pushed.accepted).toBe(row.accepted ?? findings.every((each) => each.startsWith("!")));
    });
}

export const readText = (path: string): string => readFileSync(path, "utf8");
export const writeText = (path: string, text: string): void => writeFileSync(path, text);
export type { Draft, Entry, Files };
