// What of the policy the ledger remembers: who there is and how long things last, for what happens when no push is looked at.
import type { Policy, SessionId } from "./policy.ts";

export interface Charter {
  readonly teams: readonly {
    readonly name: string;
    readonly aliases: readonly string[];
    readonly sessions: readonly SessionId[];
  }[];
  /** Sessions that belong to no team. */
  readonly loners: readonly SessionId[];
  readonly names: Readonly<Record<SessionId, string>>;
  /** Milliseconds, as in the policy. */
  readonly ackWithin: number;
  readonly escalateTo: readonly string[];
  readonly presence: Policy["presence"];
}

export function charterOf(policy: Policy): Charter {
  const { teams, sessions, messages, presence, architects } = policy;
  const inTeams = new Set(teams.flatMap((team) => team.sessions));
  const loners = new Set([...sessions.write.keys(), ...sessions.names.keys()].filter((id) => !inTeams.has(id)));
  return {
    teams: teams.map(({ name, aliases, sessions: theirs }) => ({ name, aliases, sessions: theirs })),
    loners: [...loners],
    names: Object.fromEntries(sessions.names),
    ackWithin: messages.ackWithin,
    escalateTo: messages.escalateTo.length > 0 ? messages.escalateTo : architects.map(({ name }) => name),
    presence,
  };
}

/** The team of a session by the charter, if it has one. */
export const teamIn = ({ teams }: Charter, session: SessionId): string | null =>
  teams.find((team) => team.sessions.includes(session))?.name ?? null;
