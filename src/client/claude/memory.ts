// What a hook remembers from one call to the next, in files of the user's own: what one of Claude Code's sessions was shown, and the last
// answer of a server for some seconds. Losing it costs a repetition, never a message.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

export interface Memory {
  /** Ids of messages that were shown and wait unacknowledged since. */
  readonly shown: readonly string[];
  /** It was said once that the server is away. */
  readonly noticed: boolean;
  /** When the server last heard that this session lives; milliseconds. */
  readonly beat: number;
}

const NOTHING: Memory = { shown: [], noticed: false, beat: 0 };
const OLD_MS = 14 * 86_400_000;
/** So many old files are looked for in one call. */
const MAX_SWEPT = 500;

/** Where the files of the hook lie: `$XDG_STATE_HOME/lanekeeper/claude`. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  const said = env.XDG_STATE_HOME ?? "";
  return join(isAbsolute(said) ? said : join(env.HOME || homedir(), ".local", "state"), "lanekeeper", "claude");
}

/** More of a name no file system takes. */
const MAX_NAME = 180;

/** A file of a folder for something that a name without special characters is made of. No hash: loading one takes longer than all this. */
export const fileFor = (folder: string, kind: string, of: string): string =>
  join(folder, `${kind}-${encodeURIComponent(of).slice(0, MAX_NAME)}.json`);

/** A file's JSON; null where there is none that can be read. */
export function recall(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** Whole or not at all; where it cannot be written it is not remembered. */
export function remember(path: string, value: unknown): void {
  const next = `${path}.${process.pid}`;
  try {
    mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
    writeFileSync(next, JSON.stringify(value), { mode: 0o600 });
    renameSync(next, path);
  } catch {
    rmSync(next, { force: true });
  }
}

export function memoryOf(path: string): Memory {
  const { shown, noticed, beat } = (recall(path) ?? {}) as Partial<Record<keyof Memory, unknown>>;
  return {
    shown: Array.isArray(shown) ? shown.filter((id) => typeof id === "string") : NOTHING.shown,
    noticed: noticed === true,
    beat: typeof beat === "number" ? beat : NOTHING.beat,
  };
}

/** Take away what sessions left that never ended. */
export function sweep(folder: string, now: number): void {
  try {
    for (const name of readdirSync(folder).slice(0, MAX_SWEPT)) {
      const path = join(folder, name);
      if (now - statSync(path).mtimeMs > OLD_MS) rmSync(path, { force: true });
    }
  } catch {
    // There is none yet, or another call was quicker.
  }
}
