// How commands answer: one JSON document on stdout with --json, text for people without; errors in one clear sentence on stderr.
import { CommanderError } from "commander";
import type { Finding } from "../core/finding.ts";
import { isUtf8, pathHex, quotePath } from "../core/path.ts";
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

/** One sentence and what to do; with --json a document on stdout as well. */
export function reportError(error: unknown, json: boolean): void {
  const { title, detail, fix } = describe(error);
  if (json)
    process.stdout.write(
      `${JSON.stringify({ error: { title, detail: fix === null ? detail : `${detail} (${fix})` } })}\n`,
    );
  process.stderr.write(`lanekeeper: ${printable(detail)}${fix === null ? "" : `\n  fix: ${printable(fix)}`}\n`);
}

function describe(error: unknown): { title: string; detail: string; fix: string | null } {
  if (error instanceof CommanderError)
    return { title: "bad usage", detail: error.message.replace(/^error: /, ""), fix: "see: lanekeeper --help" };
  if (error instanceof Usage) return { title: "bad usage", detail: error.message, fix: error.fix };
  if (error instanceof Refused) return { title: "refused", detail: error.message, fix: null };
  if (error instanceof Incomplete) return { title: "could not be judged", detail: error.message, fix: error.fix };
  return { title: "failed", detail: error instanceof Error ? error.message : String(error), fix: null };
}

/** A finding as the JSON documents carry it (INTERFACES): a path that is not UTF-8 as git quotes it, its bytes beside it. */
export function findingJson(finding: Finding): Record<string, unknown> {
  const { rule, level, message, path, line, column, commit, fix, undecided } = finding;
  const odd = path !== null && !isUtf8(path);
  return {
    rule,
    level,
    message,
    path: odd ? quotePath(path) : path,
    ...(odd ? { path_hex: pathHex(path) } : {}),
    line,
    column,
    commit,
    fix,
    ...(undecided ? { undecided } : {}),
  };
}
