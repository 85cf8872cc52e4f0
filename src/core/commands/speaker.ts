// Who speaks (PROTOCOL §6): `as sX:`, else the branch it is said on, else the one team the login is a member of. A login says little:
// any writer may speak as any registered session, and the login is recorded.
import { bind } from "../binding.ts";
import type { Actor } from "../model.ts";
import { includes, isArchitect, type Policy } from "../policy.ts";
import { isSession } from "./command.ts";

export type Speaker = { readonly as: string; readonly unclear: null } | { readonly as: null; readonly unclear: string };

/** `asked`: what stood before the command, or the session that the carrier is bound to. */
export function speakerOf(policy: Policy, asked: string | null, branch: string | null, actor: Actor): Speaker {
  if (asked !== null) return named(policy, asked);
  const binding = branch === null ? null : bind(policy, branch);
  if (binding?.session != null) return named(policy, binding.session);
  if (binding?.team != null) return { as: binding.team.name, unclear: null };
  const teams = policy.teams.filter(({ members }) => includes(members, actor));
  if (teams.length === 1) return { as: teams[0]!.name, unclear: null };
  // An architect with no lane is a person, and people are written to as `human`.
  if (isArchitect(policy, actor)) return { as: "human", unclear: null };
  const why =
    teams.length === 0
      ? "nobody can tell for whom you speak: this is on no branch of a team or session, and you are a member of no team"
      : `nobody can tell for whom you speak: you are a member of ${teams.map(({ name }) => name).join(" and ")}`;
  return { as: null, unclear: why };
}

function named(policy: Policy, asked: string): Speaker {
  // A session that the policy does not list may speak too; it has the shared paths only.
  if (isSession(asked)) return { as: asked, unclear: null };
  const team = policy.teams.find(({ name, aliases }) => name === asked || aliases.includes(asked));
  return team === undefined
    ? { as: null, unclear: `${asked} is neither a session nor a team` }
    : { as: team.name, unclear: null };
}
