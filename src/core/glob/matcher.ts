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
  readonly #program: Program;
  readonly #names: Names;
  readonly #marks: Int32Array;
  readonly #tested: Int32Array;
  #mark = 0;
  #sets = new LiveSets();
  #states: State[] = [];
  #root: State;
  #known = 0;
  #taken = 0;
  #wasted = 0;
  #penance = 0;

  constructor(forms: readonly Form[]) {
    const numbers = new Map<string, number>();
    const numberOf = (segment: Segment): number => {
      if (segment.kind === "deep") return STAR;
      if (segment.kind === "any") return ANY;
      const key = segment.kind === "name" ? `/${segment.text}` : segment.key;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, numbers.size);
      return this.#segments.push(segment) - 1;
    };
    this.#program = new Program(
      forms.map((form) => form.map(numberOf)),
      true,
    );
    this.#names = new Names(this.#segments);
    this.#marks = new Int32Array(this.#segments.length);
    this.#tested = new Int32Array(this.#segments.length);
    this.#root = this.#state(this.#program.start);
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
      if (state.live.length === 0 && before.row < 0) return -1;
      if (state.settled && path.indexOf("/.", to) < 0) return state.row;
      from = pastSlashes(path, to);
    }
  }

  #extend(state: State, kind: NameClass): State {
    const mark = ++this.#mark;
    for (const member of kind.members) this.#marks[member] = mark;
    const live = this.#program.advance(state.live, this.#marks, mark);
    if (this.#sets.full || this.#known >= STEPS) this.#restart();
    const next = this.#state(live);
    this.#known++;
    state.next.set(kind, next);
    return next;
  }

  #state(live: Live): State {
    const known = this.#sets.find(live);
    if (known >= 0) return this.#states[known]!;
    const row = this.#program.ended(live)[0] ?? -1;
    const state: State = { live, row, settled: this.#program.settled(live), next: new Map() };
    this.#sets.add(live);
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
      live = this.#program.advance(live, this.#marks, this.#test(live, path, from, to));
      if (slash < 0) {
        const row = this.#program.ended(live)[0] ?? -1;
        return from === to ? least(this.#program.ended(before)[0] ?? -1, row) : row;
      }
      from = pastSlashes(path, to);
    }
  }

  /** Marks the segments that somebody waits for and that match this name. */
  #test(live: Live, path: string, from: number, to: number): number {
    const mark = ++this.#mark;
    for (const position of live) {
      const element = this.#program.element(position);
      if (element < 0 || this.#tested[element] === mark) continue;
      this.#tested[element] = mark;
      if (matches(this.#segments[element]!, path, from, to)) this.#marks[element] = mark;
    }
    return mark;
  }
}

const least = (a: number, b: number): number => (a < 0 ? b : b < 0 ? a : Math.min(a, b));

function pastSlashes(path: string, at: number): number {
  while (path.charCodeAt(at) === 47) at++;
  return at;
}
