// Paths as git has them, bytes, carried in strings without loss: a byte that is not UTF-8 becomes a lone surrogate.
// Also how odd paths are shown. Pure; the encoding is that of Python's "surrogateescape".
import type { Path } from "./model.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const ESCAPE = 0xdc00;

/** Bytes to a path, without loss. */
export function decodePath(bytes: Uint8Array): Path {
  try {
    return utf8.decode(bytes);
  } catch {
    return decodeLoosely(bytes);
  }
}

function decodeLoosely(bytes: Uint8Array): Path {
  let path = "";
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    path += length === 0 ? String.fromCharCode(ESCAPE + bytes[at]!) : utf8.decode(bytes.subarray(at, at + length));
    at += length || 1;
  }
  return path;
}

/** The length of the valid UTF-8 sequence at a position, 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  try {
    utf8.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}

/** A path back to its bytes: the inverse of `decodePath`. */
export function encodePath(path: Path): Uint8Array {
  if (isUtf8(path)) return encoder.encode(path);
  const bytes: number[] = [];
  for (const char of path) {
    const code = char.charCodeAt(0);
    if (char.length === 1 && code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff) bytes.push(code - ESCAPE);
    else bytes.push(...encoder.encode(char));
  }
  return Uint8Array.from(bytes);
}

/** Were the path's bytes valid UTF-8? */
export const isUtf8 = (path: Path): boolean => !/\p{Surrogate}/u.test(path);

/** The bytes of a path in hexadecimal. */
export const pathHex = (path: Path): string =>
  Array.from(encodePath(path), (byte) => byte.toString(16).padStart(2, "0")).join("");

const NAMED: Readonly<Record<number, string>> = {
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
  34: '\\"',
  92: "\\\\",
};

/** The path as git shows it with `core.quotePath=false`: in double quotes and escaped where it would mislead, else as it is. */
export function quotePath(path: Path): string {
  if (PLAIN.test(path)) return path;
  let odd = false;
  let text = "";
  for (const char of path) {
    const code = char.codePointAt(0)!;
    const shown = shownAs(char, code);
    odd ||= shown !== char;
    text += shown;
  }
  return odd ? `"${text}"` : text;
}

function shownAs(char: string, code: number): string {
  if (NAMED[code] !== undefined) return NAMED[code];
  if (code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff && char.length === 1) return octal(code - ESCAPE);
  // Control, format (bidirectional, zero-width) and separator characters would let a path pass for another on a screen.
  if (/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(char)) return Array.from(encoder.encode(char), octal).join("");
  return char;
}

const PLAIN = /^[ !#-[\]-~]*$/;

const octal = (byte: number): string => `\\${byte.toString(8).padStart(3, "0")}`;

/** The form in which case and Unicode twins are equal, as file systems that fold them see it. */
export function foldPath(path: Path): string {
  if (ASCII.test(path)) return path.toLowerCase();
  const folded = path.normalize("NFD").replace(IGNORABLE, "").toLowerCase().toUpperCase().toLowerCase();
  return folded.normalize("NFD");
}

const ASCII = /^[\0-\x7f]*$/;
// What HFS+ leaves out of a comparison.
const IGNORABLE = /[\u200b-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** A path's directory; "" is the root. */
export const above = (path: Path): Path => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** A path's directory and each one above it, nearest first, without the root: `a/b/c` → `a/b`, `a`. */
export function parents(path: Path): Path[] {
  const above: Path[] = [];
  for (let cut = path.lastIndexOf("/"); cut > 0; cut = path.lastIndexOf("/", cut - 1)) above.push(path.slice(0, cut));
  return above;
}
