// The terminal panel as lines: problems first, then rounds, sessions, claims, jobs, messages. Never wider or higher than it may be.

import type { StateDocument } from "../core/document.ts";
import type { Instant } from "../core/entry.ts";
import { isOver } from "../core/messages/ack.ts";
import { printable } from "./escape.ts";
import { problemsOf } from "./top-problems.ts";
import { ago, oneLine, quote, until } from "./top-words.ts";
import { clip, columns, pad } from "./width.ts";

export interface Line {
  readonly tone: "title" | "bad" | "warn" | "dim" | "plain";
  readonly text: string;
}

export interface View {
  readonly document: StateDocument;
  readonly repo: string;
  readonly now: Instant;
  readonly width: number;
  /** Null: as many as there are. */
  readonly height: number | null;
  /** Since when the server does not answer. */
  readonly away: Instant | null;
  /** What keys do. */
  readonly keys: string | null;
}

interface Section {
  readonly title: string;
  readonly rows: readonly Line[];
}

/** Every line is printable and at most `width` columns wide; at most `height` lines. */
export function frame({ document, repo, now, width, height, away, keys }: View): readonly Line[] {
  const clock = `${now.slice(0, 19).replace("T", " ")}Z`;
  const [problems, ...others] = sectionsOf(document, now);
  const head: Line[] = [
    { tone: "title", text: `lanekeeper  ${repo}  ${clock}  ${summary(document)}` },
    ...(away === null
      ? []
      : [
          { tone: "bad" as const, text: `the server does not answer, for ${ago(away, now)} now; this is how it stood` },
        ]),
  ];
  const foot: Line[] = keys === null ? [] : [{ tone: "dim", text: keys }];
  const room = height === null ? Number.POSITIVE_INFINITY : Math.max(0, height - head.length - foot.length);
  const body = allot(problems!, others, room).flatMap(([section, rows]) => lines(section, rows));
  const calm: Line[] = body.length === 0 && room > 0 ? [{ tone: "dim", text: "nothing is going on" }] : [];
  const all = [...head, ...body, ...calm, ...foot].slice(0, height ?? undefined);
  return all.map(({ tone, text }) => ({ tone, text: clip(printable(text), width) }));
}

function summary({ sessions, claims, messages }: StateDocument): string {
  const there = sessions.filter(({ presence }) => presence !== "gone").length;
  const open = messages.filter((each) => !isOver(each)).length;
  return `${there} there · ${claims.length} claims · ${open} messages`;
}

/** Problems get more than half if they need it, the rest is shared fairly; a section without room for a row is left out. */
function allot(problems: Section, others: readonly Section[], room: number): readonly (readonly [Section, number])[] {
  const wants = ({ rows }: Section) => (rows.length === 0 ? 0 : rows.length + 1);
  const rest = others.reduce((sum, each) => sum + wants(each), 0);
  const first = Math.min(wants(problems), Math.max(Math.ceil(room * 0.6), room - rest));
  let left = room - first;
  const given = new Map<Section, number>([[problems, first]]);
  const byWant = others.filter((each) => wants(each) > 0).sort((a, b) => wants(a) - wants(b));
  byWant.forEach((section, index) => {
    const share = Math.min(wants(section), Math.floor(left / (byWant.length - index)));
    // A count alone says nothing.
    const rows = share < Math.min(3, wants(section)) ? 0 : share;
    given.set(section, rows);
    left -= rows;
  });
  return [problems, ...others].map((section) => [section, given.get(section) ?? 0] as const);
}

/** Its title and as many rows as there is room for; what is left out is counted. */
function lines({ title, rows }: Section, room: number): readonly Line[] {
  if (room < 2 || rows.length === 0) return [];
  const isCut = rows.length > room - 1;
  const shown = isCut ? rows.slice(0, room - 2) : rows;
  const more: Line[] = isCut ? [{ tone: "dim", text: `  … ${rows.length - shown.length} more` }] : [];
  return [{ tone: "title", text: `${title} ${rows.length}` }, ...shown, ...more];
}

function sectionsOf(document: StateDocument, now: Instant): readonly Section[] {
  const { rounds, sessions, claims, jobs, messages } = document;
  const plain = (rows: readonly (readonly string[])[]) => table(rows).map((text): Line => ({ tone: "plain", text }));
  const waiting = messages.filter((each) => !isOver(each) && !each.overdue && !each.dead);
  return [
    { title: "PROBLEMS", rows: problemsOf(document, now).map(({ tone, text }) => ({ tone, text: `  ${text}` })) },
    {
      title: "ROUNDS",
      rows: plain(
        rounds
          .filter(({ state }) => state !== "closed")
          .map(({ round, title, state, teams, deadline }) => {
            const done = teams.filter(({ status }) => status === "done").length;
            const due = deadline === null ? "" : `, due ${deadline.slice(0, 16)}Z`;
            const each = teams.map(({ team, state: stands, status }) => `${team} ${status ?? stands}`).join(" · ");
            return [String(round), oneLine(title ?? ""), `${state}${due}`, `${done}/${teams.length} done`, each];
          }),
      ),
    },
    {
      title: "SESSIONS",
      rows: plain(
        sessions.map(({ id, name, team, presence, last_seen: seen, branch, task }) => {
          const who = [name, team === null ? null : `(${team})`].filter((each) => each !== null).join(" ");
          return [id, who, `${presence} ${ago(seen, now)}`, branch ?? "", oneLine(task ?? "")];
        }),
      ),
    },
    {
      title: "CLAIMS",
      rows: plain(
        claims.map(({ id, holder, paths, mode, until: end, task, reason }) => {
          const why = [mode === "shared" ? "shared" : "", oneLine(task ?? ""), reason === null ? "" : quote(reason)];
          return [id, holder, `${until(end, now)} left`, paths.join(", "), why.filter((each) => each !== "").join(" ")];
        }),
      ),
    },
    {
      title: "JOBS",
      rows: plain(
        jobs
          .filter(({ state }) => state === "running")
          .map(({ session, started, command, on }) => [
            session,
            `for ${ago(started, now)}`,
            on ?? "",
            oneLine(command),
          ]),
      ),
    },
    {
      title: "MESSAGES",
      rows: plain(
        [...waiting]
          .reverse()
          .map(({ id, from, to, type, status, at, text }) => [
            id,
            `${from} → ${to}`,
            `${type}, ${status}`,
            ago(at, now),
            quote(text),
          ]),
      ),
    },
  ];
}

/** A column is at most so wide, but the last. */
const MAX_COLUMN = 32;

/** Cells under each other; columns that are empty in every row are left out. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const safe = rows.map((row) =>
    row.map((cell, at) => (at === row.length - 1 ? printable(cell) : clip(printable(cell), MAX_COLUMN))),
  );
  const widths = (safe[0] ?? []).map((_, at) => Math.max(...safe.map((row) => columns(row[at]!))));
  return safe.map((row) =>
    `  ${row
      .map((cell, at) => (at === row.length - 1 ? cell : pad(cell, widths[at]!)))
      .filter((_, at) => widths[at]! > 0)
      .join("  ")}`.trimEnd(),
  );
}
