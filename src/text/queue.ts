// Queue files, `to-<address>.md` (PROTOCOL §7): one block per message, as people append them; and the same line in a task's body.
import { digest } from "../core/digest.ts";
import type { Complaint } from "../core/finding.ts";
import { ACKS, type Block, MESSAGE_TYPES, type MessageStatus } from "../core/messages/messages.ts";
import type { Path } from "../core/model.ts";
import { nearest } from "../core/similar.ts";
import { type Fields, headerOf, type ReplyLine, replyOf, taskLineOf, unknownKeys } from "./queue-fields.ts";
import { textFile } from "./text-file.ts";
import { show } from "./yaml-node.ts";

export interface QueueRead {
  readonly blocks: readonly Block[];
  readonly complaints: readonly Complaint[];
}

/** Larger files are not read, nor more blocks of one; so many complaints are made. */
export const QUEUE_BYTES = 1024 * 1024;
export const MAX_BLOCKS = 5_000;
const MAX_COMPLAINTS = 50;
const MAX_FIELD = 200;

const STATUSES: readonly MessageStatus[] = ["sent", ...ACKS, "cancelled"];

interface Raw {
  readonly fields: Fields;
  readonly line: number;
  readonly text: string[];
  readonly replies: (ReplyLine & { readonly line: number })[];
}

/** Any bytes are blocks, or complaints that say where and why not. */
export function parseQueue(bytes: Uint8Array, path: Path): QueueRead {
  const file = textFile(bytes, path, QUEUE_BYTES);
  if (file.text === null) return { blocks: [], complaints: [file.problem] };
  const complaints: Complaint[] = [];
  const warn = (line: number, message: string, fix: string | null) => {
    if (complaints.length < MAX_COMPLAINTS) complaints.push({ level: "warning", message, path, line, column: 1, fix });
  };
  const ids = new Set<string>();
  const hashes = new Map<string, number>();
  const blocks = rawBlocks(file.text, warn).flatMap((raw): readonly Block[] => {
    const block = blockOf(raw, hashes, warn);
    if (ids.has(block.id)) {
      warn(
        raw.line,
        `the id ${show(block.id)} is that of a block above`,
        "give each message an id of its own, or none",
      );
      return [];
    }
    ids.add(block.id);
    return [block, ...answersTo(block, raw, hashes)];
  });
  return { blocks, complaints };
}

function rawBlocks(text: string, warn: (line: number, message: string, fix: string | null) => void): readonly Raw[] {
  const blocks: Raw[] = [];
  for (const [index, untrimmed] of text
    .replace(/^\ufeff/, "")
    .split("\n")
    .entries()) {
    const line = untrimmed.trimEnd();
    const fields = headerOf(line) ?? taskLineOf(line);
    const block = blocks.at(-1);
    const reply = fields === null ? replyOf(line) : null;
    if (fields !== null) {
      if (blocks.length === MAX_BLOCKS) {
        warn(index + 1, `there are more than ${MAX_BLOCKS} messages in this file`, "delete the oldest that are done");
        return blocks;
      }
      blocks.push({ fields, line: index + 1, text: [], replies: [] });
    } else if (reply !== null && block !== undefined) block.replies.push({ ...reply, line: index + 1 });
    else {
      if (/^##\s*\d{4}-\d\d-\d\d/.test(line))
        warn(
          index + 1,
          `this is no message: ${show(line)} cannot be read`,
          "write ## 2026-05-31T15:00Z · from:sA · to:sB · type:question · ref:— · status:sent",
        );
      block?.text.push(line);
    }
  }
  return blocks;
}

function blockOf(
  { fields, line, text: lines, replies }: Raw,
  hashes: Map<string, number>,
  warn: (line: number, message: string, fix: string | null) => void,
): Block {
  const value = (key: string): string | null => fields.values.get(key)?.slice(0, MAX_FIELD) ?? null;
  for (const key of unknownKeys(fields))
    warn(line, `${show(key)} is not a field that is understood here`, "known are from, to, type, ref, status, id");
  const type = value("type") ?? "note";
  if (!MESSAGE_TYPES.some((each) => each === type)) {
    const meant = nearest(type, MESSAGE_TYPES);
    warn(line, `${show(type)} is not a type that is understood here`, meant === null ? null : `did you mean ${meant}?`);
  }
  const statusOf = (at: number, said: string): MessageStatus | null => {
    const known = STATUSES.find((each) => each === said);
    if (known !== undefined) return known;
    const meant = nearest(said, STATUSES);
    const fix = meant === null ? `known are ${STATUSES.join(", ")}` : `did you mean ${meant}?`;
    warn(at, `${show(said)} is not a status`, fix);
    return null;
  };
  const status = statusOf(line, value("status") ?? "sent") ?? "sent";
  // Whoever replies below a block moves it on; the last word counts.
  const moved = replies.map((reply) => statusOf(reply.line, reply.status)).findLast((each) => each !== null);
  const block = {
    at: fields.at,
    from: value("from")!,
    to: value("to")!,
    type,
    ref: value("ref"),
    text: lines.join("\n").trim(),
  };
  return { id: value("id") ?? idOf(block, hashes), ...block, status: moved ?? status };
}

/** What a reply says is a message back to whoever is answered. */
const answersTo = (block: Block, { replies }: Raw, hashes: Map<string, number>): readonly Block[] =>
  replies
    .filter(({ text }) => text !== "")
    .map(({ from, text }) => {
      const answer = { at: null, from: from.slice(0, MAX_FIELD), to: block.from, type: "answer", ref: block.id, text };
      return { id: idOf(answer, hashes), ...answer, status: "sent" };
    });

/** The hash of a block without its status, and its occurrence from the second on. */
function idOf({ at, from, to, type, ref, text }: Omit<Block, "id" | "status">, hashes: Map<string, number>): string {
  const hash = digest(JSON.stringify([at, from, to, type, ref, text]));
  const occurrence = (hashes.get(hash) ?? 0) + 1;
  hashes.set(hash, occurrence);
  return occurrence === 1 ? `q${hash}` : `q${hash}-${occurrence}`;
}
