// Sorts names (segments of paths) into classes: two names are alike if the same segments of all patterns match them.
// A lazy automaton over characters; its memory must stay bounded, and it says when the bound makes it useless.
import { ONE, type Segment, STAR } from "./parse.ts";
import { type Live, Program, ANY as SYMBOL, STAR as SYMBOLS } from "./program.ts";
import { LiveSets } from "./sets.ts";

/** Names alike; `members` are the segments that match them, by their index. */
export interface NameClass {
  readonly members: readonly number[];
}

const CELLS = 1 << 20;
const FIRST_STATES = 64;
/** Characters read for each state made, below which making states was a waste. */
const WORTH = 16;
const SLASH = 47;
const NOTHING: NameClass = { members: [] };

export class Names {
  /** Where the name that was classified last ends. */
  end = 0;
  /** How often the states had to be dropped before they paid. */
  wasted = 0;
  readonly #program: Program;
  readonly #ascii = new Uint16Array(128);
  readonly #wide = new Map<number, number>();
  readonly #width: number;
  readonly #cap: number;
  #sets = new LiveSets();
  /** By state and symbol the next state, from 1; 0 where nobody went yet. Symbol 0 is every character in no pattern. */
  #table: Int32Array;
  #classes: (NameClass | undefined)[] = [];
  #classesByKey = new Map<string, NameClass>();
  #read = 0;

  constructor(segments: readonly Segment[]) {
    const symbols = new Map<number, number>();
    const symbolOf = (code: number): number => {
      if (!symbols.has(code)) symbols.set(code, symbols.size + 1);
      return symbols.get(code)!;
    };
    const stepOf = (token: number): number => (token === STAR ? SYMBOLS : token === ONE ? SYMBOL : symbolOf(token));
    const rows = segments.map((segment) => tokensOf(segment).map(stepOf));
    for (const [code, symbol] of symbols) {
      if (code < 128) this.#ascii[code] = symbol;
      else this.#wide.set(code, symbol);
    }
    this.#width = symbols.size + 1;
    this.#program = new Program(rows, this.#width, false);
    this.#cap = Math.max(FIRST_STATES, Math.floor(CELLS / this.#width));
    this.#table = new Int32Array(FIRST_STATES * this.#width);
    this.#sets.number(this.#program.start);
  }

  /** The class of the name that starts here. */
  classify(path: string, from: number): NameClass {
    let table = this.#table;
    const width = this.#width;
    let state = 0;
    let at = from;
    for (; at < path.length; at++) {
      const code = path.charCodeAt(at);
      if (code === SLASH) break;
      let symbol = this.#ascii[code];
      if (symbol === undefined) {
        const point = path.codePointAt(at)!;
        if (point > 0xffff) at++;
        symbol = this.#wide.get(point) ?? 0;
      }
      const next = table[state * width + symbol]!;
      if (next > 0) state = next - 1;
      else {
        state = this.#extend(state, symbol);
        table = this.#table;
      }
    }
    this.end = at;
    this.#read += at - from;
    // To minimatch a wildcard that is a whole name is at least one character.
    return at === from ? NOTHING : (this.#classes[state] ?? this.#close(state));
  }

  #extend(state: number, symbol: number): number {
    const live = this.#program.advance(this.#sets.at(state), symbol === 0 ? [] : [symbol]);
    if (this.#sets.size >= this.#cap || this.#sets.full) return this.#restart(live);
    const next = this.#sets.number(live);
    const cells = this.#sets.size * this.#width;
    if (cells > this.#table.length) {
      const table = new Int32Array(Math.min(2 * cells, this.#cap * this.#width));
      table.set(this.#table);
      this.#table = table;
    }
    this.#table[state * this.#width + symbol] = next + 1;
    return next;
  }

  #restart(live: Live): number {
    if (this.#read < WORTH * this.#sets.size) this.wasted++;
    this.#read = 0;
    this.#sets = new LiveSets();
    this.#table.fill(0);
    this.#classes = [];
    this.#classesByKey = new Map();
    this.#sets.number(this.#program.start);
    return this.#sets.number(live);
  }

  #close(state: number): NameClass {
    const members = this.#program.ended(this.#sets.at(state));
    const key = members.join(" ");
    const found = this.#classesByKey.get(key) ?? { members };
    this.#classesByKey.set(key, found);
    this.#classes[state] = found;
    return found;
  }
}

const tokensOf = (segment: Segment): readonly number[] =>
  segment.kind === "like" ? segment.tokens : segment.kind === "name" ? Array.from(segment.text, pointOf) : [];

const pointOf = (char: string): number => char.codePointAt(0)!;
