// Sorts names (segments of paths) into classes: two names are alike if the same segments of all patterns match them.
// A lazy automaton over characters; its memory is bounded, and it says when the bound makes it useless.

import { ONE, type Segment, STAR } from "./parse.ts";
import { type Live, Program, STAR as STARRED, ANY as SYMBOL } from "./program.ts";
import { LiveSets } from "./sets.ts";

/** Names alike; `members` are the segments that match them, by their index. */
export interface NameClass {
  readonly members: readonly number[];
}

const NOTHING: NameClass = { members: [] };
const CELLS = 1 << 20;
const FIRST_STATES = 64;
const SLASH = 47;
/** Characters read for each state made, below which making states was a waste. */
const WORTH = 16;

export class Names {
  /** Where the name that was classified last ends. */
  end = 0;
  /** How often the states had to be dropped before they paid. */
  wasted = 0;
  readonly #program: Program;
  readonly #marks: Int32Array;
  readonly #ascii = new Uint16Array(128);
  readonly #wide = new Map<number, number>();
  readonly #width: number;
  readonly #cap: number;
  readonly #sets = new LiveSets();
  #table: Int32Array;
  #classes: (NameClass | undefined)[] = [];
  #classesByMembers = new Map<string, NameClass>();
  #mark = 0;
  #read = 0;

  /** The segments are names and likes. */
  constructor(segments: readonly Segment[]) {
    const symbols = new Map<number, number>();
    const symbolOf = (code: number): number => {
      if (!symbols.has(code)) symbols.set(code, symbols.size + 1);
      return symbols.get(code)!;
    };
    const rows = segments.map((segment) =>
      tokensOf(segment).map((token) => (token === STAR ? STARRED : token === ONE ? SYMBOL : symbolOf(token))),
    );
    for (const [code, symbol] of symbols) {
      if (code < 128) this.#ascii[code] = symbol;
      else this.#wide.set(code, symbol);
    }
    this.#program = new Program(rows, false);
    this.#width = symbols.size + 1;
    this.#marks = new Int32Array(this.#width);
    this.#cap = Math.max(FIRST_STATES, Math.floor(CELLS / this.#width));
    this.#table = new Int32Array(FIRST_STATES * this.#width);
    this.#sets.add(this.#program.start);
  }

  /** The class of the name that starts here. */
  classify(path: string, from: number): NameClass {
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
      // 0 stands for a step that was never taken; states count from 1 in the table.
      const next = this.#table[state * this.#width + symbol]!;
      state = next === 0 ? this.#extend(state, symbol) : next - 1;
    }
    this.end = at;
    // To minimatch a wildcard is at least one character where it is the whole name.
    if (at === from) return NOTHING;
    this.#read += at - from;
    return this.#classes[state] ?? this.#close(state);
  }

  #extend(state: number, symbol: number): number {
    this.#marks[symbol] = ++this.#mark;
    const live = this.#program.advance(this.#sets.at(state), this.#marks, symbol === 0 ? -1 : this.#mark);
    const known = this.#sets.find(live);
    if (known < 0 && (this.#sets.size >= this.#cap || this.#sets.full)) return this.#restart(live);
    const next = known < 0 ? this.#sets.add(live) : known;
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
    this.#sets.clear();
    this.#table.fill(0);
    this.#classes = [];
    this.#classesByMembers = new Map();
    this.#sets.add(this.#program.start);
    const known = this.#sets.find(live);
    return known < 0 ? this.#sets.add(live) : known;
  }

  #close(state: number): NameClass {
    const members = this.#program.ended(this.#sets.at(state));
    const key = members.join(" ");
    const found = this.#classesByMembers.get(key) ?? { members };
    this.#classesByMembers.set(key, found);
    this.#classes[state] = found;
    return found;
  }
}

const tokensOf = (segment: Segment): readonly number[] =>
  segment.kind === "like" ? segment.tokens : segment.kind === "name" ? Array.from(segment.text, pointOf) : [];

const pointOf = (char: string): number => char.codePointAt(0)!;
