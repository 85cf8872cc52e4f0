// Brings what hooks wrote down into the inbox: at the start, when a record changes, and now and then in case nobody said so.
import { type FSWatcher, watch } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Repository } from "../../core/signal.ts";
import type { Clock, Inbox } from "../../ports.ts";
import { localName } from "./data.ts";
import { readRecord } from "./record.ts";

export const localRepository = (repository: string): Repository => ({
  key: localName(repository),
  name: localName(repository),
  installation: null,
});

const LOOK_MS = 2_000;

export class Watcher {
  readonly #data: string;
  readonly #inbox: Pick<Inbox, "put">;
  readonly #clock: Clock;
  readonly #repositories: () => Promise<readonly string[]>;
  readonly #watching = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();

  /** `repositories` is asked anew each time: one may be installed while the server runs. */
  constructor(data: string, inbox: Pick<Inbox, "put">, clock: Clock, repositories: () => Promise<readonly string[]>) {
    this.#data = data;
    this.#inbox = inbox;
    this.#clock = clock;
    this.#repositories = repositories;
  }

  async start(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const each of this.#watching.values()) each.close();
    await this.#running;
  }

  /** Read what is new in every record; one look at a time. */
  look(): Promise<void> {
    this.#running = this.#running.then(async () => {
      for (const repository of await this.#repositories()) {
        this.#attend(repository);
        // A record that cannot be read now is read later.
        await this.#bring(repository).catch(() => {});
      }
    });
    return this.#running;
  }

  #attend(repository: string): void {
    if (this.#watching.has(repository)) return;
    try {
      const watcher = watch(join(repository, "lanekeeper", "pushes"), { persistent: false }, () => void this.look());
      this.#watching.set(
        repository,
        watcher.on("error", () => watcher.close()),
      );
    } catch {
      // Where the system cannot watch, the timer looks.
    }
  }

  async #bring(repository: string): Promise<void> {
    const mark = join(this.#data, "read", `${localName(repository).slice("local/".length)}`);
    for (let from = await readMark(mark); ; ) {
      const { pushes, next } = await readRecord(repository, from);
      for (const { at, signals } of pushes)
        for (const [index, signal] of signals.entries())
          await this.#inbox.put(
            { id: `${localName(repository)}/${at}/${index}`, repo: localRepository(repository), signal },
            this.#clock.now(),
          );
      if (next === from) return;
      await mkdir(join(this.#data, "read"), { recursive: true, mode: 0o700 });
      await writeFile(`${mark}.new`, String(next), { mode: 0o600 });
      await rename(`${mark}.new`, mark);
      from = next;
    }
  }
}

const readMark = async (path: string): Promise<number> => Number(await readFile(path, "utf8").catch(() => "0")) || 0;
