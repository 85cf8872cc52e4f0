// For somebody who works in a clone: is trunk known, and whose work would this branch be?
import { bind, holderOf, isBound } from "../../core/binding.ts";
import { registeredSessions } from "../../core/policy.ts";
import { tryGit } from "../../hosts/bare/run.ts";
import { currentBranch } from "../clone.ts";
import { type CloneCheck, ok, warning } from "./check.ts";

export const originHead: CloneCheck = async ({ place, trunk }) => {
  const remote = await tryGit(place, ["remote", "get-url", "origin"]);
  if (remote.code !== 0)
    return [
      warning(
        "origin-head",
        `there is no remote origin; trunk is taken to be ${trunk.ref}`,
        "git remote add origin URL",
      ),
    ];
  const head = await tryGit(place, ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]);
  if (head.code === 0) return [ok("origin-head", `trunk is ${trunk.ref}, as origin/HEAD says`)];
  const what = `origin/HEAD is not set; trunk is taken to be ${trunk.ref}`;
  return [warning("origin-head", what, "git remote set-head origin --auto")];
};

export const binding: CloneCheck = async (clone, state) => {
  if (state.kind !== "valid") return [];
  const branch = await currentBranch(clone);
  if (branch === null) return [warning("branch", "HEAD is detached, so this is nobody's work", "git switch BRANCH")];
  if (`refs/heads/${branch}` === clone.trunk.ref)
    return [warning("branch", `you stand on trunk (${branch})`, "git switch -c TEAM/WHAT")];
  const bound = bind(state.policy, branch);
  if (!isBound(bound)) {
    const patterns = state.policy.teams.flatMap((team) => team.branches.patterns.map(({ text }) => text)).slice(0, 5);
    const fix = `git branch -m NAME, with a name such as: ${patterns.join(", ") || "one that the policy binds"}`;
    return [warning("branch", `branch ${branch} is bound to no team or session`, fix)];
  }
  const { session, intruder } = bound;
  if (intruder)
    return [
      warning(
        "branch",
        `session ${session} does not belong to ${holderOf(bound)}, whose branch ${branch} is`,
        "use the session's own branch",
      ),
    ];
  if (session !== null && !registeredSessions(state.policy).has(session)) {
    const what = `session ${session} is not listed in the policy, so it writes the shared paths only`;
    return [warning("branch", what, `ask an architect to list ${session} under its team's \`sessions\``)];
  }
  const as =
    session === null
      ? holderOf(bound)
      : bound.team === null
        ? `session ${session}`
        : `session ${session} of ${holderOf(bound)}`;
  return [ok("branch", `branch ${branch} is ${as}`)];
};
