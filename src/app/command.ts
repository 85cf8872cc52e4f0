// Carries out commands for somebody: what they became, or why not. Who may is asked here, never in a carrier.
import { decide } from "../core/decide.ts";
import type { Entry } from "../core/entry.ts";
import { type Finding, finding } from "../core/finding.ts";
import { isArchitect } from "../core/policy.ts";
import { type Rounds, stateOf } from "../core/rounds.ts";
import type { Repository } from "../core/signal.ts";
import type { State } from "../core/state.ts";
import { type Command, parseCommands } from "../text/command.ts";
import type { Desk, Shop } from "./desk.ts";
import { readPolicy } from "./policy.ts";

export interface Outcome {
  readonly became: readonly Entry[];
  readonly findings: readonly Finding[];
  /** Where rounds stand, for whoever asked. */
  readonly asked: Rounds | null;
}

/** `architect`: may they do what only architects may? */
export async function obey(
  desk: Pick<Desk, "record">,
  by: { readonly login: string; readonly architect: boolean },
  text: string,
): Promise<Outcome> {
  const became: Entry[] = [];
  const findings: Finding[] = [];
  let asked: Rounds | null = null;
  const refuse = (message: string, fix: string | null = null) =>
    findings.push(finding("reply-round", { level: "error", message, fix }));
  const reads = parseCommands(text);
  if (reads.length === 0) refuse("there is no command in this", "begin a line with /round close 5");
  for (const { command, problem } of reads) {
    if (command === null) refuse(problem);
    else if (command.verb === "status") asked = (await desk.record([])).rounds;
    else {
      const state = await desk.record([]);
      const why = by.architect ? objection(state, command) : `only an architect may ${command.verb} a round`;
      if (why !== null) {
        refuse(why);
        continue;
      }
      const event = { kind: "round-command", verb: command.verb, round: command.round, by: by.login } as const;
      became.push(...decide(state, event));
      await desk.record([event]);
    }
  }
  return { became, findings, asked };
}

function objection({ rounds }: State, command: Command & { readonly round: number }): string | null {
  const round = rounds.get(command.round);
  if (round === undefined) {
    const open = [...rounds.values()].filter((each) => each.closed === null).map((each) => each.round);
    return `there is no round ${command.round}; ${open.length === 0 ? "no round is active" : `active: ${open.join(", ")}`}`;
  }
  const isClosed = stateOf(round, rounds) === "closed";
  if (command.verb === "close" && isClosed) return `round ${command.round} is closed already`;
  return command.verb === "reopen" && !isClosed ? `round ${command.round} is not closed` : null;
}

/** Is somebody an architect by the policy of trunk? */
export async function isArchitectAt({ hostOf }: Shop, repo: Repository, login: string | null): Promise<boolean> {
  if (login === null) return false;
  const host = await hostOf(repo);
  const { tip } = await host.trunk();
  const state = await readPolicy(host.git, tip, host.resolution);
  if (state.kind !== "valid") return false;
  const groups = state.policy.architects.map(({ name }) => name).filter((name) => name.startsWith("@"));
  return isArchitect(state.policy, await host.actor(login, groups));
}
