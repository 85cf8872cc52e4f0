// What is refused before a parser sees the text: too much of it, and characters that do not show what they do. It reads no YAML.
import type { Place } from "../core/finding.ts";
import type { Lines } from "./lines.ts";

/** A problem with a text, where it is and what to do about it. */
export interface Problem {
  readonly at: Place;
  readonly message: string;
  readonly fix: string | null;
}

/** The most a file may hold, in bytes of UTF-8. */
export const MAX_BYTES = 256 * 1024;

/** How many lists and maps may stand inside each other. */
export const MAX_DEPTH = 20;
export const tooDeep = `Nesting goes deeper than ${MAX_DEPTH} levels.`;

// Past this many a file is binary, and another line about it helps nobody.
const MOST = 20;

// A lone CR, U+2028 and U+2029 end a line on some screens and not in YAML; bidirectional controls reorder what is read;
// a byte order mark inside starts a document.
const REFUSED = /(?![\t\n]|\r\n)[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;

const encoder = new TextEncoder();

/** Is the text over the limit? Counted only where its length leaves a doubt. */
export const isTooLong = (text: string): boolean =>
  text.length > MAX_BYTES || (text.length * 3 > MAX_BYTES && encoder.encode(text).length > MAX_BYTES);

export const tooLong = {
  message: `The file is over ${MAX_BYTES / 1024} KiB.`,
  fix: "Name directories instead of single files.",
} as const;

/** Every character that is refused, with its place. */
export function refusedCharacters(text: string, lines: Lines): Problem[] {
  const found: Problem[] = [];
  for (const { 0: char, index } of text.matchAll(REFUSED)) {
    if (found.length === MOST) break;
    const code = char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
    found.push({ at: lines.place(index), message: `${nameOf(char)} (U+${code}) is not allowed here.`, fix: FIX });
  }
  return found;
}

const FIX = 'Remove it; where a value needs it, write it as an escape in double quotes, such as "\\u0007".';

function nameOf(char: string): string {
  if (char === "\r") return "A carriage return that ends no line";
  if (char === "\ufeff") return "A byte order mark inside the file";
  if (/[\p{Zl}\p{Zp}]/u.test(char)) return "A line separator that ends no line";
  if (/\p{Cs}/u.test(char)) return "Half of a surrogate pair";
  return /\p{Cf}/u.test(char) ? "A character that changes the direction of the text" : "A control character";
}
