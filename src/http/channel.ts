// One repository's events: read once from the ledger, and sent to everybody who listens. However many there are, idle ones cost nothing
// but their connection.
import type { ServerResponse } from "node:http";
import type { Stamped } from "../core/entry.ts";
import type { RepoKey } from "../core/signal.ts";
import type { Library } from "./api.ts";
import { type Line, Listener } from "./listener.ts";

/** How often it is looked whether another process wrote something, and whether who listens still may. */
const BEAT_MS = 2_000;
/** Where nothing happens, this often something says that the line is alive. */
const QUIET_MS = 14_000;
/** Whoever takes nothing for so long is cut off, and may come back. */
const PATIENCE_MS = 60_000;
/** What was sent last is kept for who is a little behind; who is further behind has it read, in pages. */
const KEPT = { lines: 1024, bytes: 1024 * 1024 } as const;
const PAGE = { lines: 1024, bytes: 256 * 1024 } as const;

export type Source = Pick<Library, "entries" | "news" | "state">;

export class Channel {
  readonly #source: Source;
  readonly #key: RepoKey;
  readonly #listeners = new Set<Listener>();
  /** The newest lines, without gaps. */
  #lines: Line[] = [];
  #bytes = 0;
  /** The number of the newest entry that was read. */
  #last: number;
  #asking: Promise<void> | null = null;

  /** `last`: the number of the ledger's newest entry. */
  constructor(source: Source, key: RepoKey, last: number) {
    this.#source = source;
    this.#key = key;
    this.#last = last;
  }

  get last(): number {
    return this.#last;
  }

  get isIdle(): boolean {
    return this.#listeners.size === 0;
  }

  /** Send everything after a number, from now on. */
  join(response: ServerResponse, after: number, who: Pick<Listener, "authorization" | "may">): void {
    const listener = new Listener(
      response,
      after,
      who,
      (each) => this.#serve(each),
      (each) => this.#listeners.delete(each),
    );
    this.#listeners.add(listener);
    this.#serve(listener);
  }

  /** Ends every line. */
  close(): void {
    for (const each of this.#listeners) each.end();
    this.#listeners.clear();
  }

  /** Read and send for as long as anybody listens; rejects where the ledger cannot be read. */
  async run(): Promise<void> {
    const { news } = this.#source;
    let quiet = 0;
    for (let checked = performance.now(); !this.isIdle; ) {
      const mark = news.mark(this.#key);
      if (performance.now() - checked >= BEAT_MS) {
        // A forge may take long to answer; events do not wait for that.
        this.#asking ??= this.#dismiss().finally(() => {
          this.#asking = null;
        });
        checked = performance.now();
      }
      quiet = (await this.#readOn()) ? 0 : quiet + BEAT_MS;
      if (quiet >= QUIET_MS) {
        quiet = 0;
        for (const each of this.#listeners) if (!each.isFull) each.say(": still here\n\n");
      }
      await news.after(this.#key, mark, BEAT_MS);
    }
  }

  /** Was there anything new? */
  async #readOn(): Promise<boolean> {
    const before = this.#last;
    for await (const stamped of this.#source.entries(this.#key, this.#last)) this.#keep(lineOf(stamped));
    if (this.#last === before) return false;
    for (const each of this.#listeners) this.#serve(each);
    return true;
  }

  #keep(line: Line): void {
    this.#lines.push(line);
    this.#bytes += line.bytes.length;
    this.#last = line.seq;
    while (this.#lines.length > KEPT.lines || (this.#bytes > KEPT.bytes && this.#lines.length > 1))
      this.#bytes -= this.#lines.shift()!.bytes.length;
  }

  /** Send what comes next, until there is no more or the line is full. */
  #serve(listener: Listener): void {
    while (!listener.isReading && !listener.isFull && listener.after < this.#last) {
      const oldest = this.#lines[0]?.seq ?? Number.POSITIVE_INFINITY;
      if (listener.after + 1 < oldest) this.#readFor(listener);
      else listener.send(firstOf(this.#lines, listener.after + 1 - oldest));
    }
  }

  #readFor(listener: Listener): void {
    listener.isReading = true;
    this.#page(listener.after).then(
      (page) => {
        listener.isReading = false;
        listener.send(page);
        if (page.length > 0) this.#serve(listener);
      },
      () => listener.drop(),
    );
  }

  /** The next entries after a number, so many as may be held for one listener. */
  async #page(after: number): Promise<readonly Line[]> {
    const page: Line[] = [];
    let bytes = 0;
    for await (const stamped of this.#source.entries(this.#key, after)) {
      const line = lineOf(stamped);
      page.push(line);
      bytes += line.bytes.length;
      if (page.length === PAGE.lines || bytes >= PAGE.bytes) break;
    }
    return page;
  }

  /** End the lines of those who may not listen any more, asked once for each token; and of those who take nothing. */
  async #dismiss(): Promise<void> {
    const answers = new Map<string, Promise<boolean>>();
    for (const { authorization, may } of this.#listeners)
      if (!answers.has(authorization)) answers.set(authorization, may());
    for (const each of [...this.#listeners])
      if (each.fullFor > PATIENCE_MS) each.drop();
      // Who joined since was let in just now.
      else if ((await answers.get(each.authorization)) === false) each.end();
  }
}

/** So many lines from a place on as may be held for one listener. */
function firstOf(lines: readonly Line[], from: number): readonly Line[] {
  let to = from;
  for (let bytes = 0; to < lines.length && bytes < PAGE.bytes; to += 1) bytes += lines[to]!.bytes.length;
  return lines.slice(from, to);
}

/** `id:` is the entry's number, so that whoever comes back goes on where they were. */
function lineOf(stamped: Stamped): Line {
  const text = `id: ${stamped.seq}\nevent: ${stamped.entry.kind}\ndata: ${JSON.stringify(stamped)}\n\n`;
  return { seq: stamped.seq, bytes: Buffer.from(text) };
}
