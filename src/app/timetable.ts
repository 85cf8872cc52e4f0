// When the sweep runs: at the start, then every so often, one at a time; and whether it is overdue.
import type { Clock } from "../ports.ts";

export class Timetable {
  readonly #clock: Clock;
  readonly #every: number;
  readonly #run: (round: string) => Promise<number>;
  readonly #failed: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<number> | null = null;
  /** When the last one ended well, milliseconds since the epoch. */
  #last: number;

  constructor(
    clock: Clock,
    everyMs: number,
    run: (round: string) => Promise<number>,
    failed: (error: unknown) => void,
  ) {
    this.#clock = clock;
    this.#every = everyMs;
    this.#run = run;
    this.#failed = failed;
    this.#last = this.#ms();
  }

  start(): void {
    // The round's name is the same in every process of an interval, so that several of them sweep once.
    this.#timer = setInterval(() => this.#tick(String(Math.floor(this.#ms() / this.#every))), this.#every);
    this.#timer.unref();
    this.#tick();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** Run now, or wait for the one that runs. */
  now(round = this.#clock.now()): Promise<number> {
    this.#running ??= this.#run(round)
      .then((count) => {
        this.#last = this.#ms();
        return count;
      })
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  /** Nothing was swept for two intervals. */
  overdue(): boolean {
    return this.#ms() - this.#last > 2 * this.#every;
  }

  #tick(round?: string): void {
    this.now(round).catch(this.#failed);
  }

  #ms(): number {
    return Date.parse(this.#clock.now());
  }
}
