// REPLY.md: a team's answer (PROTOCOL §4). One file may hold several rounds; the last section is the answer that counts.
import type { Complaint } from "../core/finding.ts";
import type { Path } from "../core/model.ts";
import { REPLY_STATUS, type Reply, type ReplyStatus } from "../core/rounds.ts";
import { Fields } from "./fields.ts";
import { nearest } from "./similar.ts";
import { textFile } from "./text-file.ts";
import { show } from "./yaml-node.ts";

export interface ReplyRead {
  readonly reply: Reply | null;
  readonly complaints: readonly Complaint[];
}

const KEYS = ["round", "team", "status", "revision", "title"] as const;

export function parseReply(bytes: Uint8Array, path: Path): ReplyRead {
  const { text, problem } = textFile(bytes, path);
  if (text === null) return { reply: null, complaints: [problem] };
  const fields = new Fields(text, path, KEYS);
  const { round, status } = lastSection(fields);
  const given = fields.text("status");
  const said = given ?? (status === null ? null : { text: status.text, at: { path, line: status.line, column: 1 } });
  const known = said === null ? "done" : statusOf(fields, said.text, said.at);
  const number = fields.number("round") ?? round;
  const refused = fields.complaints.some(({ level }) => level === "error");
  return {
    reply: refused || known === null ? null : { path, round: number, status: known, text: fields.body.trim() },
    complaints: fields.complaints,
  };
}

function statusOf(fields: Fields, text: string, at: { path: Path; line: number; column: number }): ReplyStatus | null {
  const word = text.trim().toLowerCase();
  const found = REPLY_STATUS.find((each) => each === word);
  if (found !== undefined) return found;
  const meant = nearest(word, REPLY_STATUS);
  fields.refuse(
    at,
    `${show(text)} is not a status`,
    meant === null ? `known are ${REPLY_STATUS.join(", ")}` : `did you mean ${meant}?`,
  );
  return null;
}

interface Section {
  readonly round: number | null;
  readonly status: { readonly text: string; readonly line: number } | null;
}

/** The last `## Round <n>` heading and the last `**Status**: …` line below it; what stands in a code block is a quotation. */
function lastSection(fields: Fields): Section {
  let section: Section = { round: null, status: null };
  let fence: string | null = null;
  for (const [index, line] of fields.body.split("\n").entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) {
      if (fence === null) fence = mark;
      else if (mark.startsWith(fence)) fence = null;
      continue;
    }
    if (fence !== null) continue;
    const round = /^##\s+Round\s+([1-9]\d{0,8})\b/i.exec(line)?.[1];
    if (round !== undefined) section = { round: Number(round), status: null };
    const status =
      /^\s*(?:[-*]\s+)?\*\*Status\*\*\s*:\s*([^\s.]+)/i.exec(line)?.[1] ??
      /^\s*(?:[-*]\s+)?\*\*Status:\*\*\s*([^\s.]+)/i.exec(line)?.[1];
    if (status !== undefined) section = { ...section, status: { text: status, line: fields.bodyLine + index } };
  }
  return section;
}
