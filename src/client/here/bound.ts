// Whose work is done where a session stands: who it was said to be, else whom the branch is bound to.
import { type Binding, bind, bindSession } from "../../core/binding.ts";
import { isSession } from "../../core/commands/command.ts";
import { writeScope } from "../../core/permit.ts";
import type { Here } from "./here.ts";

/** Whose work it is: as said, a session or a team, else whom the branch is bound to; null where nobody can tell. */
export function bindingHere({ policy, branch }: Pick<Here, "policy" | "branch">, said: string | null): Binding | null {
  if (policy === null) return null;
  if (said === null) return branch === null ? null : bind(policy, branch);
  if (isSession(said)) return bindSession(policy, branch ?? "", said);
  const team = policy.teams.find(({ name, aliases }) => name === said || aliases.includes(said)) ?? null;
  return { branch: branch ?? "", team, session: null, intruder: false };
}

/** Who speaks from here: a session's id or a team's name. */
export function speakerIn(here: Pick<Here, "policy" | "branch">, said: string | null): string | null {
  if (said !== null) return said;
  const binding = bindingHere(here, null);
  if (binding !== null) return binding.session ?? binding.team?.name ?? null;
  return /^session-(s[A-Z][A-Z0-9]?)$/.exec(here.branch ?? "")?.[1] ?? null;
}

export interface Bound {
  readonly who: string | null;
  readonly team: string | null;
  /** Patterns of the write scope. */
  readonly scope: readonly string[];
}

/** What of it concerns the server. */
export function boundHere(here: Pick<Here, "policy" | "branch">, said: string | null): Bound {
  const binding = bindingHere(here, said);
  const scope = here.policy === null || binding === null ? null : writeScope(here.policy, binding);
  const patterns = (scope?.patterns ?? []).map(({ text }) => text);
  return { who: speakerIn(here, said), team: binding?.team?.name ?? null, scope: patterns };
}
