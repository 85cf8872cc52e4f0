// The words of a command: separated by spaces, in double quotes where they contain some, up to the two dashes before a reason.

export interface Word {
  readonly text: string;
  /** In quotes a word is never one of the grammar's own. */
  readonly quoted: boolean;
}

export interface Words {
  readonly words: readonly Word[];
  /** What stands behind the dashes; null where there are none, or nothing behind them. */
  readonly reason: string | null;
}

/** Why something cannot be understood, a sentence without its full stop, and what to do about it. */
export interface Problem {
  readonly problem: string;
  readonly fix: string | null;
}

export const trouble = (problem: string, fix: string | null = null): Problem => ({ problem, fix });

/** Keyboards that know better make one dash of two. */
export const isDashes = (text: string): boolean => text === "--" || text === "—";

export function wordsOf(input: string): Words | Problem {
  const words: Word[] = [];
  const space = /\s*/y;
  const word = /\S+/y;
  for (let at = 0; ; ) {
    space.lastIndex = at;
    at += space.exec(input)![0].length;
    if (at >= input.length) return { words, reason: null };
    if (input.startsWith("<!--", at)) {
      const end = input.indexOf("-->", at + 2);
      if (end === -1) return { words, reason: null };
      at = end + 3;
    } else if (input[at] === '"') {
      const quoted = quotedAt(input, at);
      if (quoted === null) return trouble("a quotation mark is not closed", 'write "a name with spaces"');
      if (!/^[\s,]?$/.test(input.charAt(quoted.end)))
        return trouble("a space is missing behind a quotation mark", 'write "a name with spaces" and the next word');
      words.push({ text: quoted.text, quoted: true });
      at = quoted.end + (input[quoted.end] === "," ? 1 : 0);
    } else {
      word.lastIndex = at;
      const text = word.exec(input)![0];
      at += text.length;
      if (isDashes(text)) return { words, reason: input.slice(at).trim() || null };
      words.push({ text, quoted: false });
    }
  }
}

/** `\"` and `\\` stand for what follows the backslash; other backslashes for themselves, because patterns have their own. */
function quotedAt(input: string, from: number): { readonly text: string; readonly end: number } | null {
  let text = "";
  for (let at = from + 1; at < input.length; at += 1) {
    const char = input[at]!;
    if (char === '"') return { text, end: at + 1 };
    const next = input[at + 1];
    const escapes = char === "\\" && (next === '"' || next === "\\");
    if (escapes) at += 1;
    text += escapes ? next : char;
  }
  return null;
}

/** The first word of a text as it stands, and the rest of it. */
export function firstWord(input: string): readonly [word: string, rest: string] {
  const text = input.trim();
  const end = text.search(/\s/);
  return end === -1 ? [text, ""] : [text.slice(0, end), text.slice(end).trim()];
}

/** On one line. */
export const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
