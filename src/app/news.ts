// Tells who waits that a ledger has grown. A mark is taken before looking, so that nothing appended in between is slept through.
import type { Ledger } from "../ports.ts";

export class News {
  #count = 0;
  readonly #waiting = new Set<() => void>();

  mark(): number {
    return this.#count;
  }

  ring(): void {
    this.#count += 1;
    for (const wake of this.#waiting) wake();
  }

  /** Resolves once something came after the mark, or after `ms`. */
  after(mark: number, ms: number): Promise<void> {
    if (this.#count !== mark) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms).unref();
      this.#waiting.add(wake);
    });
  }
}

/** A ledger that tells when it grew. */
export const telling = (ledger: Ledger, news: News): Ledger => ({
  read: (repo, after) => ledger.read(repo, after),
  repos: () => ledger.repos(),
  append: async (...args) => {
    const answer = await ledger.append(...args);
    if (answer === "ok") news.ring();
    return answer;
  },
});
