// Cuts the YAML front matter off the head of a Markdown file. It reads none of it.

export interface FrontMatter {
  /** What stands between the fences. */
  readonly yaml: string;
  /** The line of the file it begins on. */
  readonly firstLine: number;
  /** What follows it. */
  readonly body: string;
}

/** Null where the file does not begin with a fence, or the fence is not closed. */
export function frontMatter(text: string): FrontMatter | null {
  const found = /^\ufeff?---[ \t]*\r?\n((?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(text);
  return found === null ? null : { yaml: found[1]!, firstLine: 2, body: text.slice(found[0].length) };
}
