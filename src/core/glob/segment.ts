// One segment at a time: does a name match a segment of a pattern, and do two segments have a name in common?
// It must stay polynomial: no recursion, no regular expression.
import { meet } from "./meet.ts";
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
const SAFE = 3;
// Counts leading dots, so that `.` and `..`, which are no names, are never an answer.
const countDots = (dots: number, char: string): number => (dots < SAFE && char === "." ? dots + 1 : SAFE);
const noDotFirst = (dots: number, char: string): number => (dots === 0 && char === "." ? -1 : SAFE);

/** A short name that both segments match, or null; one that does not start with a dot where there is one. */
export function common(a: Single, b: Single): string | null {
  if (a.kind === "any") return b.kind === "any" ? FREE : common(b, b);
  if (b.kind === "any") return common(a, a);
  if (a.kind === "name") return matches(b, a.text, 0, a.text.length) ? a.text : null;
  if (b.kind === "name") return matches(a, b.text, 0, b.text.length) ? b.text : null;
  const chars =
    meet(a.tokens, b.tokens, isStar, sameChar, noDotFirst, SAFE) ??
    meet(a.tokens, b.tokens, isStar, sameChar, countDots, SAFE);
  return chars === null ? null : chars.join("");
}

const isStar = (token: number): boolean => token === STAR;

function sameChar(a: number | null, b: number | null): string | null {
  const free = (token: number | null): token is null => token === null || token === ONE;
  if (free(a)) return free(b) ? FREE : String.fromCodePoint(b);
  return free(b) || a === b ? String.fromCodePoint(a) : null;
}
