// Colour for people: only on a terminal, never where NO_COLOR is set. Meaning never hangs on it: marks and words say the same.

export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** What colours for a stream, or leaves everything as it is. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  const coloured = stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  const style = (code: number) => (text: string) => (coloured && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { good: style(32), bad: style(31), warn: style(33), bold: style(1), dim: style(2) };
}
