// The one line of a message that is not its text: fields between dots, with a time in a queue file, without one in a task's body.
import type { Instant } from "../core/entry.ts";
import { instantOf, msOf } from "../core/instant.ts";

export interface Fields {
  readonly at: Instant | null;
  /** By key, empty ones left out; of two alike the first. */
  readonly values: ReadonlyMap<string, string>;
}

const SEPARATOR = " · ";
const EMPTY = "—";
const FIELD = /^([a-z][a-z-]{0,30}):(.*)$/;
const KEYS: ReadonlySet<string> = new Set(["from", "to", "type", "ref", "status", "id"]);

/** `## 2026-05-31T15:00Z · from:sA · to:sB · type:question · ref:#12 · status:sent`; null where it is none. */
export function headerOf(line: string): Fields | null {
  if (!line.startsWith("## ")) return null;
  const [time = "", ...parts] = line.slice(3).split(SEPARATOR);
  const ms = msOf(time.trim());
  const values = Number.isNaN(ms) ? null : fieldsOf(parts);
  return values?.has("from") && values.has("to") ? { at: instantOf(ms), values } : null;
}

/** The same without the time, with a type. */
export function taskLineOf(line: string): Fields | null {
  if (!line.startsWith("from:")) return null;
  const values = fieldsOf(line.split(SEPARATOR));
  return values?.has("from") && values.has("to") && values.has("type") ? { at: null, values } : null;
}

export interface ReplyLine {
  readonly from: string;
  readonly status: string;
  readonly text: string;
}

/** `from:sB · status:seen → text`. */
export function replyOf(line: string): ReplyLine | null {
  if (!line.startsWith("from:")) return null;
  const arrow = line.indexOf("→");
  const values = fieldsOf((arrow === -1 ? line : line.slice(0, arrow)).trimEnd().split(SEPARATOR));
  const [from, status] = [values?.get("from"), values?.get("status")];
  if (from === undefined || status === undefined || values?.size !== 2) return null;
  return { from, status, text: arrow === -1 ? "" : line.slice(arrow + 1).trim() };
}

export const unknownKeys = ({ values }: Fields): readonly string[] =>
  [...values.keys()].filter((key) => !KEYS.has(key));

function fieldsOf(parts: readonly string[]): ReadonlyMap<string, string> | null {
  const values = new Map<string, string>();
  for (const part of parts) {
    const [, key, text = ""] = FIELD.exec(part.trim()) ?? [];
    // A dot at the end says that nothing follows.
    if (key === undefined && part.trim() !== "") return null;
    const value = text.trim();
    if (key !== undefined && value !== "" && value !== EMPTY && !values.has(key)) values.set(key, value);
  }
  return values;
}
