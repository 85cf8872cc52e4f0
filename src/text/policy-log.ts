// Where the readers of a policy put what they have to say: every problem at once, in the order of the file, up to a limit.
import { type Finding, finding, type Level, located, type Place } from "../core/finding.ts";

// Past the first number a person repairs and asks again; past the second they are only counted.
const SHOWN = 1_000;
const KEPT = 5_000;

export class Log {
  readonly #kept: Finding[] = [];
  #count = 0;
  #hasErrors = false;

  error(at: Place, message: string, fix: string | null = null): void {
    this.#hasErrors = true;
    this.#put(at, "error", message, fix);
  }

  warn(at: Place, message: string, fix: string | null = null): void {
    this.#put(at, "warning", message, fix);
  }

  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  /** Nothing more is kept: whoever thinks long about a message need not. */
  get isFull(): boolean {
    return this.#count >= KEPT;
  }

  /** Warnings give way to errors where there are too many of both. */
  findings(): readonly Finding[] {
    const sorted = [...this.#kept].sort(byPlace);
    if (this.#count <= SHOWN) return sorted;
    const [errors, rest] = [sorted.filter(isError), sorted.filter((each) => !isError(each))];
    const shown = [...errors, ...rest].slice(0, SHOWN).sort(byPlace);
    const more = `There are ${this.#count - SHOWN} more problems.`;
    const { path, line, column } = shown.at(-1)!;
    return [
      ...shown,
      finding("policy-valid", { level: this.#hasErrors ? "error" : "warning", message: more, path, line, column }),
    ];
  }

  #put(at: Place, level: Level, message: string, fix: string | null): void {
    if (this.#count++ >= KEPT) return;
    const sentence = message.charAt(0).toUpperCase() + message.slice(1);
    this.#kept.push(located("policy-valid", at, level, sentence, fix));
  }
}

const isError = ({ level }: Finding): boolean => level === "error";
const byPlace = (a: Finding, b: Finding): number => a.line! - b.line! || a.column! - b.column!;
