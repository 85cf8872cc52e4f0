// Runs real git on the double's repositories. Written apart from src/hosts on purpose: the double must not share our mistakes.
import { type ChildProcess, spawn } from "node:child_process";

/** Nobody's configuration, fixed identity unless the caller says otherwise. */
const ENV = {
  PATH: process.env.PATH ?? "",
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
};

export interface Ran {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
}

export function tryGit(
  cwd: string,
  args: readonly string[],
  options: { readonly input?: string | Buffer; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, { cwd, env: { ...ENV, ...options.env } });
    const out: Buffer[] = [];
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, out: Buffer.concat(out), err }));
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}

/** Run git and have its output as text, without the last newline. */
export async function git(cwd: string, args: readonly string[], options: Parameters<typeof tryGit>[2] = {}) {
  const { code, out, err } = await tryGit(cwd, args, options);
  if (code !== 0) throw new Error(`git ${args.join(" ")} failed (${code}): ${err}`);
  return out.toString("utf8").replace(/\n$/, "");
}

export const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");

export interface GitObject {
  readonly oid: string;
  readonly type: string;
  readonly body: Buffer;
}

/** One `git cat-file --batch` per repository, for as long as the double runs. */
export class Batch {
  readonly #dir: string;
  #child: ChildProcess | null = null;
  #waiting: ((found: GitObject | null) => void)[] = [];
  #chunks: Buffer = Buffer.alloc(0);

  constructor(dir: string) {
    this.#dir = dir;
  }

  read(name: string): Promise<GitObject | null> {
    if (name === "" || /[\n\0]/.test(name)) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#start().stdin!.write(`${name}\n`);
      this.#waiting.push(resolve);
    });
  }

  close(): void {
    this.#child?.stdin?.end();
    this.#child = null;
  }

  #start(): ChildProcess {
    if (this.#child !== null) return this.#child;
    const child = spawn("git", ["cat-file", "--batch"], {
      cwd: this.#dir,
      env: ENV,
      stdio: ["pipe", "pipe", "ignore"],
    });
    child.stdout!.on("data", (chunk: Buffer) => this.#push(chunk));
    child.on("close", () => {
      for (const each of this.#waiting.splice(0)) each(null);
    });
    this.#child = child;
    return child;
  }

  #push(chunk: Buffer): void {
    this.#chunks = this.#chunks.length === 0 ? chunk : Buffer.concat([this.#chunks, chunk]);
    for (;;) {
      const end = this.#chunks.indexOf(10);
      if (end === -1) return;
      const head = this.#chunks.toString("utf8", 0, end);
      const [oid = "", type = "", size] = head.split(" ");
      if (head.endsWith(" missing") || head.endsWith(" ambiguous") || size === undefined) {
        this.#chunks = this.#chunks.subarray(end + 1);
        this.#waiting.shift()?.(null);
        continue;
      }
      const stop = end + 1 + Number(size);
      if (this.#chunks.length < stop + 1) return;
      const body = Buffer.from(this.#chunks.subarray(end + 1, stop));
      this.#chunks = this.#chunks.subarray(stop + 1);
      this.#waiting.shift()?.({ oid, type, body });
    }
  }
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601, UTC. */
  readonly date: string;
}

export interface CommitObject {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export function parseCommit({ oid, body }: GitObject): CommitObject {
  const text = body.toString("utf8");
  const split = text.indexOf("\n\n");
  const headers = text.slice(0, split === -1 ? undefined : split).split("\n");
  const all = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  const who = (line = ""): Signature => {
    const [, name = "", email = "", seconds = "0"] = /^(.*?) ?<(.*?)> (\d+)/.exec(line) ?? [];
    return { name, email, date: `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z` };
  };
  const message = split === -1 ? "" : text.slice(split + 2).replace(/\n$/, "");
  return {
    oid,
    tree: all("tree")[0] ?? "",
    parents: all("parent"),
    author: who(all("author")[0]),
    committer: who(all("committer")[0]),
    message,
  };
}

export const parseTree = (body: Buffer, idBytes = 20): { mode: string; name: Buffer; oid: string }[] => {
  const entries: { mode: string; name: Buffer; oid: string }[] = [];
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(32, at);
    const nul = body.indexOf(0, space);
    const mode = body.toString("latin1", at, space).padStart(6, "0");
    const next = nul + 1 + idBytes;
    entries.push({ mode, name: body.subarray(space + 1, nul), oid: body.toString("hex", nul + 1, next) });
    at = next;
  }
  return entries;
};
