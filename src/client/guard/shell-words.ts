// A shell's command line in words and operators, as far as they can be told without running anything. It expands nothing: a word that
// the shell would change is not sure. What it does not understand makes all of it unknown.

export interface Word {
  readonly kind: "word";
  readonly text: string;
  /** The shell takes it as it stands here. */
  readonly sure: boolean;
}

export type Token =
  | Word
  /** `>`, `>>`, `<` and the like, without a file descriptor; the word behind it is its file. */
  | { readonly kind: "redirect"; readonly op: string }
  /** What ends or joins commands; a line's end is `;`. */
  | { readonly kind: "join"; readonly op: string };

/** Longer ones nobody typed to be judged. */
const MAX_LENGTH = 200_000;
const MAX_NESTED = 500;
const JOINS = ["&&", "||", "|&", ";;", ";", "|", "&", "(", ")"];
const REDIRECTS = ["&>>", "&>", ">>", ">|", ">&", "<<<", "<<-", "<<", "<>", "<&", ">", "<"];

/** Null where a quote is not closed or the like. */
export function lex(text: string): readonly Token[] | null {
  if (text.length > MAX_LENGTH || text.includes("\0") || text.split("$(").length > MAX_NESTED) return null;
  const tokens: Token[] = [];
  /** Here-documents that begin at the next line. */
  const pending: { readonly end: string; readonly tabs: boolean }[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === "\n") {
      tokens.push({ kind: "join", op: ";" });
      at += 1;
      for (const each of pending.splice(0)) at = afterDocument(text, at, each.end, each.tabs);
    } else if (char === " " || char === "\t" || char === "\r") at += 1;
    else if (text.startsWith("\\\n", at)) at += 2;
    else if (char === "#") at = endOfLine(text, at);
    else {
      // In a test and in arithmetic `>` compares.
      if (text.startsWith("((", at) || /^\[\[\s/.test(text.slice(at, at + 3))) {
        const skipped = afterTest(text, at);
        if (skipped === null) return null;
        tokens.push({ kind: "word", text: text.slice(at, skipped), sure: false });
        at = skipped;
        continue;
      }
      const opened = redirectAt(text, at);
      if (opened !== null) {
        tokens.push({ kind: "redirect", op: opened.op });
        at = opened.end;
        continue;
      }
      const join = JOINS.find((op) => text.startsWith(op, at));
      if (join !== undefined) {
        tokens.push({ kind: "join", op: join });
        at += join.length;
        continue;
      }
      const read = wordAt(text, at);
      if (read === null) return null;
      const before = tokens.at(-1);
      if (before?.kind === "redirect" && (before.op === "<<" || before.op === "<<-")) {
        if (!read.word.sure) return null;
        pending.push({ end: read.word.text, tabs: before.op === "<<-" });
      }
      tokens.push(read.word);
      at = read.end;
    }
  }
  return tokens;
}

/** Behind `[[ … ]]` or `(( … ))`. */
function afterTest(text: string, at: number): number | null {
  if (text[at] === "(") return afterParenthesis(text, at + 1);
  const end = text.indexOf("]]", at);
  return end === -1 ? null : end + 2;
}

/** A redirection, after a file descriptor's number if it has one; `<(` and `>(` are words. */
function redirectAt(text: string, at: number): { readonly op: string; readonly end: number } | null {
  const digits = /^\d{1,4}(?=[<>])/.exec(text.slice(at, at + 5))?.[0].length ?? 0;
  const op = REDIRECTS.find((each) => text.startsWith(each, at + digits));
  if (op === undefined || (digits > 0 && op.startsWith("&"))) return null;
  const end = at + digits + op.length;
  return (op === "<" || op === ">") && text[end] === "(" ? null : { op, end };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

function afterDocument(text: string, from: number, end: string, tabs: boolean): number {
  for (let at = from; at < text.length; ) {
    const to = endOfLine(text, at);
    const line = text.slice(at, to);
    at = Math.min(to + 1, text.length);
    if ((tabs ? line.replace(/^\t+/, "") : line) === end) return at;
  }
  return text.length;
}

interface Read {
  readonly word: Word;
  readonly end: number;
}

function wordAt(text: string, from: number): Read | null {
  let [said, sure, at] = ["", true, from];
  for (; at < text.length && !/[\s;&|()<>]/.test(text[at]!); ) {
    const char = text[at]!;
    if (char === "\\") {
      said += text.slice(at + 1, at + 2).replace("\n", "");
      at += 2;
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1);
      if (end === -1) return null;
      said += text.slice(at + 1, end);
      at = end + 1;
    } else if (char === '"') {
      const quote = quotedAt(text, at + 1);
      if (quote === null) return null;
      said += quote.text;
      sure &&= quote.sure;
      at = quote.end;
    } else if (char === "$" || char === "`") {
      const end = afterExpansion(text, at);
      if (end === null) return null;
      sure = sure && end === at + 1 && char === "$";
      said += text.slice(at, end);
      at = end;
    } else {
      if (/[*?[{]/.test(char) || (char === "~" && at === from)) sure = false;
      said += char;
      at += 1;
    }
  }
  // A substitution of processes stands for a file of its own.
  if (at === from && /[<>]/.test(text[at] ?? "")) {
    const end = afterParenthesis(text, at + 2);
    return end === null ? null : { word: { kind: "word", text: text.slice(at, end), sure: false }, end };
  }
  return { word: { kind: "word", text: said, sure }, end: at };
}

/** From behind a double quote to behind the one that closes it. */
function quotedAt(text: string, from: number): { text: string; sure: boolean; end: number } | null {
  let [said, sure] = ["", true];
  for (let at = from; at < text.length; ) {
    const char = text[at]!;
    if (char === '"') return { text: said, sure, end: at + 1 };
    if (char === "\\" && /[$`"\\\n]/.test(text[at + 1] ?? "")) {
      said += text[at + 1]!.replace("\n", "");
      at += 2;
    } else if (char === "$" || char === "`") {
      const end = afterExpansion(text, at);
      if (end === null) return null;
      sure = sure && end === at + 1 && char === "$";
      said += text.slice(at, end);
      at = end;
    } else {
      said += char;
      at += 1;
    }
  }
  return null;
}

/** Behind `$name`, `${…}`, `$(…)`, `$'…'` or a pair of backticks; one further for a dollar that means itself. */
function afterExpansion(text: string, at: number): number | null {
  if (text[at] === "`") return after(text, at + 1, "`");
  const next = text[at + 1] ?? "";
  if (next === "(") return afterParenthesis(text, at + 2);
  if (next === "{") return after(text, at + 2, "}");
  if (next === "'") return after(text, at + 2, "'");
  const name = /^(?:\w+|[@*#?$!-])/.exec(text.slice(at + 1, at + 200))?.[0] ?? "";
  return at + 1 + name.length;
}

/** Behind the next of a character that no backslash stands before. */
function after(text: string, from: number, end: string): number | null {
  for (let at = from; at < text.length; at += text[at] === "\\" ? 2 : 1) if (text[at] === end) return at + 1;
  return null;
}

/** Behind the parenthesis that closes one, whatever is quoted between them. */
function afterParenthesis(text: string, from: number): number | null {
  let depth = 1;
  for (let at = from; at < text.length; ) {
    const char = text[at]!;
    if (char === "'" || char === '"' || char === "`") {
      const end = char === "'" ? text.indexOf("'", at + 1) + 1 : (quotedOrTicks(text, at) ?? 0);
      if (end === 0) return null;
      at = end;
      continue;
    }
    depth += char === "(" ? 1 : char === ")" ? -1 : 0;
    at += char === "\\" ? 2 : 1;
    if (depth === 0) return at;
  }
  return null;
}

const quotedOrTicks = (text: string, at: number): number | null =>
  text[at] === "`" ? after(text, at + 1, "`") : (quotedAt(text, at + 1)?.end ?? null);
