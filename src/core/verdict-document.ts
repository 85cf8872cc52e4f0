// What the gate says of one branch, as the API tells it: of the branch itself and of its open pull requests, with the worst findings.
import type { Judged } from "./entry.ts";
import type { Finding } from "./finding.ts";
import type { Oid } from "./model.ts";
import { isUtf8, quotePath } from "./path.ts";
import type { State } from "./state.ts";

export interface VerdictDocument {
  readonly branch: string;
  /** The pull request that was judged; null: the branch itself. */
  readonly pull: number | null;
  readonly head: Oid;
  readonly verdict: Judged["verdict"];
  /** How many findings there are, by level. */
  readonly counts: Judged["counts"];
  /** The worst of them; a path that is not UTF-8 as git quotes it. */
  readonly findings: readonly Pick<Finding, "rule" | "level" | "message" | "path" | "line" | "commit" | "fix">[];
}

/** So many findings of one verdict, and so many pull requests of one branch. */
const MAX_FINDINGS = 20;
const MAX_PULLS = 5;

/** The verdicts that stand on a branch: its own first, then those of its newest open pull requests. */
export function verdictsOf({ verdicts, pulls }: Pick<State, "verdicts" | "pulls">, branch: string): VerdictDocument[] {
  const numbers = [...pulls.values()].filter((pull) => pull.branch === branch).map(({ number }) => number);
  const newest = numbers.sort((a, b) => b - a).slice(0, MAX_PULLS);
  return [null, ...newest].flatMap((pull) => {
    const judged = verdicts.get(pull === null ? `branch:${branch}` : `pull:${pull}`);
    return judged === undefined ? [] : [verdictDocument(branch, pull, judged)];
  });
}

const verdictDocument = (branch: string, pull: number | null, judged: Judged): VerdictDocument => ({
  branch,
  pull,
  head: judged.head,
  verdict: judged.verdict,
  counts: judged.counts,
  findings: judged.findings.slice(0, MAX_FINDINGS).map(({ rule, level, message, path, line, commit, fix }) => ({
    ...{ rule, level, message },
    path: path === null || isUtf8(path) ? path : quotePath(path),
    ...{ line, commit, fix },
  })),
});
