// How commands answer: one JSON document on stdout with --json, text for people without; errors in one clear sentence on stderr.
import { CommanderError } from "commander";
import { Refused } from "../hosts/bare/install.ts";
import { Incomplete } from "../ports.ts";
import { printable } from "../render/escape.ts";

/** The exit codes of INTERFACES: a contract. */
export const EXIT = { ok: 0, findings: 1, usage: 2, unjudged: 3, timeout: 4 } as const;

/** A command was called in a way it cannot serve. */
export class Usage extends Error {
  override readonly name = "Usage";
  readonly fix: string | null;
  constructor(message: string, fix: string | null = null) {
    super(message);
    this.fix = fix;
  }
}

/** Answer, and set the exit code. */
export function answer(json: boolean | undefined, code: number, document: unknown, text: string): void {
  process.exitCode = code;
  process.stdout.write(
    json ? `${JSON.stringify(document)}\n` : text === "" || text.endsWith("\n") ? text : `${text}\n`,
  );
}

export function exitCodeOf(error: unknown): number {
  return error instanceof Incomplete
    ? EXIT.unjudged
    : error instanceof Usage || error instanceof Refused || error instanceof CommanderError
      ? EXIT.usage
      : EXIT.unjudged;
}

/** One sentence and what to do; with --json a document on stdout as well. `help` shows how it is called. */
export function reportError(error: unknown, json: boolean, help: string): void {
  const { title, detail, fix } = describe(error, help);
  if (json)
    process.stdout.write(
      `${JSON.stringify({ error: { title, detail: fix === null ? detail : `${detail} (${fix})` } })}\n`,
    );
  process.stderr.write(`lanekeeper: ${printable(detail)}${fix === null ? "" : `\n  fix: ${printable(fix)}`}\n`);
}

interface Described {
  readonly title: string;
  readonly detail: string;
  readonly fix: string | null;
}

function describe(error: unknown, help: string): Described {
  if (error instanceof CommanderError) return describeUsage(error, help);
  if (error instanceof Usage) return { title: "bad usage", detail: error.message, fix: error.fix };
  if (error instanceof Refused) return { title: "refused", detail: error.message, fix: null };
  if (error instanceof Incomplete) return { title: "could not be judged", detail: error.message, fix: error.fix };
  return { title: "failed", detail: error instanceof Error ? error.message : String(error), fix: null };
}

/** The parser's own complaints: its suggestion, where it has one, is what to do. */
function describeUsage({ code, message }: CommanderError, help: string): Described {
  if (code === "commander.help") return { title: "bad usage", detail: "a command is missing", fix: `see: ${help}` };
  const [said = "", meant] = message.replace(/^error: /, "").split(/\n\((?=Did you mean)/);
  const fix = meant === undefined ? `see: ${help}` : meant.replace(/\)$/, "").replace("Did", "did");
  return { title: "bad usage", detail: said.replace(/\.$/, ""), fix };
}
