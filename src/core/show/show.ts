// What the world should display, by state alone: shown again after a crash, a re-run or a sweep it is the same.
import type { Judged } from "../entry.ts";
import type { Oid } from "../model.ts";
import type { State } from "../state.ts";

/** The check that blocks a merge. */
export const GATE = "lanekeeper";

export type Effect =
  | {
      readonly kind: "check";
      readonly screen: string;
      readonly name: string;
      readonly on: Oid;
      readonly conclusion: "success" | "failure";
      /** What it stands for, the worst first. */
      readonly verdicts: readonly Judged[];
      /** Re-runs that were asked for: each wants a new run. */
      readonly reruns: number;
    }
  | {
      readonly kind: "comment";
      readonly screen: string;
      readonly thread: number;
      readonly topic: string;
      readonly verdict: Judged;
    }
  /** An approving review, or its withdrawal. */
  | {
      readonly kind: "review";
      readonly screen: string;
      readonly thread: number;
      readonly on: Oid;
      readonly approve: boolean;
    };

/** Everything to be displayed about these heads. */
export function show(state: State, heads: Iterable<Oid>): readonly Effect[] {
  return [...heads].flatMap((head) => [...gate(state, head), ...comments(state, head), ...reviews(state, head)]);
}

/** A check belongs to a commit: the worst of the open pull requests there, of its branches where there is none. */
function gate(state: State, head: Oid): Effect[] {
  const at = [...state.verdicts.values()].filter((each) => each.head === head);
  const pulls = at.filter(({ subject }) => subject.startsWith("pull:"));
  const verdicts = (pulls.length > 0 ? pulls : at).sort(
    (a, b) => badness(b) - badness(a) || (a.subject < b.subject ? -1 : 1),
  );
  const worst = verdicts[0];
  if (worst === undefined) return [];
  // Undecided is failure: a neutral check would satisfy a requirement.
  const conclusion = worst.verdict === "pass" ? "success" : "failure";
  const reruns = state.reruns.get(head) ?? 0;
  return [{ kind: "check", screen: `check:${head}:${GATE}`, name: GATE, on: head, conclusion, verdicts, reruns }];
}

/** A pull request that fails is told in words; one that never failed is left alone. */
function comments(state: State, head: Oid): Effect[] {
  return [...state.pulls.values()].flatMap((pull): Effect[] => {
    const verdict = state.verdicts.get(`pull:${pull.number}`);
    if (pull.head !== head || verdict?.head !== head) return [];
    const screen = `comment:${pull.number}:gate`;
    if (verdict.verdict === "pass" && !state.shown.has(screen)) return [];
    return [{ kind: "comment", screen, thread: pull.number, topic: "gate", verdict }];
  });
}

/** Approval follows the gate; where it was never given there is none to withdraw. */
function reviews(state: State, head: Oid): Effect[] {
  return [...state.pulls.values()].flatMap((pull): Effect[] => {
    const verdict = state.verdicts.get(`pull:${pull.number}`);
    if (pull.head !== head || verdict?.head !== head) return [];
    const screen = `review:${pull.number}`;
    const approve = verdict.approve && verdict.verdict === "pass";
    return approve || state.shown.has(screen)
      ? [{ kind: "review", screen, thread: pull.number, on: head, approve }]
      : [];
  });
}

const badness = ({ verdict }: Judged): number => ["pass", "unjudged", "fail"].indexOf(verdict);
