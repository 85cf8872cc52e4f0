// What a claim can be about (PROTOCOL §5): the paths its holder may write, less those that are nobody's to claim.
import { type Binding, bindSession } from "../binding.ts";
import { isSession } from "../commands/command.ts";
import { compile, patternProblem } from "../glob.ts";
import type { Path } from "../model.ts";
import { describeScope, writeScope } from "../permit.ts";
import type { Policy } from "../policy.ts";

export interface Lane {
  /** Patterns of the write scope and of what is shared. */
  readonly write: readonly string[];
  readonly may: (path: Path) => boolean;
  /** The scope in words, with its place. */
  readonly says: string;
}

/** Lanes by holder, and what no claim binds. */
export interface Lanes {
  readonly of: (holder: string) => Lane;
  /** Paths through which everybody speaks, and protected ones: nobody claims them. */
  readonly closed: readonly string[];
  /** The above and what `claims.ignore` names: there two claims do not meet, and none binds. */
  readonly free: readonly string[];
  readonly isFree: (path: Path) => boolean;
}

/** One policy is asked about by every push and command until the next one, and compiling costs more than asking. */
const KNOWN = new WeakMap<Policy, Lanes>();

export function lanesOf(policy: Policy): Lanes {
  const lanes = KNOWN.get(policy) ?? make(policy);
  KNOWN.set(policy, lanes);
  return lanes;
}

function make(policy: Policy): Lanes {
  const closed = closedBy(policy);
  const free = [...closed, ...policy.claims.ignore.patterns.map(({ text }) => text)];
  const set = compile(free);
  const known = new Map<string, Lane>();
  const of = (holder: string): Lane => {
    const lane = known.get(holder) ?? laneOf(policy, holder);
    known.set(holder, lane);
    return lane;
  };
  return { of, closed, free, isFree: (path) => set.has(path) };
}

/** Letters to and from everybody, a round's two files at the root: whoever works at all writes them. */
function closedBy({ protected: guarded, messages, rounds }: Policy): string[] {
  const spoken = [messages.queue, messages.scoreboard, rounds.announcement, rounds.reply];
  const literal = spoken.map((path) => path.replace(/[\\*?[{(!#+@]/g, "\\$&"));
  return [
    ...guarded.patterns.map(({ text }) => text),
    ...literal.filter((pattern) => patternProblem(pattern) === null),
  ];
}

function laneOf(policy: Policy, holder: string): Lane {
  const scope = writeScope(policy, bindHolder(policy, holder));
  const write = [...(scope?.patterns ?? []), ...policy.shared.patterns].map(({ text }) => text);
  return {
    write,
    may: (path) => scope?.set.has(path) === true || policy.shared.set.has(path),
    says: describeScope(policy, bindHolder(policy, holder)),
  };
}

/** A holder as if it were the one a branch is bound to. */
function bindHolder(policy: Policy, holder: string): Binding {
  if (isSession(holder)) return bindSession(policy, "", holder);
  const team = policy.teams.find(({ name }) => name === holder) ?? null;
  return { branch: "", team, session: null, intruder: false };
}

/** Does a live claim bind a path? Where its holder may write it and nothing makes it free. */
export const binds = (lanes: Lanes, holder: string, path: Path): boolean =>
  lanes.of(holder).may(path) && !lanes.isFree(path);
