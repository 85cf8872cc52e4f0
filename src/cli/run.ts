// `lanekeeper run -- COMMAND…`: runs it, says so to the server while it does, and reports how it ended to whoever asked.
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { type Command, Option } from "commander";
import type { Client } from "../client/api.ts";
import { Report } from "../client/run/report.ts";
import { exitCodeOf, runCommand } from "../client/run/run.ts";
import { Tail } from "../client/run/tail.ts";
import { parseDuration } from "../core/duration.ts";
import { Incomplete } from "../ports.ts";
import { printable } from "../render/escape.ts";
import { redact } from "../render/redact.ts";
import { Usage } from "./output.ts";
import { clientOf, type ServerOptions, toServer } from "./server.ts";
import { speakerHere } from "./session-here.ts";
import { sessionOption } from "./speak.ts";

interface Options extends ServerOptions {
  readonly session?: string;
  readonly tell?: string;
  readonly every: string;
}

/** So long the end is told to a server that does not answer. */
const PATIENCE_MS = 10_000;
const MAX_LINE = 300;

export function run(program: Command): void {
  toServer(
    program
      .command("run")
      .description("run a command, and report how it ended; a death without a word is reported too")
      .argument("<command...>", "behind `--`, with its own arguments"),
  )
    .addOption(sessionOption())
    .addOption(new Option("--tell <who>", "who is told how it ends: a session, a team, human; default: who runs it"))
    .option("--every <duration>", "how often the server hears that it runs, 1s to 1h", "1m")
    .action(supervise);
}

async function supervise(command: readonly string[], options: Options): Promise<void> {
  const beats = parseDuration(options.every);
  if (beats === null || beats < 1_000 || beats > 3_600_000)
    throw new Usage(`${options.every} is not a time between two beats`, "from 1s to 1h");
  if (options.tell !== undefined && !/^\S{1,200}$/.test(options.tell))
    throw new Usage("nobody is called that", "name a session, a team, human or all");
  const report = new Report({
    job: {
      kind: "job",
      verb: "start",
      id: `j${randomBytes(6).toString("hex")}`,
      beats,
      on: hostname().slice(0, 100) || null,
      to: options.tell ?? null,
      line: lineOf(command),
    },
    say: speaking(options),
    notice,
  });
  const tail = new Tail();
  const running = runCommand(command, (bytes) => tail.push(bytes));
  report.begin();
  const { failed, code, signal } = await running;
  const exit = exitCodeOf({ code, signal });
  if (failed !== null) notice(failed);
  // It is over: whoever does not want to wait for the report need not.
  for (const each of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(each, () => process.exit(exit));
  await report.end({ code, signal, text: failed ?? tail.text() }, PATIENCE_MS);
  process.exit(exit);
}

/** What cannot be set up is a server that does not answer: the command runs all the same. */
function speaking(options: Options): (text: string) => ReturnType<Client["command"]> {
  let ready: Promise<{ readonly client: Client; readonly session: string | null }> | null = null;
  const setUp = async () => ({ client: await clientOf(options), session: await speakerHere(options.session) });
  return async (text) => {
    ready ??= setUp().catch((error: unknown) => {
      if (error instanceof Usage) throw new Incomplete(error.message, error.fix);
      throw error;
    });
    const { client, session } = await ready;
    return client.command(text, session);
  };
}

const notice = (text: string): void => {
  process.stderr.write(`lanekeeper: ${printable(text)}\n`);
};

/** As a shell would take it, on one line, short, without secrets. */
function lineOf(command: readonly string[]): string {
  const words = command.map((word) => (/^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
  const line = redact(printable(words.join(" ").replace(/\s+/g, " ")));
  return line.length > MAX_LINE ? `${[...line].slice(0, MAX_LINE - 1).join("")}…` : line;
}
