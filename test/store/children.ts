// Starts processes that work on a store. Never waits for them: they are killed, or end by themselves.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Child {
  readonly process: ChildProcess;
  /** What it has said so far, line by line; the last line only if it is whole. */
  lines(): readonly Readonly<Record<string, string>>[];
  readonly ended: Promise<void>;
}

/** The program is bundled once, where its packages are found. */
export function children(): {
  start(work: "write" | "take", url: string, data: string, name: string): Child;
  remove(): void;
} {
  const cache = join(root, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "lanekeeper-child-"));
  const program = join(folder, "child.mjs");
  const options = ["--bundle", "--platform=node", "--format=esm", "--packages=external", "--log-level=error"];
  execFileSync(join(root, "node_modules/.bin/esbuild"), ["test/store/child.ts", ...options, `--outfile=${program}`], {
    cwd: root,
  });
  return {
    start: (work, url, data, name) => {
      const child = spawn(process.execPath, [program, work, url, data, name], { stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
      const lines = () =>
        said
          .slice(0, said.lastIndexOf("\n") + 1)
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line));
      return { process: child, lines, ended };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
