// A block of text between two marker lines in somebody else's file: put there or replaced, every other byte left as it was.

export const BEGIN = "<!-- lanekeeper:begin -->";
export const END = "<!-- lanekeeper:end -->";

export type Placed = { readonly text: string } | { readonly refused: string };

/** `block` ends in a line break and has no markers; the file's own line breaks are used. */
export function placeBlock(file: string, block: string): Placed {
  const begins = lines(file, BEGIN);
  const ends = lines(file, END);
  const [begin, end] = [begins[0], ends[0]];
  // Behind a lone carriage return a line feed would make the pair.
  const eol = /\r\n|\r$/.test(file) ? "\r\n" : "\n";
  const marked = `${BEGIN}\n${block}${END}`.replaceAll("\n", eol);
  if (begin === undefined && end === undefined) {
    const gap =
      file === "" || file === "\ufeff" ? "" : /\n\r?\n$/.test(file) ? "" : file.endsWith("\n") ? eol : eol + eol;
    return { text: `${file}${gap}${marked}${eol}` };
  }
  if (begin === undefined || end === undefined)
    return { refused: `it has a line ${begin === undefined ? END : BEGIN} without its partner` };
  if (begins.length > 1 || ends.length > 1) return { refused: "it has more than one marked block" };
  if (end < begin) return { refused: `its line ${END} stands before ${BEGIN}` };
  return { text: `${file.slice(0, begin)}${marked}${file.slice(end + END.length)}` };
}

/** Where lines that hold a marker and nothing else begin. */
const lines = (file: string, marker: string): number[] =>
  [...file.matchAll(new RegExp(`^${marker}(?=[ \\t]*\\r?$)`, "gm"))].map(({ index }) => index);
