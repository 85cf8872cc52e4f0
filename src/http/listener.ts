// Somebody who listens to a repository's events: how far they are, and whether their line takes more. What a line does not take is not
// kept for it: it is read again once there is room.
import type { ServerResponse } from "node:http";

/** One entry as it is sent, the same bytes for everybody. */
export interface Line {
  readonly seq: number;
  readonly bytes: Buffer;
}

export class Listener {
  /** The number of the last entry that was sent. */
  after: number;
  /** Older entries are being read for it. */
  isReading = false;
  /** What opened the line, and is asked about again now and then. */
  readonly authorization: string;
  readonly may: () => Promise<boolean>;
  readonly #response: ServerResponse;
  #fullSince: number | null = null;

  /** `onRoom`: the line takes more again; `onGone`: there is nobody any more. */
  constructor(
    response: ServerResponse,
    after: number,
    who: { readonly authorization: string; readonly may: () => Promise<boolean> },
    onRoom: (listener: Listener) => void,
    onGone: (listener: Listener) => void,
  ) {
    this.after = after;
    this.authorization = who.authorization;
    this.may = who.may;
    this.#response = response;
    response.on("drain", () => {
      this.#fullSince = null;
      onRoom(this);
    });
    response.once("close", () => onGone(this));
  }

  get isFull(): boolean {
    return this.#fullSince !== null;
  }

  /** For how many milliseconds nothing was taken. */
  get fullFor(): number {
    return this.#fullSince === null ? 0 : performance.now() - this.#fullSince;
  }

  /** Send lines in order, in one piece. */
  send(lines: readonly Line[]): void {
    const last = lines.at(-1);
    if (last === undefined) return;
    this.after = last.seq;
    this.say(lines.length === 1 ? last.bytes : Buffer.concat(lines.map(({ bytes }) => bytes)));
  }

  say(bytes: Buffer | string): void {
    if (!this.#response.destroyed && !this.#response.write(bytes)) this.#fullSince ??= performance.now();
  }

  /** End the line; whoever comes back goes on where they were. */
  end(): void {
    this.#response.end();
  }

  /** Cut off who takes nothing. */
  drop(): void {
    this.#response.destroy();
  }
}
