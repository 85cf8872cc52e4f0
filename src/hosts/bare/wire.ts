// What a hook says to the resident judge: a few lines of text, an empty line, then what git printed, each part ending in a dot,
// last the login. Read as it comes; a message without its last dot is a git that failed, and answers nothing.
import type { Commit } from "../../core/model.ts";
import { Incomplete } from "../../ports.ts";
import { type PushRequest, readUpdates } from "./push.ts";
import { LogReader, Tokens } from "./records.ts";

export interface FirstMessage extends PushRequest {
  readonly kind: "judge";
  readonly gitDir: string;
  /** Newest first, as git printed them. */
  readonly log: readonly Commit[];
}

export interface MoreMessage {
  readonly kind: "more";
  readonly token: string;
  readonly body: Buffer;
}

/** Refs of one push, and what it may print: more is not judged. */
const MAX_HEADER = 16 * 1024 * 1024;
const MAX_BODY = 1024 * 1024 * 1024;
const MAGIC = "lanekeeper 1 ";

export class Receiver {
  #head: Buffer = Buffer.alloc(0);
  #lines: string[] | null = null;
  #size = 0;
  readonly #tokens = new Tokens();
  readonly #log = new LogReader();
  readonly #body: Buffer[] = [];
  #ended = false;
  #login: string | null = null;

  push(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > MAX_BODY) throw new Incomplete("a push with more than can be judged");
    if (this.#lines !== null) {
      this.#read(chunk);
      return;
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf("\n\n");
    if (end === -1) {
      if (this.#head.length > MAX_HEADER) throw new Incomplete("a push of more refs than can be judged");
      return;
    }
    const rest = this.#head.subarray(end + 2);
    const lines = this.#head.toString("utf8", 0, end).split("\n");
    // git's own carrier puts lines of its own in front.
    this.#lines = lines.slice(lines.findIndex((line) => line.startsWith(MAGIC)));
    if (!this.#lines[0]?.startsWith(MAGIC)) throw new Incomplete("not a hook's message");
    this.#read(rest);
  }

  end(): FirstMessage | MoreMessage {
    const [magic, ...rest] = this.#lines ?? [];
    if (magic === `${MAGIC}more`) return { kind: "more", token: rest[0] ?? "", body: Buffer.concat(this.#body) };
    if (magic !== `${MAGIC}judge` || this.#login === null)
      throw new Incomplete("a hook stopped in the middle of its message");
    const [gitDir = "", trunk = "", ...refs] = rest;
    const [ref = "", tip = "-"] = trunk.split(" ");
    const updates = readUpdates(refs.join("\n"));
    if (updates.length === 0) throw new Incomplete("a hook named no ref");
    return {
      kind: "judge",
      gitDir,
      login: this.#login === "" ? null : this.#login,
      trunk: { ref, tip: tip === "-" ? null : tip },
      updates,
      log: this.#log.commits,
    };
  }

  #read(chunk: Buffer): void {
    if (this.#lines?.[0] === `${MAGIC}more`) {
      this.#body.push(chunk);
      return;
    }
    for (const token of this.#tokens.push(chunk)) {
      if (this.#login !== null) throw new Incomplete("a hook went on after its message");
      if (this.#ended) this.#login = Buffer.from(token, "latin1").toString("utf8");
      // A dot can stand only where a commit would begin: a path called "." follows its record.
      else if (this.#log.isComplete && token === ".") this.#ended = true;
      else this.#log.push(token);
    }
  }
}
