// The one way to complain: a policy error, a rule violation, a refused command are all findings; renderers differ.
import type { Oid, Path } from "./model.ts";

/** The rules, in the order they are shown. Ids are stable: they stand in configurations, logs and scripts. */
export const RULE_IDS = [
  "policy-valid",
  "trunk-gate",
  "who-may-push",
  "unmatched-branch",
  "protected-paths",
  "announcement-author",
  "reply-round",
  "round-artifacts",
  "write-scope",
  "odd-paths",
  "claim-overlap",
  "commit-prefix",
  "history",
] as const;
export type RuleId = (typeof RULE_IDS)[number];

/** Only errors fail a push; warnings and notices are shown. */
export type Level = "error" | "warning" | "notice";

/** A place in a file: line and column count from 1, the column in UTF-16 code units. */
export interface Place {
  readonly path: Path;
  readonly line: number;
  readonly column: number;
}

export interface Finding {
  /** `command`: what somebody said was refused, and no rule stands in its way. */
  readonly rule: RuleId | "command";
  readonly level: Level;
  /** One sentence that stands by itself; paths in it are quoted where they are odd. */
  readonly message: string;
  readonly path: Path | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly commit: Oid | null;
  /** What to do about it. */
  readonly fix: string | null;
  /** True where it could not be decided: it blocks as an error does, and makes the verdict `unjudged`. */
  readonly undecided: boolean;
  /** The id of the claim that is in the way. */
  readonly claim?: string;
}

/** What a rule has to say to make a finding; everything else is empty. */
export type Complaint = Pick<Finding, "level" | "message"> & Partial<Omit<Finding, "rule">>;

export const finding = (rule: Finding["rule"], complaint: Complaint): Finding => ({
  rule,
  path: null,
  line: null,
  column: null,
  commit: null,
  fix: null,
  undecided: false,
  ...complaint,
});

/** A finding at a place in a file. */
export const located = (rule: RuleId, at: Place, level: Level, message: string, fix: string | null = null): Finding =>
  finding(rule, { level, message, path: at.path, line: at.line, column: at.column, fix });

/** Only errors stop anything. */
export const hasErrors = (findings: readonly Finding[]): boolean => findings.some((each) => each.level === "error");
