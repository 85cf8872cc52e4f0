// history: a commit wrote outside the scope and a later one took it back; the tip is clean, the history keeps it.
import { blame } from "../attribution.ts";
import { isBound } from "../binding.ts";
import type { Complaint } from "../finding.ts";
import { quotePath } from "../path.ts";
import { describeScope, permit } from "../permit.ts";
import type { Rule } from "./rule.ts";

export const history: Rule = {
  id: "history",
  about: "A change outside the scope that a later commit took back: a warning, or an error under `history: enforce`.",
  check: ({ policy, binding, push }) => {
    if (policy.history === "off" || push.ref === push.trunk.ref || !isBound(binding)) return [];
    const level = policy.history === "enforce" ? "error" : "warning";
    const shown = new Set(push.changes.map(({ path }) => path));
    const passing = push.commits.flatMap((commit) =>
      commit.own.flatMap(({ path }) => (shown.has(path) ? [] : [{ commit, path }])),
    );
    if (passing.length === 0) return [];
    const [oldest, newest] = [blame(push.commits.toReversed()), blame(push.commits)];
    return passing.flatMap(({ commit, path }): Complaint[] => {
      // The newest is the one that took it back.
      if (newest.get(path) === commit && oldest.get(path) !== commit) return [];
      const answer = permit(policy, binding, push.by, path);
      if (answer.allowed || answer.guard !== null) return [];
      const message = `commit ${commit.oid.slice(0, 10)} touched ${quotePath(path)}, outside ${describeScope(policy, binding)}, and a later one took it back`;
      return [
        {
          level,
          message,
          path,
          commit: commit.oid,
          fix: "squash the two (git rebase -i) so that history does not keep it",
        },
      ];
    });
  },
};
