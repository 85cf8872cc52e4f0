// What goes wrong on request: answers that fail before or after the work is done, slow ones, truncated trees, nothing at all.

export interface Matcher {
  readonly method?: string;
  /** The path without its prefix; text matches as a part. */
  readonly path?: string | RegExp;
}

export interface Fault {
  /** The status to answer with; absent: answer as usual (with `slowMs` or `truncated`). */
  readonly status?: number;
  /** How often; once unless said otherwise. */
  readonly times?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
  /** The work is done, the answer gets lost. */
  readonly applied?: boolean;
  /** The connection is cut instead of answered. */
  readonly cut?: boolean;
  readonly slowMs?: number;
  /** Trees answer with half their entries, and say so. */
  readonly truncated?: boolean;
}

interface Armed extends Fault {
  readonly matcher: Matcher;
  left: number;
}

export class Faults {
  #armed: Armed[] = [];
  /** Nothing answers. */
  down = false;

  fail(matcher: Matcher, fault: Fault): void {
    this.#armed.push({ ...fault, matcher, left: fault.times ?? 1 });
  }

  /** Faults that are still to happen. */
  get left(): number {
    return this.#armed.reduce((sum, { left }) => sum + left, 0);
  }

  clear(): void {
    this.#armed = [];
    this.down = false;
  }

  take(method: string, path: string): Fault | null {
    const armed = this.#armed.find(({ matcher, left }) => left > 0 && matches(matcher, method, path));
    if (armed === undefined) return null;
    armed.left -= 1;
    this.#armed = this.#armed.filter(({ left }) => left > 0);
    return armed;
  }
}

function matches({ method, path }: Matcher, asked: string, at: string): boolean {
  if (method !== undefined && method.toUpperCase() !== asked) return false;
  if (path === undefined) return true;
  return typeof path === "string" ? at.includes(path) : path.test(at);
}
