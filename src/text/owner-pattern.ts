// A pattern of a CODEOWNERS file in the policy's dialect: the same paths, or why it cannot be said. It never guesses.
import { patternProblem } from "../core/glob.ts";

export type Translated = { readonly patterns: readonly string[] } | { readonly refused: string };

/** The pattern as it stands in the file, escapes included. */
export function translate(written: string): Translated {
  if (written.startsWith("!")) return { refused: "a negation cannot be expressed" };
  if (/(?<!\\)(?:\\\\)*\[/.test(written)) return { refused: "a character class cannot be expressed" };
  const isFolder = written.endsWith("/");
  const trimmed = written.replace(/\/+$/, "");
  // Without a slash but at its end, a pattern means any depth.
  const isAnchored = trimmed.includes("/");
  const body = escapeOthers(trimmed.replace(/^\/+/, ""));
  if (body === "") return { patterns: ["*"] };
  // `/*` is what lies at the root itself; a single star would be everything.
  if (isAnchored && body === "*") return { patterns: isFolder ? ["?*/**"] : ["?*"] };
  const from = isAnchored || body === "*" || body === "**" ? body : `**/${body}`;
  const patterns = reach(from, isFolder);
  const problem = patterns.map(patternProblem).find((each) => each !== null);
  return problem ? { refused: problem.message } : { patterns };
}

/** What ends in a name means the file of that name and all below a folder of that name. */
function reach(pattern: string, isFolder: boolean): string[] {
  if (pattern === "*" || pattern === "**") return ["*"];
  if (isFolder) return [`${pattern}/`];
  const last = pattern.slice(pattern.lastIndexOf("/") + 1);
  const isWild = (text: string) => /(?<!\\)(?:\\\\)*[*?]/.test(text);
  return isWild(last) || !isWild(pattern) ? [pattern] : [pattern, `${pattern}/`];
}

/** Characters that CODEOWNERS takes as they are and the policy's dialect refuses. */
const escapeOthers = (text: string): string =>
  text.replace(/\\.|[{(]/gsu, (found) => (found.length > 1 ? found : `\\${found}`));

/** A path as a pattern that means nothing but itself and what is below it. */
export const literally = (path: string): string => path.replace(/[\\*?[{(!#]/g, "\\$&");
