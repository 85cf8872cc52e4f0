// Do two patterns match a common path, and which? Exact, by a product of the two; a claim's witness comes from here.
// A witness must be a path git could hold: no empty segments, no `.` or `..`.
import { type Alphabet, meet } from "./meet.ts";
import type { Form, Segment } from "./parse.ts";
import { common } from "./segment.ts";

/** A short path that both forms match, or null. */
export const witness = (a: Form, b: Form): string | null => meet(a, b, SEGMENTS)?.join("/") ?? null;

type Single = Exclude<Segment, { kind: "deep" }>;

const single = (segment: Segment | null): Single =>
  segment === null || segment.kind === "deep" ? { kind: "any" } : segment;

const SEGMENTS: Alphabet<Segment> = {
  isStar: (segment) => segment.kind === "deep",
  both: (a, b) => common(single(a), single(b)),
  track: (state) => state,
  goal: 0,
};
