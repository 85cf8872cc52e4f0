// Fits text into the host's limits, which are bytes, without cutting a character in two.
const encoder = new TextEncoder();

export const bytes = (text: string): number => encoder.encode(text).length;

/** The text if it fits, else as much of it as fits with `…` behind. */
export function fitText(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes || bytes(text) <= maxBytes) return text;
  let room = maxBytes - bytes("…");
  let kept = "";
  for (const char of text) {
    room -= bytes(char);
    if (room < 0) break;
    kept += char;
  }
  return `${kept}…`;
}

/** As many of the lines as fit, then how many were left out. */
export function fitLines(lines: readonly string[], maxBytes: number, more: (left: number) => string): string {
  const reserve = bytes(more(lines.length)) + 1;
  let room = maxBytes - reserve;
  const kept: string[] = [];
  for (const line of lines) {
    room -= bytes(line) + 1;
    if (room < 0) break;
    kept.push(line);
  }
  const left = lines.length - kept.length;
  return left === 0 ? kept.join("\n") : [...kept, more(left)].join("\n");
}
