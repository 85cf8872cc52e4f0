// The text of a small file of a commit: its bytes as UTF-8, or why they are not, located. CRLF and a BOM are accepted.
import type { Complaint } from "../core/finding.ts";
import type { Path } from "../core/model.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Larger announcements and replies are not read. */
export const TEXT_BYTES = 256 * 1024;

export type TextFile =
  | { readonly text: string; readonly problem: null }
  | { readonly text: null; readonly problem: Complaint };

export function textFile(bytes: Uint8Array, path: Path, atMost = TEXT_BYTES): TextFile {
  const refuse = (line: number, message: string, fix: string): TextFile => ({
    text: null,
    problem: { level: "error", message, path, line, column: 1, fix },
  });
  if (bytes.length > atMost)
    return refuse(1, `the file is larger than ${atMost / 1024} KiB`, "shorten it, and link to the rest");
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return refuse(1, "the file is UTF-16", "save it as UTF-8");
  const nul = bytes.indexOf(0);
  if (nul !== -1)
    return refuse(lineOf(bytes, nul), "the file is not text: it contains a NUL byte", "save it as UTF-8 text");
  try {
    return { text: utf8.decode(bytes).replace(/\r\n?/g, "\n"), problem: null };
  } catch {
    return refuse(firstBadLine(bytes), "the file is not valid UTF-8", "save it as UTF-8");
  }
}

const lineOf = (bytes: Uint8Array, offset: number): number =>
  bytes.subarray(0, offset).filter((byte) => byte === 10).length + 1;

function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(10, from);
    const upTo = end === -1 ? bytes.length : end;
    try {
      utf8.decode(bytes.subarray(from, upTo));
    } catch {
      return line;
    }
    from = upTo + 1;
  }
  return line;
}
