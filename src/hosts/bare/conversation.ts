// One push that is judged in turns: the judge asks what only the hook can read, the hook answers, until there is a verdict.
import type { Change, Oid, TreeEntry } from "../../core/model.ts";
import { Incomplete } from "../../ports.ts";
import type { Hook } from "./pushed.ts";
import { readChanges } from "./records.ts";

export type Turn =
  | { readonly kind: "verdict"; readonly text: string }
  | { readonly kind: "asks"; readonly asks: readonly string[] };

interface Ask {
  readonly line: string;
  readonly settle: (answers: Answers) => void;
  readonly reject: (error: Error) => void;
}

export class Conversation implements Hook {
  readonly #verdict: Promise<Turn>;
  #asks: Ask[] = [];
  #asked: Ask[] = [];
  #wake: (() => void) | null = null;

  constructor(judge: (hook: Hook) => Promise<string>) {
    this.#verdict = judge(this).then((text) => ({ kind: "verdict", text }));
    // Whoever takes the next turn hears of it.
    this.#verdict.catch(() => {});
  }

  /** The verdict, or what has to be asked first. Questions asked together go together. */
  async turn(): Promise<Turn> {
    const asking = new Promise<Turn>((resolve) => {
      const collect = () =>
        setImmediate(() => {
          this.#wake = null;
          this.#asked = this.#asks.sort((a, b) => rank(a) - rank(b));
          this.#asks = [];
          resolve({ kind: "asks", asks: this.#asked.map(({ line }) => line) });
        });
      if (this.#asks.length > 0) collect();
      else this.#wake = collect;
    });
    return Promise.race([this.#verdict, asking]);
  }

  /** The hook's answers to the last questions. */
  tell(body: Buffer): void {
    const answers = new Answers(body);
    for (const ask of this.#asked) {
      try {
        ask.settle(answers);
      } catch (error) {
        ask.reject(error as Error);
      }
    }
    this.#asked = [];
  }

  net(from: Oid, to: Oid): Promise<readonly Change[]> {
    return this.#ask(`net ${from} ${to}`, (answers) => readChanges(answers.part()));
  }

  policyEntry(at: Oid): Promise<TreeEntry | null> {
    return this.#ask(`policy ${at}`, (answers) => {
      const [line] = answers.part();
      const [mode, , oid] = line?.split(/[ \t]/) ?? [];
      return mode && oid ? { mode, oid } : null;
    });
  }

  /** A blob the hook left out is too large: shown as just more than was asked for. */
  blob(oid: Oid, atMost: number): Promise<Uint8Array> {
    return this.#ask(`blob ${oid}`, (answers) => {
      const body = answers.blobs.get(oid);
      return body === undefined || body.length > atMost ? new Uint8Array(atMost + 1) : body;
    });
  }

  #ask<T>(line: string, read: (answers: Answers) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#asks.push({ line, settle: (answers) => resolve(read(answers)), reject });
      const wake = this.#wake;
      this.#wake = null;
      wake?.();
    });
  }
}

/** The hook answers blobs last. */
const rank = ({ line }: Ask): number => (line.startsWith("blob ") ? 1 : 0);

/** A hook's answer: parts of NUL-ended tokens, each part ending in a dot, then blobs as `git cat-file --batch` prints them, then a dot. */
class Answers {
  readonly #body: Buffer;
  #at = 0;
  #blobs: Map<Oid, Buffer> | null = null;

  constructor(body: Buffer) {
    this.#body = body;
  }

  /** Tokens as `Tokens` makes them. */
  part(): string[] {
    const tokens: string[] = [];
    for (;;) {
      const end = this.#body.indexOf(0, this.#at);
      if (end === -1) throw new Incomplete("the hook could not read what is being pushed");
      const token = this.#body.toString("latin1", this.#at, end);
      this.#at = end + 1;
      // Records come in pairs of which the second is a path, which may be called anything.
      if (tokens.length % 2 === 0 && token === ".") return tokens;
      if (tokens.length % 2 === 0 && !token.startsWith(":")) return [token, ...this.part()];
      tokens.push(token);
    }
  }

  get blobs(): ReadonlyMap<Oid, Buffer> {
    this.#blobs ??= this.#readBlobs();
    return this.#blobs;
  }

  #readBlobs(): Map<Oid, Buffer> {
    const blobs = new Map<Oid, Buffer>();
    while (this.#body[this.#at] !== 0x2e) {
      const end = this.#body.indexOf(10, this.#at);
      const [oid = "", type, size] = this.#body.toString("latin1", this.#at, end).split(" ");
      if (end === -1 || type !== "blob") throw new Incomplete("the hook could not read what is being pushed");
      const start = end + 1;
      blobs.set(oid, Buffer.from(this.#body.subarray(start, start + Number(size))));
      this.#at = start + Number(size) + 1;
    }
    return blobs;
  }
}
