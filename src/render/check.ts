// The gate as GitHub shows it: a title an architect reads at a glance, a summary in five seconds, annotations where it hurts.
import type { Judged } from "../core/entry.ts";
import type { Finding } from "../core/finding.ts";
import { isUtf8, quotePath } from "../core/path.ts";
import { code, markdown, printable } from "./escape.ts";
import { fitLines, fitText } from "./fit.ts";

/** GitHub counts bytes, whatever its documentation says of characters. */
export const LIMITS = { summary: 65_000, title: 250, message: 60_000, annotations: 1000, perRequest: 50 } as const;

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: "failure" | "warning" | "notice";
  readonly title: string;
  readonly message: string;
}

export interface CheckText {
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
}

/** One check for one commit: everything it stands for, the worst first. */
export function renderCheck(verdicts: readonly Judged[]): CheckText {
  const findings = distinct(verdicts.flatMap((verdict) => verdict.findings));
  const shown = findings.filter(canAnnotate).slice(0, LIMITS.annotations);
  const told = findings.filter(({ level }) => level !== "notice").length;
  const left = told - shown.length + verdicts.reduce((sum, each) => sum + unkept(each), 0);
  const lines = verdicts.flatMap((verdict) => section(verdict, verdicts.length > 1));
  const summary = fitLines(lines, LIMITS.summary, (more) => `\n… and ${more} more lines.`);
  return {
    title: fitText(title(verdicts), LIMITS.title),
    summary:
      left > 0 && shown.length > 0
        ? fitText(`${summary}\n\n${left} more without an annotation.`, LIMITS.summary + 500)
        : summary,
    annotations: shown.map(annotation),
  };
}

/** The same with the policy it was judged by: the one of the default branch, by its blob. */
export function pinned(text: CheckText, verdicts: readonly Judged[]): CheckText {
  const policies = [...new Set(verdicts.flatMap(({ policy }) => (policy ? [code(policy.slice(0, 10))] : [])))];
  if (policies.length === 0) return text;
  return {
    ...text,
    summary: `${text.summary.trimEnd()}\n\nPolicy of the default branch: ${policies.slice(0, 5).join(", ")}`,
  };
}

/** Findings that were counted and not kept. */
const unkept = ({ counts, findings }: Pick<Judged, "counts" | "findings">): number =>
  counts.error + counts.warning + counts.notice - findings.length;

function title(verdicts: readonly Judged[]): string {
  const worst = verdicts[0];
  if (worst === undefined) return "nothing to judge";
  const { verdict, counts, policy, findings } = worst;
  if (verdict === "pass")
    return policy === null
      ? "no policy"
      : counts.warning > 0
        ? `in scope, ${many(counts.warning, "warning")}`
        : "in scope";
  if (verdict === "unjudged") return `could not be judged: ${printable(findings[0]?.message ?? "")}`;
  const rules = [...new Set(findings.filter(({ level }) => level === "error").map(({ rule }) => rule))];
  return `${many(counts.error, "error")}: ${rules.join(", ")}`;
}

/** With one verdict its name is left out: a pull request opened for a branch that was judged changes nothing on the screen. */
function section({ subject, verdict, findings, counts, policy }: Judged, named: boolean): string[] {
  const said = `${verdict === "pass" ? "✓" : "✗"} ${named ? `${markdown(nameOf(subject))}: ` : ""}${WORDS[verdict]}`;
  const head = named ? `### ${said}` : `**${said}**`;
  if (policy === null && verdict === "pass" && findings.length === 0)
    return [head, "", "There is no policy on the default branch, so everything passes.", ""];
  const rows = findings.filter(({ level }) => level !== "notice").flatMap(row);
  const notices = findings.filter(({ level }) => level === "notice").map(({ message }) => `- · ${markdown(message)}`);
  const more = unkept({ counts, findings });
  return [head, "", ...rows, ...notices, ...(more > 0 ? [`- … and ${more} more`] : []), ""];
}

const WORDS = { pass: "passes", fail: "fails", unjudged: "could not be judged" } as const;

/** `branch:x` → `branch x`, `pull:7` → `pull request 7`. */
export const nameOf = (subject: string): string =>
  subject
    .replace(/^branch:/, "branch ")
    .replace(/^pull:/, "pull request ")
    .replace(/^group:/, "merge group ");

function row({ rule, level, message, path, line, column, commit, fix, undecided }: Finding): string[] {
  const mark = undecided ? "?" : level === "error" ? "✗" : "!";
  const place =
    path === null
      ? ""
      : ` ${code([quotePath(path), ...(line === null ? [] : [line]), ...(line === null || column === null ? [] : [column])].join(":"))}`;
  const blame = commit === null ? "" : ` (${commit.slice(0, 10)})`;
  const said = `- ${mark} **${rule}**${place}: ${markdown(message)}${blame}`;
  return fix === null ? [said] : [said, `  fix: ${markdown(fix)}`];
}

/** An annotation names a file in the tree, in a form that JSON and GitHub can carry. */
const canAnnotate = ({ path, level }: Finding): boolean =>
  path !== null && level !== "notice" && isUtf8(path) && !/\p{Cc}/u.test(path);

function annotation({ rule, level, message, path, line, fix }: Finding): Annotation {
  const said = fix === null ? message : `${message}\nfix: ${fix}`;
  return {
    path: path ?? "",
    start_line: line ?? 1,
    end_line: line ?? 1,
    annotation_level: level === "error" ? "failure" : "warning",
    title: rule,
    message: fitText(said.split("\n").map(printable).join("\n"), LIMITS.message),
  };
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((each) => [JSON.stringify(each), each])).values()];
}

const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
