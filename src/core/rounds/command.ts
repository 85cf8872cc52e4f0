// An architect's word on a round, granted or refused with what there is instead.
import type { Command, Saying } from "../commands/command.ts";
import { grant, type Ruling, refuse } from "../commands/ruling.ts";
import type { State } from "../state.ts";
import { decideRounds } from "./decide.ts";
import { stateOf } from "./rounds.ts";

export function ruleOnRound(
  state: State,
  { architect, by }: Saying,
  { verb, round }: Command & { readonly kind: "round" },
): Ruling {
  if (!architect || by === null) return refuse(`only an architect may ${verb} a round`);
  const why = objection(state, verb, round);
  return why === null ? grant(...decideRounds(state, { kind: "round-command", verb, round, by })) : refuse(why);
}

function objection({ rounds }: State, verb: "close" | "reopen", number: number): string | null {
  const round = rounds.get(number);
  if (round === undefined) {
    const open = [...rounds.values()].filter((each) => each.closed === null).map((each) => each.round);
    return `there is no round ${number}; ${open.length === 0 ? "no round is active" : `active: ${open.join(", ")}`}`;
  }
  const isClosed = stateOf(round, rounds) === "closed";
  if (verb === "close" && isClosed) return `round ${number} is closed already`;
  return verb === "reopen" && !isClosed ? `round ${number} is not closed` : null;
}
