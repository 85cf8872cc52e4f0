// A session's row of the scoreboard (PROTOCOL §8), put into the file that people keep and taken out of it again; the rest stays as it is.
import type { Instant } from "../core/entry.ts";
import { minute } from "../core/instant.ts";
import type { SessionId } from "../core/policy.ts";

const HEADER = [
  "| Session · Name | Task | Branch / worktree & prefix | Claimed at | Presence | Scope |",
  "| --- | --- | --- | --- | --- | --- |",
];

/** A row as people write it: nothing is known yet of task and scope. */
export function printRow(session: SessionId, name: string | null, branch: string, at: Instant): string {
  const who = name === null ? session : `${session} · ${name}`;
  const cells = [who, "TBD", `worktree \`${branch}\`, \`[${session}]\``, minute(at), `${minute(at)} ·`, "scope TBD"];
  return `| ${cells.join(" | ")} |`;
}

/** The file with a row behind the last one of its first table, or with a table of its own. */
export function withRow(file: string, row: string): string {
  const lines = file.replace(/\n$/, "").split("\n");
  const ruler = lines.findIndex((line) => /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/.test(line));
  if (ruler === -1)
    return `${file === "" ? "# Sessions\n" : file.replace(/\n*$/, "\n")}\n${[...HEADER, row].join("\n")}\n`;
  let end = ruler + 1;
  while (lines[end]?.trimStart().startsWith("|")) end += 1;
  return `${[...lines.slice(0, end), row, ...lines.slice(end)].join("\n")}\n`;
}

/** The file without the rows of a session. */
export const withoutRow = (file: string, session: SessionId): string =>
  file
    .split("\n")
    .filter((line) => sessionOfRow(line) !== session)
    .join("\n");

/** The sessions that have a row. */
export const rowsOf = (file: string): readonly SessionId[] =>
  file.split("\n").flatMap((line) => sessionOfRow(line) ?? []);

const sessionOfRow = (line: string): SessionId | null =>
  /^\s*\|\s*[*`]*(s[A-Z][A-Z0-9]?)[*`]*\s*(?:·[^|]*)?\|/.exec(line)?.[1] ?? null;
