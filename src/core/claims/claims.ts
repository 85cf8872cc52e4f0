// Claims (PROTOCOL §5): a session's or team's word that it works on certain paths until some time. What is known of each, and the
// table of those that are live.
import type { Instant } from "../entry.ts";
import { PatternIndex } from "../glob.ts";

export interface Claim {
  readonly id: string;
  readonly paths: readonly string[];
  /** A session's id or a team's name. */
  readonly holder: string;
  readonly mode: "exclusive" | "shared";
  readonly until: Instant;
  /** Milliseconds that any activity of the holder renews it for; null: its end is fixed. */
  readonly renews: number | null;
  readonly reason: string | null;
  readonly task: string | null;
  readonly since: Instant;
  /** The branch it was claimed on; null where it was claimed on none. */
  readonly branch: string | null;
  /** The login that said it. */
  readonly by: string | null;
}

export type ClaimEnd = "released" | "expired" | "merged" | "deleted" | "reaped" | "overridden";

/** The live claims for those who only read them. */
export type ClaimView = Omit<ClaimTable, "put" | "end">;

/** Ended claims stay in the index until they are many. */
const SLACK = 64;

/** The live claims. Copies share one index, which may know more than one copy does: what a copy does not hold, it does not find. */
export class ClaimTable {
  #live: Map<string, Claim>;
  /** Ids by holder. */
  #held: Map<string, ReadonlySet<string>> = new Map();
  #index: PatternIndex<Claim>;
  #owned = true;
  /** How many patterns are live. */
  #patterns = 0;

  constructor() {
    this.#live = new Map();
    this.#index = new PatternIndex();
  }

  /** Costs nothing until one of the two is written. */
  copy(): ClaimTable {
    const copy = new ClaimTable();
    copy.#live = this.#live;
    copy.#held = this.#held;
    copy.#index = this.#index;
    copy.#patterns = this.#patterns;
    copy.#owned = false;
    this.#owned = false;
    return copy;
  }

  get size(): number {
    return this.#live.size;
  }

  get(id: string): Claim | undefined {
    return this.#live.get(id);
  }

  values(): Iterable<Claim> {
    return this.#live.values();
  }

  /** The live claims of one holder. */
  of(holder: string): readonly Claim[] {
    return [...(this.#held.get(holder) ?? [])].map((id) => this.#live.get(id)!);
  }

  put(claim: Claim): void {
    const known = this.#live.get(claim.id);
    this.#own();
    this.#live.set(claim.id, claim);
    if (known?.holder !== claim.holder) {
      if (known !== undefined) this.#drop(known);
      this.#held.set(claim.holder, new Set([...(this.#held.get(claim.holder) ?? []), claim.id]));
    }
    if (known !== undefined && known.paths.join("\n") === claim.paths.join("\n")) return;
    this.#patterns += claim.paths.length - (known?.paths.length ?? 0);
    for (const path of claim.paths) if (!known?.paths.includes(path)) this.#index.add(path, claim);
    if (this.#index.size > SLACK + 4 * this.#patterns) this.#reindex();
  }

  end(id: string): void {
    const known = this.#live.get(id);
    if (known === undefined) return;
    this.#own();
    this.#live.delete(id);
    this.#drop(known);
    this.#patterns -= known.paths.length;
  }

  /** Live claims with a pattern that overlaps this one, each with a path that both match. */
  *overlapping(
    pattern: string,
  ): Iterable<{ readonly claim: Claim; readonly pattern: string; readonly witness: string }> {
    const told = new Set<string>();
    for (const { pattern: theirs, value, witness } of this.#index.overlapping(pattern)) {
      const claim = this.#current(value, theirs, told);
      if (claim !== null) yield { claim, pattern: theirs, witness };
    }
  }

  /** Live claims with a pattern that matches this path. */
  *matching(path: string): Iterable<{ readonly claim: Claim; readonly pattern: string }> {
    const told = new Set<string>();
    for (const { pattern, value } of this.#index.matching(path)) {
      const claim = this.#current(value, pattern, told);
      if (claim !== null) yield { claim, pattern };
    }
  }

  /** The index keeps what ended, a claim as it was when it came, and what came twice, by two copies or again. */
  #current({ id }: Claim, pattern: string, told: Set<string>): Claim | null {
    const claim = this.#live.get(id);
    if (!claim?.paths.includes(pattern)) return null;
    const key = `${id} ${pattern}`;
    if (told.has(key)) return null;
    told.add(key);
    return claim;
  }

  #own(): void {
    if (this.#owned) return;
    this.#live = new Map(this.#live);
    this.#held = new Map(this.#held);
    this.#owned = true;
  }

  #drop({ id, holder }: Claim): void {
    const left = new Set([...(this.#held.get(holder) ?? [])].filter((each) => each !== id));
    if (left.size > 0) this.#held.set(holder, left);
    else this.#held.delete(holder);
  }

  #reindex(): void {
    this.#index = new PatternIndex();
    for (const claim of this.#live.values()) for (const path of claim.paths) this.#index.add(path, claim);
  }
}
