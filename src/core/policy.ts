// The policy as the rules see it: validated, complete, with every pattern's place kept for explanations. It does not parse.
import type { Finding, Place } from "./finding.ts";
import type { GlobSet } from "./glob.ts";
import type { Actor, Oid } from "./model.ts";

/** Where the policy lives, from the root of the default branch (PROTOCOL §2). */
export const POLICY_PATH = ".github/lanekeeper.yml";

/** A session's id: `s`, a capital letter, then at most one capital letter or digit. */
export type SessionId = string;

/** A pattern as it was written and where; `at` is null for a default that stands in no file. */
export interface Pattern {
  readonly text: string;
  readonly at: Place | null;
}

/** Patterns and the matcher made of them; `set.find(path)` answers with the index of a pattern in `patterns`. */
export interface Scope {
  readonly patterns: readonly Pattern[];
  readonly set: GlobSet;
}

/** A login, or a forge's team where it starts with `@` (`@org/team`). */
export interface Name {
  readonly name: string;
  readonly at: Place | null;
}

export interface Team {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly branches: Scope;
  readonly write: Scope;
  readonly read: Scope;
  /** Empty: anybody may push. */
  readonly members: readonly Name[];
  readonly sessions: readonly SessionId[];
  readonly at: Place;
}

export interface SessionRules {
  /** Branch templates with `{id}` for the session's id. */
  readonly branches: readonly Pattern[];
  readonly prefix: "required" | "warn" | "off";
  readonly names: ReadonlyMap<SessionId, string>;
  /** Scopes of sessions that belong to no team. */
  readonly write: ReadonlyMap<SessionId, Scope>;
}

/** All durations are in milliseconds. */
export interface Policy {
  readonly version: 1;
  readonly architects: readonly Name[];
  readonly teams: readonly Team[];
  readonly sessions: SessionRules;
  readonly shared: Scope;
  /** Always contains the policy file itself. */
  readonly protected: Scope;
  readonly trunk: "branch" | "direct";
  readonly unmatched: "architects" | "allow";
  readonly free: readonly Name[];
  readonly history: "warn" | "enforce" | "off";
  readonly rounds: {
    /** A branch template with `{team}` and `{n}`. */
    readonly branch: string;
    readonly announcement: string;
    readonly reply: string;
    readonly barrier: "all" | "any" | number;
    readonly deadline: number | null;
    readonly advance: "architect" | "auto";
    readonly artifacts: "forbid" | "allow";
  };
  readonly claims: { readonly mode: "warn" | "enforce"; readonly ttl: number; readonly ignore: Scope };
  readonly messages: {
    readonly queue: string;
    readonly scoreboard: string;
    readonly ackWithin: number;
    /** Empty: the architects. */
    readonly escalateTo: readonly string[];
  };
  readonly presence: { readonly idle: number; readonly stale: number; readonly gone: number };
  readonly github: { readonly approve: boolean };
  readonly notify: readonly string[];
}

/**
 * The policy in force, or why there is none. `repairers` are the architects of the newest valid version on trunk's
 * first-parent history; null where there never was a valid one (anybody may repair).
 */
export type PolicyState =
  | { readonly kind: "absent" }
  | { readonly kind: "valid"; readonly oid: Oid; readonly policy: Policy; readonly warnings: readonly Finding[] }
  | {
      readonly kind: "broken";
      readonly oid: Oid;
      readonly findings: readonly Finding[];
      readonly repairers: readonly Name[] | null;
    };

/** Does one of the names mean this actor, by login or by a team of the forge it is in? */
export function includes(names: readonly Name[], actor: Actor): boolean {
  const same = (a: string, b: string) => a === b || (actor.foldsCase && a.toLowerCase() === b.toLowerCase());
  return names.some(({ name }) =>
    name.startsWith("@")
      ? actor.groups.some((group) => same(name, group))
      : actor.login !== null && same(name, actor.login),
  );
}

/** May this actor do what only architects may? */
export const isArchitect = (policy: Policy, actor: Actor): boolean => includes(policy.architects, actor);

/** Every registered session: those of the teams, those with a scope of their own, those with a name. */
export function registeredSessions(policy: Policy): ReadonlySet<SessionId> {
  return new Set([
    ...policy.teams.flatMap((team) => team.sessions),
    ...policy.sessions.write.keys(),
    ...policy.sessions.names.keys(),
  ]);
}

/** The team a session belongs to, if any. */
export const teamOf = (policy: Policy, session: SessionId): Team | null =>
  policy.teams.find((team) => team.sessions.includes(session)) ?? null;
