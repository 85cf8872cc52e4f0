// round-artifacts: announcements and replies are between a team and the architect; trunk stays clean of them.
import { deed } from "../attribution.ts";
import { quotePath } from "../path.ts";
import type { Rule } from "./rule.ts";

export const roundArtifacts: Rule = {
  id: "round-artifacts",
  about: "With `artifacts: forbid`, a pull request to trunk carries neither an announcement nor a reply.",
  check: ({ policy, binding, push }) => {
    if (push.kind !== "pull" || policy.rounds.artifacts === "allow") return [];
    const { announcement, reply } = policy.rounds;
    const scopes = binding.team === null ? policy.teams.map(({ write }) => write) : [binding.team.write];
    const isReply = (path: string) =>
      path === reply || (path.endsWith(`/${reply}`) && scopes.some(({ set }) => set.has(path)));
    return push.changes
      .filter(({ path, after }) => after !== null && (path === announcement || isReply(path)))
      .map((change) => ({
        level: "error",
        message: `this pull request ${deed(change)} ${quotePath(change.path)}, which trunk does not take`,
        path: change.path,
        fix: "delete it on top once the team has replied; its text is kept, and done stays",
      }));
  },
};
