// Carries out what somebody says, whatever carried it: who speaks is told here, what becomes of it is decided in core, once.

import type { Saying, Via } from "../core/commands/command.ts";
import type { Refusal } from "../core/commands/ruling.ts";
import { speakerOf } from "../core/commands/speaker.ts";
import type { Entry } from "../core/entry.ts";
import type { HostEvent } from "../core/event.ts";
import { type Finding, finding } from "../core/finding.ts";
import { isArchitect, type Policy, type PolicyState } from "../core/policy.ts";
import type { State } from "../core/state.ts";
import type { Clock, Host } from "../ports.ts";
import type { SayingRead } from "../text/command.ts";
import { readPolicy } from "./policy.ts";

/** Who says something, and where. */
export interface Voice {
  readonly via: Via;
  readonly login: string | null;
  /** The session that a token, a trailer or a client says it is; a word `as sB:` before the command wins, unless it is bound. */
  readonly session: string | null;
  /** It may speak for that session alone. */
  readonly bound: boolean;
  readonly branch: string | null;
  /** The word of an architect whatever the login: a token of that role. */
  readonly architect: boolean;
  /** It may only ask. */
  readonly readOnly: boolean;
}

/** One line that was a command: what became of it, or why nothing did. */
export interface Answer {
  readonly line: string;
  /** Null: it was carried out. */
  readonly finding: Finding | null;
  /** What it asks to be told. */
  readonly asks: "status" | "rounds" | "help" | null;
  readonly became: readonly Entry[];
}

export interface Floor {
  readonly host: Host;
  readonly clock: Clock;
  readonly settle: (
    events: readonly HostEvent[],
  ) => Promise<{ readonly state: State; readonly entries: readonly Entry[] }>;
}

/** Carry out commands in order; `keyOf` names each so that it is carried out once. Durable when it answers. */
export async function say(
  floor: Floor,
  voice: Voice,
  reads: readonly SayingRead[],
  keyOf: (index: number) => string,
): Promise<readonly Answer[]> {
  if (reads.length === 0) return [];
  const { tip } = await floor.host.trunk();
  const policy = await readPolicy(floor.host.git, tip, floor.host.resolution);
  const answers: Answer[] = [];
  for (const [index, read] of reads.entries()) answers.push(await sayOne(floor, voice, policy, read, keyOf(index)));
  return answers;
}

async function sayOne(
  { host, clock, settle }: Floor,
  voice: Voice,
  state: PolicyState,
  { line, as, command, problem, fix }: SayingRead,
  key: string,
): Promise<Answer> {
  const no = (why: string, remedy: string | null): Answer => ({
    line,
    finding: finding("command", { level: "error", message: why, fix: remedy }),
    asks: null,
    became: [],
  });
  if (command === null) return no(problem ?? "this is not understood", fix);
  const asks = command.kind === "ask-state" ? command.about : null;
  if (asks !== null) return { line, finding: null, asks, became: [] };
  if (voice.readOnly) return no("whoever says this must be able to write to the repository", null);
  if (state.kind !== "valid") return no(WITHOUT[state.kind], "put a policy that validates on the default branch");
  if (voice.bound && as !== null && as !== voice.session)
    return no(`this token speaks for ${voice.session}, not for ${as}`, `use the token of ${as}`);
  const { policy } = state;
  const actor = await host.actor(voice.login, groupsOf(policy));
  const { as: speaker, unclear } = speakerOf(policy, as ?? voice.session, voice.branch, actor);
  const saying: Saying = {
    key,
    at: clock.now(),
    via: voice.via,
    line,
    command,
    as: speaker,
    unclear,
    by: voice.login,
    architect: voice.architect || isArchitect(policy, actor),
    branch: voice.branch,
    policy,
  };
  const settled = await settle([
    { kind: "policy-read", policy: state },
    { kind: "said", saying },
  ]);
  const refused = settled.state.obeyed.get(key) ?? null;
  const said = refused === null ? null : findingOf(refused);
  return { line, finding: said, asks, became: settled.entries.filter(isNews) };
}

const WITHOUT = {
  absent: "there is no policy on the default branch, so nobody has a lane to speak from",
  broken: "the policy on the default branch does not validate, so nobody can tell who has which lane",
} as const;

/** What it became, without the record that it was said. */
const isNews = ({ kind }: Entry): boolean => !QUIET.has(kind);

const QUIET: ReadonlySet<string> = new Set(["obeyed", "chartered", "active", "job-beat"] satisfies Entry["kind"][]);

/** The forge's teams that decide who somebody is. */
const groupsOf = ({ architects, teams }: Policy): string[] => [
  ...new Set(
    [...architects, ...teams.flatMap(({ members }) => members)]
      .map(({ name }) => name)
      .filter((name) => name.startsWith("@")),
  ),
];

/** The one way to complain. */
const findingOf = ({ why, fix, rule }: Refusal): Finding =>
  finding(rule ?? "command", { level: "error", message: why, fix });
