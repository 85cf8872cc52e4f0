// Wakes those who wait for deliveries. A put between looking and waiting is not missed: it makes the next wait short.

export class Wake {
  readonly #waiting = new Set<() => void>();
  #rung = false;

  ring(): void {
    this.#rung = true;
    for (const wake of this.#waiting) wake();
  }

  /** Somebody looks now: what rang before needs no waking any more. */
  looked(): void {
    this.#rung = false;
  }

  wait(ms: number): Promise<void> {
    if (this.#rung) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#waiting.add(wake);
    });
  }
}
