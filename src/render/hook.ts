// What a push prints: verdicts as lines a person can act on and an agent can parse. Every byte of a push in it is quoted.
import { type Finding, hasErrors } from "../core/finding.ts";
import { branchOf, type Ref } from "../core/model.ts";
import { quotePath } from "../core/path.ts";
import type { Verdict } from "../core/push.ts";
import { printable } from "./escape.ts";

/** Findings beyond this many are only counted. */
export const MAX_FINDINGS = 50;

export interface RefVerdict {
  readonly ref: Ref;
  readonly verdict: Verdict;
}

/** The text for one push of any number of refs; empty where there is nothing to say. `note` stands in front. */
export function renderPush(refs: readonly RefVerdict[], note: string | null = null): string {
  const all = refs.map(({ ref, verdict }) => ({
    ref,
    findings: verdict.findings.filter(({ level }) => level !== "notice"),
  }));
  // What is refused first, so that warnings of another ref do not take its room.
  const worth = [
    ...all.filter(({ findings }) => hasErrors(findings)),
    ...all.filter(({ findings }) => !hasErrors(findings)),
  ];
  const total = worth.reduce((sum, { findings }) => sum + findings.length, 0);
  const lines: string[] = [];
  let room = MAX_FINDINGS;
  for (const { ref, findings } of worth) {
    const shown = findings.slice(0, room);
    room -= shown.length;
    if (shown.length === 0) continue;
    lines.push(`lanekeeper: ${printable(ref)}: ${count(findings)}`, ...shown.flatMap(findingLines));
  }
  if (total > MAX_FINDINGS) lines.push(`… and ${total - MAX_FINDINGS} more`);
  if (refs.some(({ verdict }) => verdict.verdict !== "pass"))
    lines.push(...ask(worth), "Nothing was changed on the server.");
  if (note !== null) lines.unshift(`lanekeeper: ${printable(note)}`);
  return lines.map((line) => `${line}\n`).join("");
}

/** One finding: the mark, the rule, where, what; then what to do. */
export function findingLines(finding: Finding): string[] {
  const { rule, message, fix } = finding;
  const line = `${mark(finding)} ${rule}${place(finding)}: ${printable(message)}`;
  return fix === null ? [line] : [line, `  fix: ${printable(fix)}`];
}

export const mark = ({ level, undecided }: Finding): string =>
  undecided ? "?" : level === "error" ? "✗" : level === "warning" ? "!" : "·";

/** ` path:line:column`, with what is known of it. */
export function place({ path, line, column }: Finding): string {
  if (path === null) return "";
  return ` ${[quotePath(path), ...(line === null ? [] : [line]), ...(line === null || column === null ? [] : [column])].join(":")}`;
}

function count(findings: readonly Finding[]): string {
  const errors = findings.filter(({ level }) => level === "error").length;
  const warnings = findings.length - errors;
  const parts = [plural(errors, "error"), plural(warnings, "warning")].filter((part) => part !== "");
  return `${errors > 0 ? "refused" : "accepted"}, ${parts.join(", ")}`;
}

export const plural = (count: number, word: string): string =>
  count === 0 ? "" : `${count} ${word}${count === 1 ? "" : "s"}`;

function ask(refs: readonly { ref: Ref; findings: readonly Finding[] }[]): string[] {
  for (const { ref, findings } of refs) {
    const branch = branchOf(ref);
    const path = findings.find(
      ({ rule, path }) => path !== null && (rule === "write-scope" || rule === "protected-paths"),
    )?.path;
    if (branch === null || path === undefined || path === null) continue;
    return [`ask: lanekeeper explain --branch ${shellWord(branch)} ${shellWord(path)}`];
  }
  const branch = refs.map(({ ref }) => branchOf(ref)).find((each) => each !== null);
  return [`ask: lanekeeper explain --branch ${branch ? shellWord(branch) : "BRANCH"} PATH`];
}

/** A word as a shell takes it; one that could not be typed safely is only named. */
function shellWord(text: string): string {
  if (/^[\w./@%+=:,][\w./@%+=:,-]*$/.test(text)) return text;
  return printable(text) === text ? `'${text.replaceAll("'", "'\\''")}'` : "PATH";
}
