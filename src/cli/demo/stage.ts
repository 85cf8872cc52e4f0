// The demo's world: one temporary folder, the processes in it, an environment that knows nobody's git configuration.
// Everything is gone when it is swept, also on a signal; nothing outside the folder is written.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";

export interface Ran {
  readonly code: number;
  /** Standard output and error in the order they came, with the folder's own path taken out. */
  readonly output: string;
}

/** Longer than anything here takes on the slowest machine. */
const PATIENCE_MS = 60_000;

export class Stage {
  readonly root: string;
  readonly #program: string;
  readonly #children = new Set<ChildProcess>();
  readonly #tokens = new Map<string, string>();
  #server: ChildProcess | null = null;
  #url = "";

  /** `program` is the built command line. */
  constructor(program: string) {
    this.#program = program;
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "lanekeeper-demo-")));
    mkdirSync(join(this.root, "home"));
  }

  /** Run to the end, whatever the exit code. */
  run(command: "git" | "lanekeeper", args: readonly string[], folder: string, login: string): Promise<Ran> {
    const child = this.#spawn(command, args, folder, login);
    return new Promise((resolve, reject) => {
      let output = "";
      const timer = setTimeout(() => killTree(child), PATIENCE_MS);
      const hear = (text: string) => {
        output += text;
      };
      child.stdout?.setEncoding("utf8").on("data", hear);
      child.stderr?.setEncoding("utf8").on("data", hear);
      child.once("error", (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
      child.once("close", (code) => {
        clearTimeout(timer);
        resolve({ code: code ?? -1, output: this.#plain(output) });
      });
    });
  }

  /** Start the server and have its address; it listens where it finds a free port. */
  startServer(): Promise<string> {
    const server = this.#spawn("lanekeeper", ["serve", "--port", "0", "--data", "data"], "", "");
    this.#server = server;
    return new Promise((resolve, reject) => {
      let said = "";
      let errors = "";
      server.stderr?.setEncoding("utf8").on("data", (text: string) => {
        errors = `${errors}${text}`.slice(-2_000);
      });
      server.stdout?.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        const url = /^listening on (\S+)$/m.exec(said)?.[1];
        if (url === undefined) return;
        this.#url = url;
        resolve(url);
      });
      server.once("error", reject);
      server.once("close", () => reject(new Error(`the server did not start: ${this.#plain(errors).trim()}`)));
    });
  }

  /** What a login asks the server with from now on. */
  remember(login: string, token: string): void {
    this.#tokens.set(login, token);
  }

  async stopServer(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null) return;
    const closed = new Promise((resolve) => server.once("close", resolve));
    server.kill("SIGTERM");
    await closed;
  }

  /** Everything goes, at once: fit for the last moment of a process. */
  sweep(): void {
    for (const child of this.#children) killTree(child);
    this.#children.clear();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }

  #spawn(command: "git" | "lanekeeper", args: readonly string[], folder: string, login: string): ChildProcess {
    const [file, all] = command === "git" ? ["git", args] : [process.execPath, [this.#program, ...args]];
    const child = spawn(file, all, {
      cwd: join(this.root, folder),
      env: this.#env(login),
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that what it started goes with it.
      detached: true,
    });
    this.#children.add(child);
    child.once("close", () => this.#children.delete(child));
    return child;
  }

  #env(login: string): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(([name]) => !/^(?:GIT_|LANEKEEPER_|XDG_|NODE_OPTIONS$)/.test(name));
    const email = `${login || "nobody"}@example.org`;
    return {
      ...Object.fromEntries(kept),
      HOME: join(this.root, "home"),
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: devNull,
      GIT_TERMINAL_PROMPT: "0",
      GIT_EDITOR: "true",
      GIT_AUTHOR_NAME: login || "nobody",
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: login || "nobody",
      GIT_COMMITTER_EMAIL: email,
      LC_ALL: "C",
      NO_COLOR: "1",
      LANEKEEPER_USER: login,
      LANEKEEPER_URL: this.#url,
      ...(this.#tokens.has(login) ? { LANEKEEPER_TOKEN: this.#tokens.get(login) } : {}),
    };
  }

  #plain = (output: string): string => output.replaceAll(`${this.root}/`, "").replaceAll(this.root, ".");
}

function killTree(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended by itself meanwhile.
  }
}
