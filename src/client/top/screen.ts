// The terminal as a canvas: another screen, no cursor, nothing wraps; left as it was found whatever happens.

export interface Terminal {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
}

const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l";
const LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l";

export class Screen {
  readonly #terminal: Terminal;
  #isOn = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get size(): { readonly width: number; readonly height: number } {
    const { columns, rows } = this.#terminal;
    return { width: columns || 80, height: rows || 24 };
  }

  enter(): void {
    if (!this.#isOn) this.#terminal.write(ENTER);
    this.#isOn = true;
  }

  /** As often as one likes. */
  leave(): void {
    if (this.#isOn) this.#terminal.write(LEAVE);
    this.#isOn = false;
  }

  /** Lines over what stands there, without a flicker. */
  draw(lines: readonly string[]): void {
    if (this.#isOn) this.#terminal.write(`\x1b[H${lines.map((line) => `${line}\x1b[K`).join("\r\n")}\x1b[J`);
  }
}

/** What a key means; null: nothing. In raw mode the terminal makes no signals of them. */
export function meaningOf(keys: string): "quit" | "suspend" | "redraw" | null {
  if (/[qQ\x03\x04]/.test(keys)) return "quit";
  return keys.includes("\x1a") ? "suspend" : keys.includes("\x0c") ? "redraw" : null;
}
