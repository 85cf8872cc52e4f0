// One writer for many callers: what is asked for in one turn of the event loop is one transaction. Nobody is answered before COMMIT.

interface Job {
  run(): unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

export interface Transaction {
  begin(): void;
  commit(): void;
  rollback(): void;
}

export class GroupCommit {
  readonly #transaction: Transaction;
  #jobs: Job[] = [];
  #scheduled = false;

  constructor(transaction: Transaction) {
    this.#transaction = transaction;
  }

  /** `work` is synchronous and may run again from the start; what it throws is told to its caller alone. */
  add<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ run: work, resolve: resolve as (result: unknown) => void, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      // After the poll phase: everything that arrived on sockets in this turn shares one fsync.
      setImmediate(() => this.flush());
    });
  }

  /** Commits what waits, now. */
  flush(): void {
    this.#scheduled = false;
    const jobs = this.#jobs;
    if (jobs.length === 0) return;
    this.#jobs = [];
    // One that cannot be carried out must not take the others with it: then each gets a transaction of its own.
    if (this.#commit(jobs) === "a job threw") for (const job of jobs) this.#commit([job]);
  }

  #commit(jobs: readonly Job[]): "settled" | "a job threw" {
    const results: unknown[] = [];
    try {
      this.#transaction.begin();
    } catch (error) {
      return refuse(jobs, error);
    }
    try {
      for (const job of jobs) results.push(job.run());
    } catch (error) {
      this.#transaction.rollback();
      return jobs.length > 1 ? "a job threw" : refuse(jobs, error);
    }
    try {
      this.#transaction.commit();
    } catch (error) {
      this.#transaction.rollback();
      return refuse(jobs, error);
    }
    // The first is answered last: of appends that conflict and try again together, another one is first next time.
    for (let at = 1; at <= jobs.length; at++) jobs[at % jobs.length]?.resolve(results[at % jobs.length]);
    return "settled";
  }
}

function refuse(jobs: readonly Job[], error: unknown): "settled" {
  for (const job of jobs) job.reject(error);
  return "settled";
}
