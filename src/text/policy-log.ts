// Where the readers of a policy put what they have to say: every problem at once, in the order of the file, up to a limit.
import { type Finding, finding, hasErrors, type Level, located, type Place } from "../core/finding.ts";

// Past this many a person repairs and asks again.
const MOST = 1_000;

export class Log {
  readonly #findings: Finding[] = [];

  error(at: Place, message: string, fix: string | null = null): void {
    this.#put(at, "error", message, fix);
  }

  warn(at: Place, message: string, fix: string | null = null): void {
    this.#put(at, "warning", message, fix);
  }

  #put(at: Place, level: Level, message: string, fix: string | null): void {
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    this.#findings.push(located("policy-valid", at, level, sentence, fix));
  }

  hasErrors(): boolean {
    return hasErrors(this.#findings);
  }

  /** Errors come before warnings only where there are too many of both. */
  findings(): readonly Finding[] {
    const sorted = [...this.#findings].sort(byPlace);
    if (sorted.length <= MOST) return sorted;
    const errors = sorted.filter((each) => each.level === "error");
    const kept = (
      errors.length > MOST ? errors : [...errors, ...sorted.filter((each) => each.level !== "error")]
    ).slice(0, MOST);
    const message = `There are ${sorted.length - MOST} more problems.`;
    const level: Level = errors.length > MOST ? "error" : "warning";
    return [...kept, finding("policy-valid", { level, message, path: kept[0]!.path, line: 1, column: 1 })];
  }
}

const byPlace = (a: Finding, b: Finding): number => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
