// A message as a block of a queue file (PROTOCOL §7), so that `parseQueue` gives it back: whatever stands in it, it is one message.
import type { Instant } from "../core/entry.ts";
import type { MessageType } from "../core/messages/messages.ts";
import { headerOf, replyOf, taskLineOf } from "./queue-fields.ts";

export interface Letter {
  readonly at: Instant;
  readonly from: string;
  readonly to: string;
  readonly type: MessageType;
  readonly ref: string | null;
  readonly text: string;
}

const MAX_FIELD = 200;

/** Its header and its text, with an end of line; to the minute. */
export function printBlock({ at, from, to, type, ref, text }: Letter): string {
  const fields = [
    `from:${field(from)}`,
    `to:${field(to)}`,
    `type:${field(type)}`,
    `ref:${field(ref ?? "")}`,
    "status:sent",
  ];
  return `## ${[`${at.slice(0, 16)}Z`, ...fields].join(" · ")}\n${quoted(text)}\n`;
}

/** The text as it stands in a block: a line that would be read as the beginning of another message, or as a reply, is set in. */
export function quoted(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]|\p{Cs}|\ufeff/gu, "\ufffd")
    .split("\n")
    .map((line) => line.trimEnd())
    .map((line) => (isRead(line) ? ` ${line}` : line))
    .join("\n")
    .replace(/^\s*\n|\s+$/g, "");
}

const isRead = (line: string): boolean =>
  /^##\s*\d{4}-\d\d-\d\d/.test(line) || headerOf(line) !== null || taskLineOf(line) !== null || replyOf(line) !== null;

/** On one line, without what separates fields; a dash where nothing is left. */
function field(value: string): string {
  const one = value.replace(/[\p{Cc}\p{Cs}\u2028\u2029\ufeff]/gu, " ").replace(/(?<=^|\s)·(?=\s|$)/g, " ");
  return one.replace(/\s+/g, " ").trim().slice(0, MAX_FIELD).trim() || "—";
}

/** A file with one more block at its end. */
export function withBlock(file: Uint8Array, block: string): Uint8Array {
  const end = file.at(-1) === 10 ? "\n" : "\n\n";
  return new Uint8Array([...file, ...encoder.encode(file.length === 0 ? block : `${end}${block}`)]);
}

const encoder = new TextEncoder();
