// The parser's one complaint about a text that is not YAML, in words for people who write patterns. It changes no verdict.
import type { Place } from "../core/finding.ts";
import { type Problem, tooDeep } from "./yaml-scan.ts";

/** A syntax error with what probably led to it. */
export function syntaxProblem(source: string, offset: number, at: Place, reason: string): Problem {
  if (reason.startsWith("nesting exceeded")) return { at, message: tooDeep, fix: null };
  return { at, message: `This is not valid YAML: ${reason}.`, fix: advice(source, offset, reason) };
}

function advice(source: string, offset: number, reason: string): string | null {
  if (reason.startsWith("tab characters") || /^ *\t/.test(lineBefore(source, offset))) return "Indent with spaces.";
  if (reason.includes("alias")) return 'Put a pattern that starts with * in quotes: "*".';
  const char = source[offset] ?? "";
  if ("@%`!&*".includes(char) && char !== "") return `Put a value that starts with ${char} in quotes.`;
  if ("{}[]".includes(char) && char !== "") return `Put a value that contains ${char} in quotes.`;
  if (reason.startsWith("unexpected end") || reason.startsWith("deficient"))
    return "Close the bracket or the quote, or indent the line further.";
  return null;
}

const lineBefore = (source: string, offset: number): string =>
  source.slice(source.lastIndexOf("\n", offset - 1) + 1, offset);
