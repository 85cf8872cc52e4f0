// The names a step of an overlap can take: for each set of segments that one name can match together, a short one that does.
// Sets of positions again, over the characters that occur and one that occurs nowhere, which stands for all the others.
import { ONE, type Segment, STAR } from "./parse.ts";
import { matches } from "./segment.ts";

/** Steps that are left; one is a position looked at once. */
export interface Budget {
  left: number;
}

export interface NameKind {
  readonly name: string;
  /** Those of the segments that match it, but for those that match every name. */
  readonly matched: ReadonlySet<Segment>;
}

type Wild = Extract<Segment, { kind: "name" | "like" }>;

export interface Wanted {
  readonly segments: readonly Segment[];
  /** The name must be one of these; null: it may be any. */
  readonly strict: readonly Segment[] | null;
}

/** Null: the steps did not suffice. */
export function kindsOfNames({ segments, strict }: Wanted, budget: Budget): readonly NameKind[] | null {
  const picky = segments.filter((each): each is Wild => each.kind === "name" || each.kind === "like");
  const names = (strict ?? picky).flatMap((each) => (each.kind === "name" ? [each.text] : []));
  if (strict === null && picky.some(({ kind }) => kind === "like")) return explore(picky, budget);
  const texts = new Set(names);
  if (strict === null) texts.add(fresh([...texts]));
  budget.left -= texts.size * (picky.length + 1);
  if (budget.left < 0) return null;
  return [...texts].map((name) => ({ name, matched: new Set(picky.filter((each) => matchesWhole(each, name))) }));
}

const matchesWhole = (segment: Wild, name: string): boolean => matches(segment, name, 0, name.length);

/** A character, for choice a letter, that is in none of the texts. */
function fresh(texts: readonly string[]): string {
  const used = new Set(texts.flatMap((text) => [...text]));
  for (const char of "xyzuvwabcdefghijklmnopqrst") if (!used.has(char)) return char;
  let point = 0x4e00;
  while (used.has(String.fromCodePoint(point))) point++;
  return String.fromCodePoint(point);
}

const tokensOf = (segment: Wild): readonly number[] =>
  segment.kind === "like" ? segment.tokens : Array.from(segment.text, (char) => char.codePointAt(0)!);

/** `.` and `..` are no names. */
const DOTS: readonly Wild[] = [
  { kind: "name", text: "." },
  { kind: "name", text: ".." },
];

function explore(picky: readonly Wild[], budget: Budget): readonly NameKind[] | null {
  const distinct = new Map<string, Wild[]>();
  for (const each of [...picky, ...DOTS]) {
    const key = tokensOf(each).join(" ");
    distinct.set(key, [...(distinct.get(key) ?? []), each]);
  }
  // All tokens in a row, with a gap after each segment's: a position is one number.
  const tokens: (number | null)[] = [];
  const alike: Wild[][] = [];
  const starts: number[] = [];
  for (const segments of distinct.values()) {
    starts.push(tokens.length);
    tokens.push(...tokensOf(segments[0]!), null);
    alike[tokens.length - 1] = segments;
  }
  const known = tokens.filter((token): token is number => token !== null && token >= 0);
  const other = fresh(known.map((point) => String.fromCodePoint(point))).codePointAt(0)!;
  const alphabet = [other, ...new Set(known)];

  const seen = new Set<string>();
  const kinds = new Map<string, NameKind>();
  let level: { readonly live: readonly number[]; readonly name: string }[] = [
    { live: enter(tokens, starts), name: "" },
  ];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { live, name } of level) {
      for (const char of alphabet) {
        budget.left -= live.length + 1;
        if (budget.left < 0) return null;
        const after = { live: enter(tokens, read(tokens, live, char)), name: name + String.fromCodePoint(char) };
        const key = after.live.join(" ");
        if (seen.has(key)) continue;
        seen.add(key);
        next.push(after);
        const ends = after.live.filter((spot) => tokens[spot] === null);
        const ended = ends.flatMap((spot) => alike[spot]!);
        const way = ends.join(" ");
        if (!kinds.has(way) && !ended.some((each) => DOTS.includes(each)))
          kinds.set(way, { name: after.name, matched: new Set(ended) });
      }
    }
    level = next;
  }
  return [...kinds.values()];
}

function read(tokens: readonly (number | null)[], live: readonly number[], char: number): readonly number[] {
  const after: number[] = [];
  for (const spot of live) {
    const token = tokens[spot];
    if (token === STAR) after.push(spot);
    else if (token === ONE || token === char) after.push(spot + 1);
  }
  return after;
}

function enter(tokens: readonly (number | null)[], spots: readonly number[]): readonly number[] {
  const live = new Set(spots);
  for (const spot of live) if (tokens[spot] === STAR) live.add(spot + 1);
  return [...live].sort((a, b) => a - b);
}
