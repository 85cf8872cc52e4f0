// Somebody's own clone, where plain git carries what they say: run with their configuration and their credentials, never through a shell.
import { spawn } from "node:child_process";
import { Incomplete } from "../../ports.ts";

/** It cannot be done here, and nothing was changed; `fix` says what to do. */
export class NotHere extends Error {
  override readonly name = "NotHere";
  readonly fix: string | null;
  constructor(message: string, fix: string | null = null) {
    super(message);
    this.fix = fix;
  }
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface How {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a hook of git's sets and what would point us elsewhere; the rest is theirs to set. */
const DROPPED = new Set(["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"]);

export class Checkout {
  readonly root: string;
  readonly gitDir: string;

  private constructor(root: string, gitDir: string) {
    this.root = root;
    this.gitDir = gitDir;
  }

  /** The work tree that a directory is in. Throws NotHere where it is in none. */
  static async at(directory: string): Promise<Checkout> {
    const found = await runGit(directory, ["rev-parse", "--show-toplevel", "--absolute-git-dir"]);
    const [root, gitDir] = found.stdout.split("\n");
    if (found.code !== 0 || !root || !gitDir) throw new NotHere("there is no git work tree here", "go into a clone");
    return new Checkout(root, gitDir);
  }

  run(args: readonly string[], how: How = {}): Promise<Ran> {
    return runGit(this.root, args, how);
  }

  /** What git printed, without the last end of line; a failure is Incomplete, with git's words. */
  async need(args: readonly string[], how: How = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(args, how);
    if (code === 0) return stdout.replace(/\n$/, "");
    throw new Incomplete(`git ${args[0]} failed: ${stderr.split("\n")[0] || `exit code ${code}`}`);
  }

  /** What git printed, or null where it failed. */
  async ask(args: readonly string[]): Promise<string | null> {
    const { code, stdout } = await this.run(args);
    return code === 0 ? stdout.replace(/\n$/, "") : null;
  }

  /** Where one stands: the branch and its tip. Throws NotHere on none. */
  async head(): Promise<{ readonly branch: string; readonly tip: string }> {
    const branch = await this.ask(["symbolic-ref", "--quiet", "HEAD"]);
    if (!branch?.startsWith("refs/heads/"))
      throw new NotHere("HEAD is on no branch", "git switch to a session's branch");
    const tip = await this.ask(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
    if (tip === null) throw new NotHere("the branch has no commit yet", "commit something first");
    return { branch: branch.slice("refs/heads/".length), tip };
  }

  hasOrigin = async (): Promise<boolean> => (await this.ask(["remote", "get-url", "origin"])) !== null;

  /** A file's mode and bytes at a commit; null where it has none of that path. Throws NotHere for what is no plain file. */
  async file(at: string, path: string): Promise<{ readonly mode: string; readonly bytes: Buffer } | null> {
    const line = await this.need(["ls-tree", "-z", at, "--", path], LITERAL);
    if (line === "") return null;
    const [, mode = "", , oid = ""] = /^(\d+) (\w+) (\w+)\t/.exec(line) ?? [];
    if (!mode.startsWith("100"))
      throw new NotHere(`${path} is no plain file`, "make it one, or name another in the policy");
    return { mode, bytes: Buffer.from((await this.run(["cat-file", "blob", oid])).stdout, "latin1") };
  }
}

export const LITERAL: How = { env: { GIT_LITERAL_PATHSPECS: "1" } };

function runGit(directory: string, args: readonly string[], { input = "", env = {} }: How = {}): Promise<Ran> {
  const theirs = Object.entries(process.env).filter(([name]) => !DROPPED.has(name));
  // A blob's bytes must come through as they are.
  const encoding = args[0] === "cat-file" ? "latin1" : "utf8";
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["-C", directory, ...args], {
      env: { ...Object.fromEntries(theirs), GIT_TERMINAL_PROMPT: "0", LC_ALL: "C", ...env },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding(encoding).on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (stderr.length < 100_000) stderr += text;
    });
    child.on("error", (cause) => reject(new Incomplete("git could not be started", "install git", { cause })));
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr: stderr.trim() }));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
