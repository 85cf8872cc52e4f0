// Runs git, never a shell: fixed arguments, a clean environment, bounded output. A failure is Incomplete, with git's own words.
import { spawn } from "node:child_process";
import { Incomplete } from "../../ports.ts";

/** Where objects are read: a repository, and in a hook the quarantine git tells about in the environment. */
export interface Place {
  readonly gitDir: string;
  /** Added to the environment: the quarantine, or an object directory of our own. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Result {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** More than any honest answer; a push that needs more is not judged. */
const MAX_OUTPUT = 1024 * 1024 * 1024;

/** Variables that point git at objects; everything else that begins with GIT_ is dropped. */
export const OBJECT_VARIABLES = [
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_QUARANTINE_PATH",
  "GIT_SHALLOW_FILE",
];

/** The environment git runs in: nobody's configuration from the environment, no replacements, no optional locks, plain messages. */
export function gitEnv(place: Place): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("GIT_") && !name.startsWith("LANEKEEPER_"),
  );
  const fixed = {
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_LITERAL_PATHSPECS: "1",
    LC_ALL: "C",
  };
  return { ...Object.fromEntries(kept), ...fixed, ...place.env };
}

/** Run git to its end, whatever its exit code. */
export function tryGit(place: Place, args: readonly string[], input?: string | Buffer): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["--git-dir", place.gitDir, ...args], {
      env: gitEnv(place),
      stdio: ["pipe", "pipe", "pipe"],
    });
    const out: Buffer[] = [];
    let size = 0;
    let errors = "";
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT) child.kill("SIGKILL");
      else out.push(chunk);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (errors.length < 10_000) errors += text;
    });
    child.on("error", (cause) =>
      reject(new Incomplete(`git could not be started: ${cause.message}`, "install git", { cause })),
    );
    child.on("close", (code) => {
      if (size > MAX_OUTPUT)
        reject(new Incomplete("git answered with more than can be judged", "push it in smaller parts"));
      else resolve({ code: code ?? 1, stdout: Buffer.concat(out), stderr: errors.trim() });
    });
    // git may stop reading before all is written.
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
  });
}

/** Run git and have its output; a failure is Incomplete. */
export async function git(place: Place, args: readonly string[], input?: string | Buffer): Promise<Buffer> {
  const { code, stdout, stderr } = await tryGit(place, args, input);
  if (code !== 0)
    throw new Incomplete(
      `git ${args.find((arg) => /^[a-z]/.test(arg)) ?? ""} failed: ${stderr.split("\n")[0] || `exit code ${code}`}`,
    );
  return stdout;
}

/** Lines of text that git printed, without the last newline. */
export const lines = (output: Buffer): string[] =>
  output
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "");
