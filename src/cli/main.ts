// The command line: every command is a file beside this one. Exit codes are a contract (docs/reference/cli.md).
import { Command, CommanderError } from "commander";
import { check } from "./check.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { done } from "./done.ts";
import { explain } from "./explain.ts";
import { finish } from "./finish.ts";
import { history } from "./history.ts";
import { hook } from "./hook.ts";
import { hooks } from "./hooks.ts";
import { inbox } from "./inbox.ts";
import { init } from "./init.ts";
import { installCommand, uninstallCommand } from "./install.ts";
import { look } from "./look.ts";
import { mcp } from "./mcp.ts";
import { EXIT, exitCodeOf, reportError } from "./output.ts";
import { policy } from "./policy.ts";
import { prime } from "./prime.ts";
import { rebuild } from "./rebuild.ts";
import { round } from "./round.ts";
import { run } from "./run.ts";
import { serve } from "./serve.ts";
import { DASHES, SPOKEN, speak } from "./speak.ts";
import { start } from "./start-session.ts";
import { token } from "./token.ts";
import { top } from "./top.ts";
import { VERSION } from "./version.ts";
import { waitFor } from "./wait-for.ts";
import { watch } from "./watch.ts";

const COMMANDS = [
  demo,
  serve,
  installCommand,
  uninstallCommand,
  check,
  explain,
  policy,
  init,
  doctor,
  rebuild,
  token,
  round,
  waitFor,
  watch,
  speak,
  look,
  inbox,
  history,
  run,
  mcp,
  top,
  prime,
  hook,
  start,
  finish,
  done,
  hooks,
];

/** The whole program, ready to parse; nothing has run. */
export function program(): Command {
  const root = new Command("lanekeeper")
    .description("Keeps coding agents and people out of each other's way on one repository.")
    .version(VERSION)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const add of COMMANDS) add(root);
  return root;
}

async function main(argv: readonly string[]): Promise<number> {
  // What stands behind `--` is not meant for us.
  const json = (argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv).includes("--json");
  try {
    await program().parseAsync(saidArguments(argv), { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // Commander has printed help and version by itself.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    reportError(error, json, helpFor(argv));
    return exitCodeOf(error);
  }
}

/** A `--` before a reason is part of what is said, and not the end of options. */
const saidArguments = (argv: readonly string[]): string[] =>
  SPOKEN.has(argv[0] ?? "") ? argv.map((each) => (each === "--" ? DASHES : each)) : [...argv];

/** How the command that was typed shows its help. */
function helpFor(argv: readonly string[]): string {
  const typed = program().commands.find((command) => argv.includes(command.name()));
  return `lanekeeper${typed === undefined ? "" : ` ${typed.name()}`} --help`;
}

// Whoever reads may stop reading: that ends us, with what was to be answered, and is no error.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(process.exitCode ?? EXIT.unjudged);
  });

process.exitCode = await main(process.argv.slice(2));
