// Whose work a branch is: the team and the session its name binds it to (PROTOCOL §1). Names decide, never authors.
import { compile } from "./glob.ts";
import { type Policy, type SessionId, type Team, teamOf } from "./policy.ts";

export interface Binding {
  readonly branch: string;
  /** The team whose branch it is, or the team of the session it is bound to. */
  readonly team: Team | null;
  readonly session: SessionId | null;
  /** The session does not belong to the team whose branch this is. */
  readonly intruder: boolean;
}

/** Bind a branch; a branch with neither team nor session is unmatched. */
export function bind(policy: Policy, branch: string): Binding {
  const session = sessionOf(policy, branch);
  const owner = policy.teams.find((team) => team.branches.set.has(branch)) ?? null;
  const home = session === null ? null : teamOf(policy, session);
  const intruder = owner !== null && session !== null && home !== owner;
  return { branch, team: owner ?? home, session, intruder };
}

/** A session's work itself, wherever its commits stand: what `trunk: direct` attributes a commit to. */
export function bindSession(policy: Policy, branch: string, session: SessionId): Binding {
  return { branch, team: teamOf(policy, session), session, intruder: false };
}

export const isBound = (binding: Binding): boolean => binding.team !== null || binding.session !== null;

/** How a finding names the holder: `team framework`, `session sC`. */
export const holderOf = ({ team, session }: Binding): string =>
  team !== null ? `team ${team.name}` : session !== null ? `session ${session}` : "nobody";

function sessionOf(policy: Policy, branch: string): SessionId | null {
  const ids = candidates(branch);
  for (const { text } of policy.sessions.branches)
    for (const id of ids) if (compile([text.replace("{id}", id)]).has(branch)) return id;
  return null;
}

/** Every session id that could stand in a branch name, the longer reading first. */
function candidates(branch: string): SessionId[] {
  const found = new Set<SessionId>();
  for (const { index } of branch.matchAll(/s(?=[A-Z])/g)) {
    if (/^[A-Z0-9]$/.test(branch.charAt(index + 2))) found.add(branch.slice(index, index + 3));
    found.add(branch.slice(index, index + 2));
  }
  return [...found];
}
