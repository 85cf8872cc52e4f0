// Tells who waits that a repository's ledger has grown. A mark is taken before looking, so that nothing appended in between is slept
// through.
import type { RepoKey } from "../core/signal.ts";
import type { Ledger } from "../ports.ts";

export class News {
  /** How often each ledger grew in this process. */
  readonly #counts = new Map<RepoKey, number>();
  readonly #waiting = new Map<RepoKey, Set<() => void>>();

  mark(repo: RepoKey): number {
    return this.#counts.get(repo) ?? 0;
  }

  ring(repo: RepoKey): void {
    this.#counts.set(repo, this.mark(repo) + 1);
    for (const wake of this.#waiting.get(repo) ?? []) wake();
  }

  /** Resolves once something came after the mark, or after `ms`. */
  after(repo: RepoKey, mark: number, ms: number): Promise<void> {
    if (this.mark(repo) !== mark) return Promise.resolve();
    const waiting = this.#waiting.get(repo) ?? new Set();
    this.#waiting.set(repo, waiting);
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0 && this.#waiting.get(repo) === waiting) this.#waiting.delete(repo);
        resolve();
      };
      const timer = setTimeout(wake, ms).unref();
      waiting.add(wake);
    });
  }
}

/** A ledger that tells when it grew. */
export const telling = (ledger: Ledger, news: News): Ledger => ({
  read: (repo, after) => ledger.read(repo, after),
  repos: () => ledger.repos(),
  append: async (repo, ...args) => {
    const answer = await ledger.append(repo, ...args);
    if (answer === "ok") news.ring(repo);
    return answer;
  },
});
