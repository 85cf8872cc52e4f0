// Is there a path that several unions of patterns match and another does not? Exact: sets of positions, walked breadth first, and of
// all the names a step can take one for each way to match. Such a walk can grow without bound, so it is given so many steps, no more.
import { type Budget, kindsOfNames, type Wanted } from "./overlap-names.ts";
import { type Form, parse, type Segment } from "./parse.ts";

export type Overlap =
  /** A path of as few segments as can be. */
  | { readonly kind: "meet"; readonly path: string }
  | { readonly kind: "apart" }
  /** The steps did not suffice to tell. */
  | { readonly kind: "unknown" };

/** A position in a pattern: what comes next there (null at its end), and which union it is of; -1: of what must not match. */
interface Spot {
  readonly next: Segment | null;
  readonly union: number;
}

interface Step {
  /** Positions, sorted. */
  readonly live: readonly number[];
  readonly name: string;
  readonly before: Step | null;
}

const NOT = -1;

/** A path that a pattern of every union in `all` matches, and no pattern of `none`. Throws on a pattern that is none. */
export function overlap(all: readonly (readonly string[])[], none: readonly string[], budget: Budget): Overlap {
  const forms = [
    ...all.flatMap((patterns, union) => patterns.map((pattern) => ({ form: parse(pattern), union }))),
    ...none.map((pattern) => ({ form: parse(pattern), union: NOT })),
  ];
  const spots: Spot[] = [];
  const starts: number[] = [];
  for (const { form, union } of forms) {
    starts.push(spots.length);
    spots.push(...spotsOf(form, union));
  }
  return new Walk(spots, all.length, budget).from(starts);
}

const spotsOf = (form: Form, union: number): Spot[] => [...form, null].map((next) => ({ next, union }));

class Walk {
  readonly #spots: readonly Spot[];
  readonly #unions: number;
  readonly #budget: Budget;
  readonly #seen = new Set<string>();

  constructor(spots: readonly Spot[], unions: number, budget: Budget) {
    this.#spots = spots;
    this.#unions = unions;
    this.#budget = budget;
  }

  from(starts: readonly number[]): Overlap {
    let level: Step[] = [];
    this.#visit(level, { live: this.#enter(starts), name: "", before: null });
    while (level.length > 0) {
      const next: Step[] = [];
      for (const step of level) {
        const kinds = kindsOfNames(this.#wanted(step.live), this.#budget);
        if (kinds === null) return { kind: "unknown" };
        for (const { name, matched } of kinds) {
          this.#budget.left -= step.live.length;
          if (this.#budget.left < 0) return { kind: "unknown" };
          const after = { live: this.#advance(step.live, matched), name, before: step };
          if (this.#isThere(after.live)) return { kind: "meet", path: pathOf(after) };
          this.#visit(next, after);
        }
      }
      level = next;
    }
    return { kind: "apart" };
  }

  #visit(into: Step[], step: Step): void {
    const key = step.live.join(" ");
    if (this.#seen.has(key) || this.#isLost(step.live)) return;
    this.#seen.add(key);
    into.push(step);
  }

  /** What the next name may have to look like, and by which union's will. */
  #wanted(live: readonly number[]): Wanted {
    const segments: Segment[] = [];
    const byUnion = new Map<number, Segment[]>();
    for (const spot of live) {
      const { next, union } = this.#spots[spot]!;
      if (next === null) continue;
      segments.push(next);
      if (union === NOT) continue;
      const theirs = byUnion.get(union);
      if (theirs === undefined) byUnion.set(union, [next]);
      else theirs.push(next);
    }
    const strict = [...byUnion.values()].find((each) => each.every(({ kind }) => kind === "name")) ?? null;
    return { segments, strict };
  }

  #advance(live: readonly number[], matched: ReadonlySet<Segment>): readonly number[] {
    const after: number[] = [];
    for (const spot of live) {
      const { next } = this.#spots[spot]!;
      if (next?.kind === "deep") after.push(spot);
      else if (next !== null && (next.kind === "any" || matched.has(next))) after.push(spot + 1);
    }
    return this.#enter(after);
  }

  #enter(spots: readonly number[]): readonly number[] {
    const live = new Set(spots);
    for (const spot of live) if (this.#spots[spot]!.next?.kind === "deep") live.add(spot + 1);
    return [...live].sort((a, b) => a - b);
  }

  #isThere(live: readonly number[]): boolean {
    const ended = new Set<number>();
    for (const spot of live) if (this.#spots[spot]!.next === null) ended.add(this.#spots[spot]!.union);
    return !ended.has(NOT) && ended.size === this.#unions;
  }

  /** Nothing that follows will do: a union has no position left, or what must not match matches whatever is below. */
  #isLost(live: readonly number[]): boolean {
    const unions = new Set<number>();
    for (const spot of live) {
      const { next, union } = this.#spots[spot]!;
      if (union !== NOT) unions.add(union);
      else if (next?.kind === "deep" && this.#spots[spot + 1]!.next === null) return true;
    }
    return unions.size < this.#unions;
  }
}

function pathOf(last: Step): string {
  const names: string[] = [];
  for (let step = last; step.before !== null; step = step.before) names.push(step.name);
  return names.reverse().join("/");
}
