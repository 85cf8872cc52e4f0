// Who may write a path, and which line of the policy says so: the one answer behind `write-scope`, `explain` and sessions' guards.
// Precedence on one path: protected, then the round's two files, then shared, then the write scope (PROTOCOL §2).
import { type Binding, holderOf, isBound } from "./binding.ts";
import type { Actor, Path } from "./model.ts";
import { isArchitect, type Pattern, type Policy, type Scope } from "./policy.ts";

export interface Permit {
  readonly allowed: boolean;
  /** Guarded paths are attributed by entry, by rules of their own; `write-scope` leaves them alone. */
  readonly guard: "protected" | "announcement" | null;
  /** Who may write it, or whose scope it falls outside of. */
  readonly by: string;
  /** The line of the policy that says so. */
  readonly because: string;
}

const NO_SCOPE: readonly Pattern[] = [];

/** The scope a binding writes in besides what is shared, or null where it has none. */
export function writeScope(policy: Policy, { team, session }: Binding): Scope | null {
  if (team !== null) return team.write;
  return session === null ? null : (policy.sessions.write.get(session) ?? null);
}

/** May somebody write this path on a branch that is bound so? On unmatched branches only protected paths are anybody's business. */
export function permit(policy: Policy, binding: Binding, actor: Actor, path: Path): Permit {
  const guarded = patternFor(policy.protected, path);
  if (guarded !== null)
    return { allowed: isArchitect(policy, actor), guard: "protected", by: "architects", because: cite(guarded) };
  if (!isBound(binding)) return free(binding);
  if (path === policy.rounds.announcement)
    return {
      allowed: isArchitect(policy, actor),
      guard: "announcement",
      by: "architects",
      because: "the announcement of a round",
    };
  if (path === policy.rounds.reply && binding.team !== null)
    return { allowed: true, guard: null, by: holderOf(binding), because: "the reply of a round" };
  const shared = patternFor(policy.shared, path);
  if (shared !== null) return { allowed: true, guard: null, by: "everybody bound", because: cite(shared) };
  return scoped(policy, binding, path);
}

function scoped(policy: Policy, binding: Binding, path: Path): Permit {
  const scope = writeScope(policy, binding);
  const own = scope === null ? null : patternFor(scope, path);
  const by = holderOf(binding);
  if (own !== null) return { allowed: true, guard: null, by, because: cite(own) };
  return { allowed: false, guard: null, by, because: `outside ${describeScope(policy, binding)}` };
}

const free = (binding: Binding): Permit => ({
  allowed: true,
  guard: null,
  by: "anybody",
  because: `branch ${binding.branch} is bound to no team or session`,
});

/** The scope in words, with its place: `the write scope of team qa (.github/lanekeeper.yml:9:13 qa/)`. */
export function describeScope(policy: Policy, binding: Binding): string {
  const patterns = writeScope(policy, binding)?.patterns ?? NO_SCOPE;
  if (patterns.length === 0) return `the write scope of ${holderOf(binding)}, which has only the shared paths`;
  const shown = patterns.slice(0, 5).map(cite).join(", ");
  const more = patterns.length > 5 ? ` and ${patterns.length - 5} more` : "";
  return `the write scope of ${holderOf(binding)} (${shown}${more})`;
}

/** The teams and sessions whose scope a path lies in, as findings name them. */
export function owners(policy: Policy, path: Path): string[] {
  const sessions = [...policy.sessions.write].filter(([, scope]) => scope.set.has(path));
  return [
    ...policy.teams.filter((team) => team.write.set.has(path)).map((team) => `team ${team.name}`),
    ...sessions.map(([id]) => `session ${id}`),
  ];
}

export function patternFor(scope: Scope, path: Path): Pattern | null {
  return scope.patterns[scope.set.find(path)] ?? null;
}

/** A pattern with its place, `file:line:column pattern`. */
export const cite = ({ text, at }: Pattern): string =>
  at === null ? `${text}, by default` : `${at.path}:${at.line}:${at.column} ${text}`;
