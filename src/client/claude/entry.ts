// The program behind `lanekeeper hook claude`, built into one file because it runs before every tool: an event on stdin, a document on
// stdout, and never an exit code that stops anything. What it remembers it remembers once its words are out.
import { readEvent } from "./event.ts";

/** Milliseconds of the process, after which everything goes through; the end of a session is given less. */
const BUDGET_MS = 2_000;
const END_BUDGET_MS = 1_300;
/** A larger event is not read. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Not 2, which would block: whatever goes wrong here stops nobody. */
const FAILED = 1;

export async function runClaudeHook(): Promise<void> {
  const limit = endIn(BUDGET_MS);
  try {
    const text = await input();
    const event = text === null ? null : readEvent(text);
    if (event?.name === "SessionEnd") endIn(END_BUDGET_MS);
    // What writes nothing needs no answer, and most tools do not: everything else is loaded only now.
    if (event === null || (event.name === "PreToolUse" && event.writes.length === 0)) return;
    const { answerTo } = await import("./hook.ts");
    const { output, afterwards } = await answerTo(event, process.env);
    if (output === null || (await written(`${JSON.stringify(output)}\n`))) afterwards();
  } catch (error) {
    process.stderr.write(`lanekeeper hook claude: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = FAILED;
  } finally {
    clearTimeout(limit);
    // Nothing that is still open is waited for.
    process.exit();
  }
}

const endIn = (budget: number): NodeJS.Timeout =>
  setTimeout(() => process.exit(0), Math.max(0, budget - process.uptime() * 1000));

/** Everything on stdin; null where it is too much. Without an iterator: loading that takes longer than reading. */
const input = (): Promise<string | null> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    process.stdin
      .on("data", (part: Buffer) => {
        size += part.length;
        if (size > MAX_BYTES) resolve(null);
        else parts.push(part);
      })
      .on("end", () => resolve(Buffer.concat(parts).toString("utf8")))
      .on("error", reject);
  });

/** Whether it is out. */
const written = (text: string): Promise<boolean> =>
  new Promise((resolve) => {
    process.stdout.on("error", () => resolve(false));
    process.stdout.write(text, (error) => resolve(error == null));
  });
