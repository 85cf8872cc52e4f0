// `lanekeeper watch [--branch B]`: what becomes true of a round's branch, line by line, as it does; first the announcement that stands.
import type { Command } from "commander";
import type { Stamped } from "../core/entry.ts";
import { printable } from "../render/escape.ts";
import { clientOf, type ServerOptions, withServer } from "./server.ts";

interface Options extends ServerOptions {
  readonly branch?: string;
  readonly once?: boolean;
}

export function watch(program: Command): void {
  withServer(
    program
      .command("watch")
      .description("follow what becomes true, or what becomes true of one branch's round")
      .option("--branch <branch>", "only the round announced on this branch, from its announcement on")
      .option("--once", "end after the first line"),
  ).action(run);
}

async function run(options: Options): Promise<void> {
  const client = await clientOf(options);
  const ended = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ended.abort());
  const { seq } = await client.state();
  // What a branch's round is began before now; of everything else only what comes is told.
  const ours = new Set<string>();
  for await (const stamped of client.events(options.branch === undefined ? seq : 0, ended.signal)) {
    if (options.branch !== undefined && !concerns(stamped, options.branch, ours)) continue;
    process.stdout.write(`${options.json ? JSON.stringify(stamped) : line(stamped)}\n`);
    if (options.once) ended.abort();
  }
}

function concerns({ entry }: Stamped, branch: string, ours: Set<string>): boolean {
  if (!entry.kind.startsWith("round-") || !("round" in entry)) return false;
  const team = "team" in entry ? entry.team : null;
  const key = `${entry.round} ${team}`;
  if (entry.kind === "round-announced" && entry.branch === branch) ours.add(key);
  return team === null ? [...ours].some((each) => each.startsWith(`${entry.round} `)) : ours.has(key);
}

function line({ at, entry }: Stamped): string {
  const { kind, ...facts } = entry;
  const words = Object.entries(facts)
    .filter(([, value]) => typeof value === "string" || typeof value === "number")
    .map(([key, value]) => `${key}: ${printable(String(value))}`);
  return `${at} ${kind} ${words.join(" · ")}`;
}
