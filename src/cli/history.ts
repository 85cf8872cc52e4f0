// `lanekeeper log`: the ledger as the server has it, one entry a line; `--follow` goes on as it grows.
import type { Command } from "commander";
import type { Stamped } from "../core/entry.ts";
import { printable } from "../render/escape.ts";
import { EXIT, Usage } from "./output.ts";
import { clientOf, type ServerOptions, withServer } from "./server.ts";

interface Options extends ServerOptions {
  readonly after: string;
  readonly follow?: boolean;
}

export function history(program: Command): void {
  withServer(
    program
      .command("log")
      .description("print the ledger, one entry a line")
      .option("--after <seq>", "only what came after this entry", "0")
      .option("--follow", "go on as it grows"),
  ).action(run);
}

async function run({ after: text, follow, ...options }: Options): Promise<void> {
  if (!/^\d{1,15}$/.test(text)) throw new Usage(`${text} is not the number of an entry`, "such as --after 42");
  const client = await clientOf(options);
  const { seq } = await client.state();
  const ended = new AbortController();
  const print = (stamped: Stamped) =>
    process.stdout.write(`${options.json ? JSON.stringify(stamped) : line(stamped)}\n`);
  process.exitCode = EXIT.ok;
  if (!follow && Number(text) >= seq) return;
  for await (const stamped of client.events(Number(text), ended.signal)) {
    print(stamped);
    if (!follow && stamped.seq >= seq) break;
  }
  ended.abort();
}

/** Who, what, and the entry itself, short. */
function line({ seq, at, entry }: Stamped): string {
  const { kind, ...rest } = entry;
  const text = printable(JSON.stringify(rest));
  return `${String(seq).padStart(6)}  ${at.slice(0, 19)}Z  ${kind.padEnd(16)}  ${text.length > 200 ? `${text.slice(0, 200)}…` : text}`;
}
