// What post-receive wrote down of pushes: `lanekeeper/pushes`, read from where it was read last. The file is only ever appended to.
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Signal } from "../../core/signal.ts";
import { isRefName, readUpdates } from "./push.ts";

export interface Recorded {
  /** Where in the file it stands: the same push has the same place for ever. */
  readonly at: number;
  readonly signals: readonly (Signal & { kind: "pushed" })[];
}

/** A block is not read before its closing empty line is there; one that cannot be read is passed over. */
const END = "\n\n";
const CHUNK = 4 * 1024 * 1024;

/** Pushes recorded from a position on, at most a few megabytes of them, and the position behind the last one. */
export async function readRecord(
  repository: string,
  from: number,
): Promise<{ readonly pushes: readonly Recorded[]; readonly next: number }> {
  const file = await open(join(repository, "lanekeeper", "pushes"), "r").catch(() => null);
  if (file === null) return { pushes: [], next: from };
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, from);
    const pushes: Recorded[] = [];
    let next = from;
    for (const part = buffer.subarray(0, bytesRead); ; ) {
      const end = part.indexOf(END, next - from);
      if (end === -1) break;
      pushes.push({ at: next, signals: signalsOf(part.toString("utf8", next - from, end)) });
      next = from + end + END.length;
    }
    return { pushes, next };
  } finally {
    await file.close();
  }
}

/** `push <instant> <login>`, then a line per ref as git told the hook. */
function signalsOf(block: string): (Signal & { kind: "pushed" })[] {
  const [head = "", ...refs] = block.split("\n").filter((line) => line !== "");
  const [, at, login] = /^push (\S+) (.*)$/.exec(head) ?? [];
  if (at === undefined || Number.isNaN(Date.parse(at))) return [];
  try {
    const updates = readUpdates(refs.join("\n")).filter(({ ref }) => isRefName(ref));
    return updates.map(({ ref, before, after }) => ({ kind: "pushed", ref, before, after, by: login || null, at }));
  } catch {
    return [];
  }
}
