// REPLY.md: a team's answer (PROTOCOL §4). One file may hold several rounds; the last section is the answer that counts.
import type { Path } from "../core/model.ts";
import { REPLY_STATUS, type Reading, type Reply, type ReplyStatus } from "../core/rounds/rounds.ts";
import { nearest } from "../core/similar.ts";
import { Fields } from "./fields.ts";
import { textFile } from "./text-file.ts";
import { show } from "./yaml-node.ts";

const KEYS = ["round", "team", "status", "revision", "title"] as const;

export function parseReply(bytes: Uint8Array, path: Path): Reading<Reply> {
  const { text, problem } = textFile(bytes, path);
  if (text === null) return { value: null, complaints: [problem], places: new Map() };
  const fields = new Fields(text, path, KEYS);
  const { round, status, line } = lastSection(fields);
  const team = fields.text("team")?.text ?? null;
  const given = fields.text("status");
  const said = given ?? (status === null ? null : { text: status.text, at: { path, line: status.line, column: 1 } });
  const known = said === null ? "done" : statusOf(fields, said.text, said.at);
  const number = fields.number("round") ?? round;
  const refused = fields.complaints.some(({ level }) => level === "error");
  return {
    value: refused || known === null ? null : { path, round: number, team, status: known, text: fields.body.trim() },
    complaints: fields.complaints,
    places: fields.places(round === null ? undefined : { path, line: line ?? 1, column: 1 }),
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
  readonly line: number | null;
  readonly status: { readonly text: string; readonly line: number } | null;
}

/** The last `## Round <n>` heading and the last `**Status**: …` line below it; what stands in a code block is a quotation. */
function lastSection(fields: Fields): Section {
  let section: Section = { round: null, line: null, status: null };
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
    if (round !== undefined) section = { round: Number(round), line: fields.bodyLine + index, status: null };
    const status =
      /^\s*(?:[-*]\s+)?\*\*Status\*\*\s*:\s*([^\s.]+)/i.exec(line)?.[1] ??
      /^\s*(?:[-*]\s+)?\*\*Status:\*\*\s*([^\s.]+)/i.exec(line)?.[1];
    if (status !== undefined) section = { ...section, status: { text: status, line: fields.bodyLine + index } };
  }
  return section;
}
