// The patterns of a policy and of claims: reading them, matching paths against many at once, intersecting two.
// The dialect is minimatch's (see docs/decisions/001-globs.md); minimatch itself must stay out of here.
import { witness } from "./glob/intersect.ts";
import { Matcher } from "./glob/matcher.ts";
import { leadingNames, parse } from "./glob/parse.ts";

export { type Overlap, overlap } from "./glob/overlap.ts";
export type { Budget } from "./glob/overlap-names.ts";
export { type Problem, patternProblem } from "./glob/parse.ts";
export { PatternIndex } from "./glob/pattern-index.ts";

/** A compiled set of policy patterns. */
export interface GlobSet {
  readonly size: number;
  /** Index of the first (lowest-index) pattern that matches the path, or -1. */
  find(path: string): number;
  has(path: string): boolean;
}

/** Compile policy patterns; throws on one for which `patternProblem` is not null. */
export function compile(patterns: readonly string[]): GlobSet {
  const matcher = new Matcher(patterns.map(parse));
  return {
    size: patterns.length,
    find: (path) => matcher.find(path),
    has: (path) => matcher.find(path) >= 0,
  };
}

/** Null if two policy patterns cannot match a common path, else a short path that both match. */
export const intersect = (a: string, b: string): string | null => witness(parse(a), parse(b));

/** The leading segments of a pattern that are plain names, unescaped: "src/app/" → "src/app", "*.ts" → "". */
export const literalPrefix = (pattern: string): string => leadingNames(parse(pattern)).join("/");
