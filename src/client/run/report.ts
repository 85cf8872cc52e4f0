// Tells the server of a job: that it starts, that it runs, how it ended. Whether the server answers never stands in the job's way.
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "../../core/commands/command.ts";
import { Incomplete } from "../../ports.ts";
import { printCommand } from "../../text/command-print.ts";
import type { Outcome } from "../api.ts";

type Start = Command & { readonly kind: "job"; readonly verb: "start" };

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly text: string | null;
}

export interface Reporting {
  readonly job: Start;
  /** Throws where the server does not answer. */
  readonly say: (text: string) => Promise<Outcome>;
  /** One sentence for whoever started the command. */
  readonly notice: (text: string) => void;
}

const AGAIN_MS = 1_000;

export class Report {
  readonly #with: Reporting;
  #isKnown = false;
  #isRefused = false;
  #isAway = false;
  #isBusy = false;
  #isEnded = false;
  #starting: Promise<boolean> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(reporting: Reporting) {
    this.#with = reporting;
  }

  /** Say that it runs, now and every beat from now on. */
  begin(): void {
    this.#timer = setInterval(() => void this.#beat(), this.#with.job.beats);
    void this.#beat();
  }

  /** Say how it ended, for `ms` at most. */
  async end({ code, signal, text }: Ended, ms: number): Promise<void> {
    this.#isEnded = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    const { job, notice } = this.#with;
    const over = new AbortController();
    const telling = async (): Promise<boolean> => {
      for (; !over.signal.aborted; await sleep(AGAIN_MS)) {
        if (await this.#start())
          if ((await this.#tell({ kind: "job", verb: "end", id: job.id, code, signal, text })) !== null) return true;
        if (this.#isRefused) return true;
      }
      return false;
    };
    const told = await Promise.race([telling(), sleep(ms, false, { signal: over.signal }).catch(() => false)]);
    over.abort();
    if (!told) notice("nobody was told how this run ended: the server does not answer");
  }

  async #beat(): Promise<void> {
    if (this.#isBusy || this.#isRefused) return;
    this.#isBusy = true;
    const wasKnown = this.#isKnown;
    if ((await this.#start()) && wasKnown) {
      const told = await this.#tell({ kind: "job", verb: "beat", id: this.#with.job.id }, true);
      // A server that knows nothing of it any more is told anew.
      if (told === false && !this.#isEnded) {
        this.#isKnown = false;
        await this.#start();
      }
    }
    this.#isBusy = false;
  }

  /** Does the server know of it? Asked twice at once it is told once. */
  #start(): Promise<boolean> {
    this.#starting ??= this.#begun().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  async #begun(): Promise<boolean> {
    if (this.#isKnown) return true;
    const told = await this.#tell(this.#with.job);
    this.#isKnown = told === true;
    this.#isRefused = told === false;
    return this.#isKnown;
  }

  /** Was it granted? Null: the server does not answer. */
  async #tell(command: Command, isQuiet = false): Promise<boolean | null> {
    const { say, notice } = this.#with;
    try {
      const [refused] = (await say(printCommand(command))).findings;
      this.#isAway = false;
      if (refused !== undefined && !isQuiet) notice(`this run is not reported: ${refused.message}`);
      return refused === undefined;
    } catch (error) {
      if (!(error instanceof Incomplete)) throw error;
      if (!this.#isAway) notice(`${error.message}; the command runs, and is reported once the server answers`);
      this.#isAway = true;
      return null;
    }
  }
}
