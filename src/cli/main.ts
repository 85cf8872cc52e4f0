// The command line. Exit codes are a contract (docs/reference/cli.md).
import { CommanderError } from "commander";
import { EXIT, exitCodeOf, reportError } from "./output.ts";
import { program } from "./program.ts";
import { DASHES, SPOKEN } from "./spoken.ts";

async function main(argv: readonly string[]): Promise<number> {
  // What stands behind `--` is not meant for us.
  const json = (argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv).includes("--json");
  try {
    await (await program(argv[0])).parseAsync(saidArguments(argv), { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // Commander has printed help and version by itself.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    reportError(error, json, await helpFor(argv));
    return exitCodeOf(error);
  }
}

/** A `--` before a reason is part of what is said, and not the end of options. */
const saidArguments = (argv: readonly string[]): string[] =>
  SPOKEN.has(argv[0] ?? "") ? argv.map((each) => (each === "--" ? DASHES : each)) : [...argv];

/** How the command that was typed shows its help. */
async function helpFor(argv: readonly string[]): Promise<string> {
  const typed = (await program()).commands.find((command) => argv.includes(command.name()));
  return `lanekeeper${typed === undefined ? "" : ` ${typed.name()}`} --help`;
}

// Whoever reads may stop reading: that ends us, with what was to be answered, and is no error.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(process.exitCode ?? EXIT.unjudged);
  });

process.exitCode = await main(process.argv.slice(2));
