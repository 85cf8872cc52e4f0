// From an offset in a text to its line and column, both counting from 1, columns in UTF-16 code units. A byte order mark is cut off
// before: it would take a column nobody sees.
import type { Place } from "../core/finding.ts";
import type { Path } from "../core/model.ts";

export class Lines {
  readonly #path: Path;
  readonly #firstLine: number;
  readonly #starts: number[] = [0];

  /** `firstLine` is the line of the file the text begins on. */
  constructor(text: string, path: Path, firstLine = 1) {
    this.#path = path;
    this.#firstLine = firstLine;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  place(offset: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { path: this.#path, line: this.#firstLine + low, column: offset - this.#starts[low]! + 1 };
  }
}
