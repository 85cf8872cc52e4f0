// `lanekeeper serve` as users run it: a process of its own, to be asked, watched, stopped and killed.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CLEAN, DIST, ROOT } from "../real/shell.ts";

export interface Child {
  readonly url: string;
  readonly pid: number;
  readonly log: () => string;
  /** The exit code, or the signal that ended it. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>;
}

export function serve(
  data: string,
  env: Readonly<Record<string, string>>,
  more: readonly string[] = [],
): Promise<Child> {
  const args = [join(DIST, "cli", "main.js"), "serve", "--port", "0", "--data", data, ...more];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...CLEAN, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [log, said] = ["", ""];
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal)),
  );
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return new Promise((resolve, reject) => {
    ended.then((code) => reject(new Error(`the server ended with ${code}: ${log}`)));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const url = /^listening on (\S+)\n/.exec(said)?.[1];
      if (url !== undefined) resolve({ url, pid: child.pid!, log: () => log, end });
    });
  });
}

/** Memory that a process holds, in megabytes; null where the system does not tell. */
export function megabytesOf(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}
