// Do two patterns match a common path, and which? Exact, by a product of the two; a claim's witness comes from here.
// A witness must be a path git could hold: no empty segments, no `.` or `..`.
import { meet } from "./meet.ts";
import type { Form, Segment } from "./parse.ts";
import { common } from "./segment.ts";

/** A short path that both forms match, or null. */
export function witness(a: Form, b: Form): string | null {
  const names = meet(a, b, isDeep, commonName, () => 0, 0);
  return names === null ? null : names.join("/");
}

const isDeep = (segment: Segment): boolean => segment.kind === "deep";

const commonName = (a: Segment | null, b: Segment | null): string | null => common(single(a), single(b));

const single = (segment: Segment | null): Exclude<Segment, { kind: "deep" }> =>
  segment === null || segment.kind === "deep" ? { kind: "any" } : segment;
