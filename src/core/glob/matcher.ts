// Finds the first of many patterns that matches a path: a lazy automaton over the classes of the path's segments.
// Where its states do not pay it falls back to stepping through the positions; it must never hang on any patterns.
import { type NameClass, Names } from "./names.ts";
import type { Form, Segment } from "./parse.ts";
import { ANY, type Live, Program, STAR } from "./program.ts";
import { isDots, matches } from "./segment.ts";
import { LiveSets } from "./sets.ts";

interface State {
  readonly live: Live;
  /** The first row that ends here, or -1. */
  readonly row: number;
  /** Nothing that follows changes the answer, but for `.` and `..`. */
  readonly settled: boolean;
  readonly next: Map<NameClass, State>;
}

type Single = Exclude<Segment, { kind: "deep" }>;

const STEPS = 1 << 17;
/** Steps taken for each one worked out, below which keeping them was a waste. */
const WORTH = 2;
/** Paths judged without states after a waste. */
const PENANCE = 512;

export class Matcher {
  readonly #segments: Single[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #program: Program;
  readonly #names: Names;
  readonly #likes: readonly number[];
  #sets = new LiveSets();
  #states: State[] = [];
  #root: State;
  #known = 0;
  #taken = 0;
  #wasted = 0;
  #penance = 0;

  constructor(forms: readonly Form[]) {
    const rows = forms.map((form) => form.map((segment) => this.#stepOf(segment)));
    this.#program = new Program(rows, this.#segments.length, true);
    this.#names = new Names(this.#segments);
    this.#likes = this.#segments.flatMap((segment, at) => (segment.kind === "like" ? at : []));
    this.#root = this.#state(this.#program.start);
  }

  #stepOf(segment: Segment): number {
    if (segment.kind === "deep") return STAR;
    if (segment.kind === "any") return ANY;
    const key = segment.kind === "name" ? nameKey(segment.text) : segment.key;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#segments.length);
    return this.#segments.push(segment) - 1;
  }

  find(path: string): number {
    if (this.#penance > 0) {
      this.#penance--;
      return this.#findPlainly(path);
    }
    const row = this.#findByStates(path);
    const wasted = this.#wasted + this.#names.wasted;
    if (wasted > 0) {
      this.#wasted = this.#names.wasted = 0;
      this.#penance = PENANCE;
    }
    return row;
  }

  #findByStates(path: string): number {
    let state = this.#root;
    for (let from = 0; ; ) {
      const kind = this.#names.classify(path, from);
      const to = this.#names.end;
      if (isDots(path, from, to)) return -1;
      const before = state;
      state = state.next.get(kind) ?? this.#extend(state, kind);
      this.#taken++;
      // minimatch lets a pattern that is through ignore one slash at the end.
      if (to === path.length) return from === to ? least(before.row, state.row) : state.row;
      if (state.settled && path.indexOf("/.", to) < 0) return state.row;
      from = pastSlashes(path, to);
    }
  }

  #extend(state: State, kind: NameClass): State {
    const live = this.#program.advance(state.live, kind.members);
    if (this.#sets.full || this.#known >= STEPS) this.#restart();
    const next = this.#state(live);
    this.#known++;
    state.next.set(kind, next);
    return next;
  }

  #state(live: Live): State {
    const index = this.#sets.number(live);
    const known = this.#states[index];
    if (known !== undefined) return known;
    const state: State = { live: this.#sets.at(index), ...this.#program.verdict(live), next: new Map() };
    this.#states.push(state);
    return state;
  }

  #restart(): void {
    if (this.#taken < WORTH * this.#known) this.#wasted++;
    this.#taken = this.#known = 0;
    this.#sets = new LiveSets();
    this.#states = [];
    this.#root = this.#state(this.#program.start);
  }

  #findPlainly(path: string): number {
    let live = this.#program.start;
    for (let from = 0; ; ) {
      const slash = path.indexOf("/", from);
      const to = slash < 0 ? path.length : slash;
      if (isDots(path, from, to)) return -1;
      const before = live;
      live = this.#program.advance(live, this.#members(path, from, to));
      if (slash < 0) {
        const { row } = this.#program.verdict(live);
        return from === to ? least(this.#program.verdict(before).row, row) : row;
      }
      from = pastSlashes(path, to);
    }
  }

  /** The segments that match a name, one by one. */
  #members(path: string, from: number, to: number): number[] {
    const members: number[] = [];
    const named = this.#numbers.get(nameKey(path.slice(from, to)));
    if (named !== undefined) members.push(named);
    for (const like of this.#likes) if (matches(this.#segments[like]!, path, from, to)) members.push(like);
    return members;
  }
}

// No name has a slash, so this is no key of a `like`.
const nameKey = (text: string): string => `/${text}`;

const least = (a: number, b: number): number => (a < 0 ? b : b < 0 ? a : Math.min(a, b));

function pastSlashes(path: string, at: number): number {
  while (path.charCodeAt(at) === 47) at++;
  return at;
}
