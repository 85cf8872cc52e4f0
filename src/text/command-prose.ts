// Which lines of a comment are the speaker's own words: not those in code, quotations and hidden parts. Markdown as GitHub reads it,
// and where that is in doubt the line is no command. One pass, linear in the text.

interface Fence {
  readonly mark: string;
  readonly indent: number;
  readonly listed: boolean;
}

const FENCE = /^([ \t]*)((?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})(.*)$/;
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const ELEMENT = /^ {0,3}<(pre|code|script|style|textarea|blockquote)(?=[\s>]|$)/i;
/** What ends a paragraph, so that no code span reaches over it. */
const BREAK = /^\s*$|^ {0,3}(?:>|#{1,6}(?:\s|$))/;
const HIDDEN = "-->";

/**
 * The lines that begin a saying, by `begins`, each with the lines that a backslash at its end continues it on, joined as they stand
 * by newlines. A saying stands in the first column. After `most` of them no more are looked for.
 */
export function sayable(text: string, begins: (line: string) => boolean, most: number): string[] {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n?|\n/);
  const said: string[] = [];
  let fence: Fence | null = null;
  let closing: string | null = null;
  let inList = false;
  for (let at = 0; at < lines.length && said.length < most; ) {
    const line = lines[at]!;
    const next: number = at + 1;
    let from = 0;
    if (fence !== null) {
      fence = after(fence, line);
      at = next;
      continue;
    }
    if (closing !== null) {
      const end = line.toLowerCase().indexOf(closing);
      const isComment: boolean = closing === HIDDEN;
      if (end !== -1) closing = null;
      if (end === -1 || !isComment) {
        at = next;
        continue;
      }
      from = end + HIDDEN.length;
    } else {
      if (ITEM.test(line)) inList = true;
      else if (/^\S/.test(line)) inList = false;
      fence = fenceOf(line, inList);
      const element = ELEMENT.exec(line)?.[1]?.toLowerCase();
      if (fence === null && element !== undefined && !line.toLowerCase().includes(`</${element}`))
        closing = `</${element}`;
      if (fence !== null || element !== undefined || BREAK.test(line)) {
        at = next;
        continue;
      }
    }
    let end = next;
    while (end < lines.length && continues(lines[end]!, inList)) end += 1;
    const walked = walk(lines, { at, end, from }, begins, said, most);
    if (walked.hides) closing = HIDDEN;
    at = walked.next;
  }
  return said;
}

const continues = (line: string, inList: boolean): boolean =>
  !BREAK.test(line) && !ITEM.test(line) && !ELEMENT.test(line) && fenceOf(line, inList) === null;

function fenceOf(line: string, inList: boolean): Fence | null {
  const [, space = "", items = "", mark, rest = ""] = FENCE.exec(line) ?? [];
  // Backticks after backticks are code within a line.
  if (mark === undefined || (mark.startsWith("`") && rest.includes("`"))) return null;
  const indent = widthOf(space);
  // Outside of lists so much space makes an indented code block, which ends by itself.
  if (indent > 3 && !inList) return null;
  return { mark, indent: indent + items.length, listed: items !== "" || (inList && indent > 1) };
}

/** The fence that is open after a line of it. */
function after(fence: Fence, line: string): Fence | null {
  const [, space = "", mark = "", rest = ""] = /^([ \t]*)(`+|~+)?(.*)$/.exec(line) ?? [];
  const indent = widthOf(space);
  // Back at the margin the list is over and its fence with it: this mark opens another.
  if (fence.listed && indent < 2) return fenceOf(line, false) ?? fence;
  const closes = mark.startsWith(fence.mark) && rest.trim() === "" && indent <= Math.max(3, fence.indent);
  return closes ? null : fence;
}

function widthOf(space: string): number {
  let width = 0;
  for (const each of space) width += each === "\t" ? 4 - (width % 4) : 1;
  return width;
}

/** Goes through a paragraph past its code spans and comments. `hides`: a comment was left open. */
function walk(
  lines: readonly string[],
  { at, end, from }: { readonly at: number; readonly end: number; readonly from: number },
  begins: (line: string) => boolean,
  said: string[],
  most: number,
): { readonly next: number; readonly hides: boolean } {
  const text = lines.slice(at, end).join("\n").slice(from);
  const spans = spansOf(text);
  let number = at;
  let position = 0;
  let isStart = from === 0;
  for (;;) {
    if (isStart && begins(lines[number]!)) {
      let last = number;
      while (lines[last]!.endsWith("\\") && last + 1 < lines.length) last += 1;
      const whole = lines.slice(number, last + 1);
      said.push(whole.join("\n"));
      // What a saying leaves open in code is its own matter, a comment hides what follows.
      const { hides } = walk(whole, { at: 0, end: whole.length, from: 0 }, () => false, [], 1);
      number = last + 1;
      if (hides || number >= end || said.length >= most) return { next: number, hides };
      position += whole.join("\n").length + 1;
      continue;
    }
    const mark = /`+|<!--|\n/g;
    mark.lastIndex = position;
    const found = mark.exec(text);
    if (found === null) return { next: end, hides: false };
    isStart = found[0] === "\n";
    if (isStart) {
      number += 1;
      position = found.index + 1;
      continue;
    }
    const hidden = found[0] === "<!--" ? text.indexOf(HIDDEN, found.index + 2) : null;
    if (hidden === -1) return { next: end, hides: true };
    position = hidden === null ? (spans.get(found.index) ?? found.index + found[0].length) : hidden + HIDDEN.length;
    number += text.slice(found.index, position).split("\n").length - 1;
  }
}

/** Where the code that each run of backticks opens is over, by where it begins; a run that no other of its length follows opens none. */
function spansOf(text: string): ReadonlyMap<number, number> {
  const spans = new Map<number, number>();
  const later = new Map<number, number>();
  for (const { index, 0: run } of [...text.matchAll(/`+/g)].reverse()) {
    const closes = later.get(run.length);
    if (closes !== undefined) spans.set(index, closes + run.length);
    later.set(run.length, index);
  }
  return spans;
}
