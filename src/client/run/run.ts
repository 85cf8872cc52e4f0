// Runs a command as if nothing stood between: its own stdin and stdout, stderr byte for byte, signals handed on, its exit code.
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { isatty } from "node:tty";

export interface Run {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started. */
  readonly failed: string | null;
}

const HANDED_ON = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;
/** A terminal sends these to all that stand in its foreground: handed on they would come twice. */
const FROM_TERMINALS: ReadonlySet<string> = new Set(["SIGINT", "SIGQUIT"]);

/** A process may have left its stderr to another that goes on; so long what is on its way is waited for. */
const LINGER_MS = 500;

/** As shells put it: 128 and the signal's number. */
export const exitCodeOf = ({ code, signal }: Pick<Run, "code" | "signal">): number =>
  code ?? 128 + (signal === null ? 0 : constants.signals[signal]);

/** Resolves when it has ended, with every byte of its stderr seen by `onStderr` and written out. Never rejects. */
export async function runCommand(
  [program = "", ...args]: readonly string[],
  onStderr: (bytes: Buffer) => void,
): Promise<Run> {
  let child: ChildProcess | null = null;
  const hasTerminal = [0, 1, 2].some((fd) => isatty(fd));
  const listeners = HANDED_ON.map((signal) => {
    const listener = () => {
      if (!(hasTerminal && FROM_TERMINALS.has(signal))) child?.kill(signal);
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  try {
    child = spawn(program, args, { stdio: ["inherit", "inherit", "pipe"] });
    return await endOf(child, program, onStderr);
  } catch (error) {
    return failure(program, error as NodeJS.ErrnoException);
  } finally {
    for (const stop of listeners) stop();
  }
}

function endOf(child: ChildProcess, program: string, onStderr: (bytes: Buffer) => void): Promise<Run> {
  const stderr = child.stderr!;
  // Whoever read our stderr has gone: the command learns it as it would without us.
  process.stderr.removeAllListeners("error").on("error", () => stderr.destroy());
  stderr.on("data", (bytes: Buffer) => {
    onStderr(bytes);
    if (process.stderr.write(bytes)) return;
    stderr.pause();
    process.stderr.once("drain", () => stderr.resume());
  });
  stderr.on("error", () => {});
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(failure(program, error)));
    child.once("exit", (code, signal) => {
      const end = () => resolve({ code, signal, failed: null });
      child.once("close", end);
      setTimeout(end, LINGER_MS).unref();
    });
  });
}

/** As shells put it: 127 is not found, 126 is not to be executed. */
function failure(program: string, { code, message }: NodeJS.ErrnoException): Run {
  const isMissing = code === "ENOENT" || code === "ENOTDIR" || program === "";
  const why = isMissing ? "command not found" : code === "EACCES" ? "not executable" : message;
  return { code: isMissing ? 127 : 126, signal: null, failed: `${program}: ${why}` };
}
