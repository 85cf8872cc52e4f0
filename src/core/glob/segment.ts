// One segment at a time: does a name match a segment of a pattern, and do two segments have a name in common?
// It must stay polynomial: no recursion, no regular expression.
import { type Alphabet, meet } from "./meet.ts";
import { ONE, type Segment, STAR } from "./parse.ts";

type Single = Exclude<Segment, { kind: "deep" }>;

/** Is this stretch of a path `.` or `..`? Nothing in a pattern ever matches those. */
export const isDots = (path: string, from: number, to: number): boolean =>
  (to - from === 1 || (to - from === 2 && path.charCodeAt(to - 1) === 46)) && path.charCodeAt(from) === 46;

/** Does a segment match this stretch of a path, which is not `.` or `..`? */
export function matches(segment: Single, path: string, from: number, to: number): boolean {
  switch (segment.kind) {
    case "any":
      return true;
    case "name":
      return segment.text.length === to - from && path.startsWith(segment.text, from);
    case "like":
      return from < to && resembles(segment.tokens, path, from, to);
    default:
      return segment satisfies never;
  }
}

/** Only the last star needs another try: whatever an earlier one could take instead, the last one can take too. */
function resembles(tokens: readonly number[], path: string, from: number, to: number): boolean {
  let token = 0;
  let star = -1;
  let retry = from;
  for (let at = from; at < to; ) {
    const wanted = tokens[token];
    const code = codeAt(path, at, to);
    if (wanted === STAR) {
      star = token++;
      retry = at;
    } else if (wanted === ONE || wanted === code) {
      token++;
      at += width(code);
    } else if (star >= 0) {
      retry += width(codeAt(path, retry, to));
      at = retry;
      token = star + 1;
    } else return false;
  }
  while (tokens[token] === STAR) token++;
  return token === tokens.length;
}

const width = (code: number): number => (code > 0xffff ? 2 : 1);
const codeAt = (path: string, at: number, to: number): number =>
  at + 1 < to ? path.codePointAt(at)! : path.charCodeAt(at);

const FREE = "x";

/** A short name that both segments match, or null; one that does not start with a dot where there is one. */
export function common(a: Single, b: Single): string | null {
  if (a.kind === "name") return matches(b, a.text, 0, a.text.length) ? a.text : null;
  if (b.kind === "name") return matches(a, b.text, 0, b.text.length) ? b.text : null;
  if (a.kind === "any") return b.kind === "any" ? FREE : example(b.tokens);
  if (b.kind === "any") return example(a.tokens);
  return (meet(a.tokens, b.tokens, TIDY) ?? meet(a.tokens, b.tokens, LOOSE))?.join("") ?? null;
}

/** A name for one segment; its wildcards always leave room for one. */
function example(tokens: readonly number[]): string {
  const filled = (star: string): string =>
    tokens.map((token) => (token === STAR ? star : token === ONE ? FREE : String.fromCodePoint(token))).join("");
  return /^[^.]/.test(filled("")) ? filled("") : filled(FREE);
}

const DONE = 3;

/** Counts the dots a name starts with, so that `.` and `..`, which are no names, are never an answer. */
const LOOSE: Alphabet<number> = {
  isStar: (token) => token === STAR,
  both: (a, b) => {
    if (a === null || a === ONE) return b === null || b === ONE ? FREE : String.fromCodePoint(b);
    return b === null || b === ONE || a === b ? String.fromCodePoint(a) : null;
  },
  track: (dots, char) => (dots < DONE && char === "." ? dots + 1 : DONE),
  goal: DONE,
};

const TIDY: Alphabet<number> = { ...LOOSE, track: (dots, char) => (dots === 0 && char === "." ? -1 : DONE) };
