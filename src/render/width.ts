// How many columns a text takes in a terminal. Where terminals differ the larger number counts: what is fitted by it never wraps.

/** Takes no column of its own: it stands on what is before it. */
const ZERO = /^[\p{Mn}\p{Me}]$/u;
/** A picture though the letter before it is none. */
const PICTURE = "\ufe0f";
/** Two columns: East Asian wide and full-width characters, pictures, and whatever nobody knows. */
const WIDE =
  /^(?:[\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d37f}\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Extended_Pictographic}|\p{Emoji_Presentation}|\p{Regional_Indicator}|\p{Cn}|\p{Co})$/u;

const widthOf = (char: string): number => {
  // Most are these.
  if (char >= " " && char <= "~") return 1;
  return char === PICTURE ? 1 : ZERO.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
};

export function columns(text: string): number {
  let width = 0;
  for (const char of text) width += widthOf(char);
  return width;
}

/** As much as fits, `…` behind where it is not all. */
export function clip(text: string, width: number): string {
  if (text.length * 2 <= width || columns(text) <= width) return text;
  if (width < 1) return "";
  let kept = "";
  let room = width - 1;
  for (const char of text) {
    room -= widthOf(char);
    if (room < 0) break;
    kept += char;
  }
  return `${kept}…`;
}

/** Filled up with spaces to a width. */
export const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - columns(text)));
