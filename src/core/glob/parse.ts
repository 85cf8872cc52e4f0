// Reads a policy pattern into the one normal form that matching, intersection and the index share.
// It must refuse whatever minimatch would read as more than `*`, `?`, `**` and backslashes.

/** What a whole path segment has to look like; `deep` is any number of segments, none included. */
export type Segment =
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "like"; readonly key: string; readonly tokens: readonly number[] }
  | { readonly kind: "any" }
  | { readonly kind: "deep" };

/** Segments in order. Two `deep` never meet, and a last `deep` means "and whatever is below", nothing included. */
export type Form = readonly Segment[];

/** Tokens of a `like`: a code point, or one of these two. */
export const ONE = -1;
export const STAR = -2;

const ANY: Segment = { kind: "any" };
const DEEP: Segment = { kind: "deep" };
const LIMIT = 200;

export interface Problem {
  readonly message: string;
  readonly offset: number;
}

const control = /\p{Cc}/u;
const surrogate = /\p{Cs}/u;
const escapeIt = (text: string): string => `"${text}" means nothing here: write \\${text} for the character itself`;

/** Why a pattern is refused, and where, in UTF-16 code units; or null. */
export function patternProblem(pattern: string): Problem | null {
  if (pattern === "") return { message: "the pattern is empty", offset: 0 };
  if (pattern.startsWith("/")) return { message: "the pattern is absolute: paths start at the root anyway", offset: 0 };
  if (pattern.startsWith("!") || pattern.startsWith("#")) return { message: escapeIt(pattern.charAt(0)), offset: 0 };
  return problemOfCharacters(pattern) ?? problemOfSegments(pattern);
}

function problemOfCharacters(pattern: string): Problem | null {
  let offset = 0;
  let count = 0;
  let escaped = false;
  for (const char of pattern) {
    const message = ++count > LIMIT ? `the pattern is longer than ${LIMIT} characters` : problemOf(char, escaped);
    if (message !== null) return { message, offset };
    const next = pattern.charAt(offset + 1);
    if (!escaped && "!?*+@".includes(char) && next === "(") return { message: escapeIt(`${char}(`), offset };
    escaped = char === "\\" && !escaped;
    offset += char.length;
  }
  return escaped ? { message: "a backslash at the end escapes nothing", offset: offset - 1 } : null;
}

function problemOf(char: string, escaped: boolean): string | null {
  if (control.test(char)) return "the pattern contains a control character";
  if (surrogate.test(char)) return "the pattern contains half a surrogate pair";
  if (escaped) return char === "/" ? "a backslash cannot escape a slash" : null;
  return char === "[" || char === "{" ? escapeIt(char) : null;
}

function problemOfSegments(pattern: string): Problem | null {
  let offset = 0;
  for (const source of pattern.split("/")) {
    const end = offset + source.length;
    if (source === "" && end < pattern.length) return { message: "the pattern has an empty segment", offset };
    const segment = parseSegment(source);
    if (segment.kind === "name" && (segment.text === "." || segment.text === "..")) {
      return { message: `the pattern has a "${segment.text}" segment`, offset };
    }
    offset = end + 1;
  }
  return null;
}

/** The normal form of a pattern; throws where `patternProblem` has something to say. */
export function parse(pattern: string): Form {
  const problem = patternProblem(pattern);
  if (problem !== null) throw new Error(`pattern ${JSON.stringify(pattern)}: ${problem.message}`);
  if (pattern === "*") return [ANY, DEEP];
  const sources = (pattern.endsWith("/") ? `${pattern}**` : pattern).split("/");
  const form = sources
    .map(parseSegment)
    .filter((each, at, all) => each.kind !== "deep" || all[at - 1]?.kind !== "deep");
  if (form.every((each) => each.kind === "name")) return [...form, DEEP];
  // To minimatch, `a/**` is at least one segment below `a`.
  return form.at(-1) === DEEP ? [...form.slice(0, -1), ANY, DEEP] : form;
}

/** A path as a form, for those that walk forms; a path has no wildcards, and its empty segments stay. */
export const literally = (path: string): Form => path.split(/\/+/).map((text) => ({ kind: "name", text }));

/** The leading segments that are names, unescaped. */
export function leadingNames(form: Form): string[] {
  const names: string[] = [];
  for (const segment of form) {
    if (segment.kind !== "name") break;
    names.push(segment.text);
  }
  return names;
}

function parseSegment(source: string): Segment {
  if (source === "**") return DEEP;
  const tokens: number[] = [];
  let text = "";
  let escaped = false;
  for (const char of source) {
    const special: boolean = !escaped;
    escaped = special && char === "\\";
    if (escaped) continue;
    text += char;
    const token = special && char === "*" ? STAR : special && char === "?" ? ONE : char.codePointAt(0)!;
    if (token !== STAR || tokens.at(-1) !== STAR) tokens.push(token);
  }
  const wild = tokens.some((token) => token < 0);
  return wild ? { kind: "like", key: tokens.join(" "), tokens } : { kind: "name", text };
}
