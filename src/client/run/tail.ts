// The last of what a command said on stderr, as a report may carry it: bounded, and nothing in it that a terminal would obey.
import { printable } from "../../render/escape.ts";
import { redact } from "../../render/redact.ts";

const MAX_BYTES = 16 * 1024;
const MAX_LINES = 20;
const MAX_LINE = 200;
const MAX_CHARS = 2_500;

/** Sequences that colour text, move the cursor or name the window. */
const ESCAPES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|$)|\x1b[ -/]*[0-~]/g;

export class Tail {
  #kept: Uint8Array = new Uint8Array(0);
  #isCut = false;

  push(bytes: Uint8Array): void {
    const whole = new Uint8Array(this.#kept.length + bytes.length);
    whole.set(this.#kept);
    whole.set(bytes, this.#kept.length);
    this.#isCut ||= whole.length > MAX_BYTES;
    this.#kept = whole.slice(-MAX_BYTES);
  }

  /** The last lines that say anything; null where there are none. */
  text(): string | null {
    const all = new TextDecoder().decode(this.#kept).replace(ESCAPES, "").split("\n");
    // What a line began with is not known.
    const whole = this.#isCut && all.length > 1 ? all.slice(1) : all;
    const lines = whole.map(lineOf).filter((line) => line !== "");
    const kept: string[] = [];
    let room = MAX_CHARS;
    for (const line of lines.slice(-MAX_LINES).reverse()) {
      room -= line.length + 1;
      if (room < 0) break;
      kept.unshift(line);
    }
    return kept.length === 0 ? null : kept.join("\n");
  }
}

/** What stands in a line in the end: after a carriage return it is written anew. */
function lineOf(line: string): string {
  const shown = line.replace(/\r+$/, "").split("\r").at(-1)!;
  const chars = [...redact(printable(shown.replace(/\t/g, " "))).trimEnd()];
  return chars.length > MAX_LINE ? `${chars.slice(0, MAX_LINE - 1).join("")}…` : chars.join("");
}
