// Runs real programs for the tests, in an environment that nothing of the developer's own configuration reaches.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Ran {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface How {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Buffer;
  readonly uid?: number;
  readonly gid?: number;
}

/** Everything the tests of one file leave behind lies below this folder; other users may pass through it. */
export const ROOT = realpathSync(mkdtempSync(join(tmpdir(), "lk-real-")));
const HOME = join(ROOT, "home");
mkdirSync(HOME);
writeFileSync(
  join(HOME, "gitconfig"),
  '[user]\n\tname = Somebody\n\temail = somebody@example.com\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[advice]\n\tdetachedHead = false\n[protocol "file"]\n\tallow = always\n[core]\n\tfsync = none\n',
);

/** The built command line, and the files the hooks are made of. */
export const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const MAIN = join(DIST, "cli", "main.js");

export const CLEAN: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? "/usr/bin:/bin",
  HOME,
  LC_ALL: "C.UTF-8",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: join(HOME, "gitconfig"),
  GIT_TERMINAL_PROMPT: "0",
  GIT_COMMITTER_DATE: "1700000000 +0000",
  GIT_AUTHOR_DATE: "1700000000 +0000",
};

/** Run a program to its end. */
export function run(program: string, args: readonly string[], how: How = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const { cwd = ROOT, env = {}, input = "", ...as } = how;
    const child = spawn(program, args, { cwd, env: { ...CLEAN, ...env }, stdio: ["pipe", "pipe", "pipe"], ...as });
    const out: Buffer[] = [];
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 128, stdout: Buffer.concat(out), stderr }));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** Run a program that must succeed, and have what it printed. */
export async function need(program: string, args: readonly string[], how: How = {}): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, how);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${stderr}${stdout}`);
  return stdout.toString("utf8").trimEnd();
}

/** `lanekeeper …` as users run it. */
export const lanekeeper = (args: readonly string[], how: How = {}): Promise<Ran> =>
  run(process.execPath, [MAIN, ...args], how);
