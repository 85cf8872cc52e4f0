// The scoreboard, `active.md` (PROTOCOL §8): rows of six cells as people write them, below whatever header. Read, never written.
import type { Instant } from "../core/entry.ts";
import type { Complaint } from "../core/finding.ts";
import { patternProblem } from "../core/glob.ts";
import { instantOf, msOf } from "../core/instant.ts";
import type { Path } from "../core/model.ts";
import type { SessionId } from "../core/policy.ts";
import type { Row } from "../core/presence/presence.ts";
import { textFile } from "./text-file.ts";
import { show } from "./yaml-node.ts";

export interface ScoreboardRead {
  readonly rows: readonly Row[];
  readonly complaints: readonly Complaint[];
}

const SCOREBOARD_BYTES = 1024 * 1024;
const MAX_ROWS = 1_000;
const MAX_COMPLAINTS = 50;
const MAX_PATHS = 100;
const CELLS = 6;
const MAX_TASK = 200;

type Warn = (message: string, fix: string | null) => void;

/** Any bytes are rows, or complaints that say where and why not. Of two rows for a session the last counts. */
export function parseScoreboard(bytes: Uint8Array, path: Path): ScoreboardRead {
  const file = textFile(bytes, path, SCOREBOARD_BYTES);
  if (file.text === null) return { rows: [], complaints: [file.problem] };
  const rows = new Map<SessionId, Row>();
  const complaints: Complaint[] = [];
  let fence: string | null = null;
  for (const [index, line] of file.text
    .replace(/^\ufeff/, "")
    .split("\n")
    .entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === null ? mark : mark.startsWith(fence) ? null : fence;
    if (fence !== null || mark !== undefined) continue;
    const warn: Warn = (message, fix) => {
      if (complaints.length < MAX_COMPLAINTS)
        complaints.push({ level: "warning", message, path, line: index + 1, column: 1, fix });
    };
    const row = rowOf(line, warn);
    if (row === null) continue;
    if (rows.has(row.session)) warn(`${row.session} has a row above already`, "keep one row for each session");
    else if (rows.size === MAX_ROWS) {
      warn(`there are more than ${MAX_ROWS} rows`, "delete the oldest");
      break;
    }
    rows.set(row.session, row);
  }
  return { rows: [...rows.values()], complaints };
}

/** `| sA · Sintra | task | where | claimed at | seen at · note | scope |`; null where a line is no session's row. */
function rowOf(line: string, warn: Warn): Row | null {
  const cells = cellsOf(line);
  const [, session, called = ""] = /^[*`]*(s[A-Z][A-Z0-9]?)[*`]*(?:\s*·\s*(.*))?$/.exec(cells?.[0] ?? "") ?? [];
  if (cells === null || session === undefined) return null;
  if (cells.length !== CELLS) {
    warn(`the row of ${session} has ${cells.length} cells and not ${CELLS}`, "write a bar that is no border as \\|");
    return null;
  }
  const [, task = "", , claimed = "", seen = "", scope = ""] = cells;
  const name = called.replace(/^[*`]+|[*`]+$/g, "");
  if (name !== "" && !/^[A-Za-z]{1,12}$/.test(name))
    warn(`${show(name)} is not a name`, "a name is 1 to 12 letters without accents");
  return {
    session,
    name: /^[A-Za-z]{1,12}$/.test(name) ? name : null,
    task: isOpen(task) ? null : task.slice(0, MAX_TASK),
    paths: pathsOf(scope, warn),
    claimedAt: instantIn(claimed, warn),
    seenAt: instantIn(seen.split("·")[0]!.trim(), warn),
  };
}

/** The cells of a line of a table; null where it is none. */
function cellsOf(line: string): readonly string[] | null {
  const text = line.trim();
  if (!text.startsWith("|")) return null;
  const cells: string[] = [];
  let from = 1;
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "|") {
      cells.push(text.slice(from, at));
      from = at + 1;
    }
  }
  if (from < text.length) cells.push(text.slice(from));
  return cells.map((cell) => cell.replaceAll("\\|", "|").trim());
}

/** Nothing yet, or to be decided. */
const isOpen = (cell: string): boolean => cell === "" || cell === "—" || cell === "-" || /\bTBD\b/.test(cell);

function instantIn(cell: string, warn: Warn): Instant | null {
  if (isOpen(cell)) return null;
  const ms = msOf(cell);
  if (!Number.isNaN(ms)) return instantOf(ms);
  warn(`${show(cell)} is not an instant`, "write it in UTC: 2026-05-31T18:00Z");
  return null;
}

/** The patterns in backticks; prose around them says nothing here. */
function pathsOf(cell: string, warn: Warn): readonly string[] {
  if (/^(?:scope )?TBD\b/i.test(cell)) return [];
  const found = [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!.trim());
  if (found.length > MAX_PATHS) warn(`this names more than ${MAX_PATHS} patterns`, "name directories: src/api/");
  return [...new Set(found.slice(0, MAX_PATHS))].filter((text) => {
    const wrong = patternProblem(text);
    if (wrong !== null) warn(`the pattern ${show(text)} was left out: ${wrong.message}`, null);
    return wrong === null;
  });
}
