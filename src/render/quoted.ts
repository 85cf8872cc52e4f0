// Other people's words for an agent's context: every line of them marked, nothing in them that could end the quotation or pass for
// something else. Whoever wrote them is not known for sure.
import { printable } from "./escape.ts";

/** What stands before every line of somebody else's text. */
export const MARK = "  > ";

/** No control or reordering characters, and no tags or fences: a context is often wrapped in those. */
const plain = (text: string): string => printable(text).replace(/</g, "‹").replace(/>/g, "›").replace(/`/g, "'");

/** At most so many lines and characters of a text, each line behind the mark; that it goes on is said in our own words. */
export function quoted(text: string, maxChars: number, maxLines: number): string[] {
  const all = plainLines(text);
  const lines: string[] = [];
  let room = maxChars;
  for (const line of all.slice(0, maxLines)) {
    if (room <= 0) break;
    lines.push(`${MARK}${cut(line, room)}`);
    room -= line.length + 1;
  }
  const isCut = lines.length < all.length || room < -1;
  return isCut ? [...lines, `  (of ${text.length} characters the rest is not shown)`] : lines;
}

const plainLines = (text: string): string[] => text.split(/\r\n?|[\n\v\f\u0085\u2028\u2029]/).map(plain);

/** A name, a path or a line of somebody's, inside a line of ours. */
export const inline = (text: string, maxChars: number): string => cut(plain(text.replace(/\s+/g, " ")), maxChars);

/** The same between quotation marks that it cannot close. */
export const said = (text: string, maxChars: number): string => `“${inline(text, maxChars).replace(/[“”]/g, '"')}”`;

/** Whole characters, at most so many UTF-16 units. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = "";
  for (const char of text) {
    if (kept.length + char.length > max - 1) break;
    kept += char;
  }
  return `${kept}…`;
}
