// Whom an address means (PROTOCOL §7): `human`, `all`, `<tag>:<sid>`, `<tag>:*`, a session's id, a team, a display name, in this order.
import type { Charter } from "../charter.ts";
import { isSession } from "../commands/command.ts";
import type { Instant } from "../entry.ts";
import type { SessionId } from "../policy.ts";
import { presenceOf, type Session } from "../presence/presence.ts";
import { nearest } from "../similar.ts";

/** Who can be written to, and who of them is there now. */
export interface Roll {
  readonly charter: Charter;
  /** Sessions that were ever seen. */
  readonly sessions: ReadonlyMap<SessionId, Session>;
  readonly now: Instant;
}

export type Addressed =
  /** For a broadcast everybody who is there, which may be nobody. */
  | { readonly kind: "known"; readonly addressees: readonly string[]; readonly broadcast: boolean }
  | { readonly kind: "unknown"; readonly why: string; readonly fix: string };

/** More of an address is not repeated. */
const LONGEST = 80;

/** `from`: a broadcast does not go to its sender. */
export function resolve(roll: Roll, address: string, from: string | null): Addressed {
  const [, tagged] = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}:(.*)$/su.exec(address) ?? [];
  if (address === "all" || tagged === "*") {
    const addressees = present(roll).filter((id) => id !== from);
    return { kind: "known", addressees, broadcast: true };
  }
  const one = tagged === undefined ? oneOf(roll, address) : isSession(tagged) ? sessionOf(roll, tagged) : null;
  return one === null
    ? { kind: "unknown", why: `nobody is called ${address.slice(0, LONGEST)}`, fix: advice(roll, tagged ?? address) }
    : { kind: "known", addressees: [one], broadcast: false };
}

/** Who of the policy or the ledger a name means; null where nobody. */
export function oneOf(roll: Roll, name: string): string | null {
  if (name === "human") return name;
  const isId: boolean = isSession(name);
  if (isId) return sessionOf(roll, name);
  const team = roll.charter.teams.find((each) => each.name === name || each.aliases.includes(name));
  if (team !== undefined) return team.name;
  const folded = name.toLowerCase();
  const called = Object.entries(roll.charter.names).find(([, display]) => display.toLowerCase() === folded);
  return called?.[0] ?? null;
}

const registered = ({ teams, loners }: Charter): readonly SessionId[] => [
  ...teams.flatMap(({ sessions }) => sessions),
  ...loners,
];

const sessionOf = ({ charter, sessions }: Roll, id: SessionId): SessionId | null =>
  sessions.has(id) || registered(charter).includes(id) ? id : null;

/** Sessions that are active, idle or stale. */
const present = ({ charter, sessions, now }: Roll): readonly SessionId[] =>
  [...sessions.values()]
    .filter(({ lastSeen }) => presenceOf(lastSeen, now, charter.presence) !== "gone")
    .map(({ id }) => id);

function advice({ charter, sessions }: Roll, word: string): string {
  const known = [
    "all",
    "human",
    ...charter.teams.flatMap(({ name, aliases }) => [name, ...aliases]),
    ...registered(charter),
    ...Object.values(charter.names),
    ...sessions.keys(),
  ];
  const near = nearest(word, known);
  return near === null
    ? "write to a session, a team, a display name, human or all"
    : `did you mean ${near}? Else write to a session, a team, human or all`;
}
