// Verdicts and findings as JSON documents carry them, on the command line and over HTTP.
import { bind } from "../core/binding.ts";
import type { Finding } from "../core/finding.ts";
import type { Oid } from "../core/model.ts";
import { isUtf8, pathHex, quotePath } from "../core/path.ts";
import type { PolicyState } from "../core/policy.ts";
import type { Verdict } from "../core/push.ts";

export interface FindingDocument
  extends Pick<Finding, "rule" | "level" | "message" | "path" | "line" | "column" | "commit" | "fix" | "claim"> {
  /** The bytes of a path that is not UTF-8, in hexadecimal; `path` is then as git quotes it. */
  readonly path_hex?: string;
  readonly undecided?: true;
}

/** What `check --json` prints and the judge answers. */
export interface JudgementDocument {
  readonly verdict: Verdict["verdict"];
  readonly branch: string;
  readonly team: string | null;
  readonly session: string | null;
  readonly base: Oid | null;
  readonly head: Oid;
  /** The policy's blob; null where trunk has none. */
  readonly policy: Oid | null;
  readonly findings: readonly FindingDocument[];
}

/** A finding as documents carry it. */
export function findingDocument(finding: Finding): FindingDocument {
  const { rule, level, message, path, line, column, commit, fix, undecided, claim } = finding;
  const odd = path !== null && !isUtf8(path);
  return {
    rule,
    level,
    message,
    path: odd ? quotePath(path) : path,
    ...(odd ? { path_hex: pathHex(path) } : {}),
    line,
    column,
    commit,
    fix,
    ...(undecided ? { undecided } : {}),
    ...(claim === undefined ? {} : { claim }),
  };
}

/** One head judged for one branch. */
export function judgement(
  state: PolicyState,
  { verdict, findings }: Verdict,
  { branch, base, head }: Pick<JudgementDocument, "branch" | "base" | "head">,
): JudgementDocument {
  const binding = state.kind === "valid" ? bind(state.policy, branch) : null;
  return {
    verdict,
    branch,
    team: binding?.team?.name ?? null,
    session: binding?.session ?? null,
    base,
    head,
    policy: state.kind === "absent" ? null : state.oid,
    findings: findings.map(findingDocument),
  };
}
