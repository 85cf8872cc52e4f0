// Obeys a command once: whoever speaks is alive, and what they said is granted whole or refused whole, with a reason on record.
import { Chain } from "../chain.ts";
import { claim, expireClaims } from "../claims/decide.ts";
import { overrule } from "../claims/override.ts";
import { release } from "../claims/release.ts";
import type { Entry } from "../entry.ts";
import { job } from "../jobs/decide.ts";
import { ack, cancel, post, send } from "../messages/decide.ts";
import { letter } from "../messages/letter.ts";
import { SERVER } from "../messages/messages.ts";
import { keep, signOfLife, work } from "../presence/decide.ts";
import { ruleOnRound } from "../rounds/command.ts";
import type { State } from "../state.ts";
import { isSession, type Saying } from "./command.ts";
import { grant, type Refusal, type Ruling, refuse } from "./ruling.ts";

export function obey(state: State, saying: Saying): readonly Entry[] {
  if (state.obeyed.has(saying.key)) return [];
  const { key, line, as, by, at, via, policy } = saying;
  const chain = new Chain(state, at);
  chain.add(expireClaims(state, at));
  const session = as !== null && isSession(as) ? as : null;
  const team = as !== null && session === null && as !== "human" ? as : null;
  if (as !== null && as !== "human")
    chain.add(
      signOfLife(chain.state, {
        session,
        team,
        seen: at,
        via: saying.command.kind === "heartbeat" ? "heartbeat" : via,
        work: null,
        policy,
      }),
    );
  const ruling = ruleOn(chain.state, saying);
  const refused = ruling.kind === "refused" ? { why: ruling.why, fix: ruling.fix, rule: ruling.rule } : null;
  // A beat that is granted may be granted again: of one a minute a ledger would be full.
  const isBeat = saying.command.kind === "job" && saying.command.verb === "beat" && via === "command";
  if (refused !== null || !isBeat) chain.add([{ kind: "obeyed", key, line: line.slice(0, LINE), as, by, refused }]);
  if (ruling.kind === "granted") chain.add(ruling.entries);
  else if (via === "trailer" && as !== null) chain.add([told(chain.state, as, line, ruling)]);
  return chain.entries;
}

/** Nobody waits for the answer to a trailer, so that it is sent. */
function told(state: State, to: string, line: string, { why, fix }: Refusal): Entry {
  const text = [`${line.slice(0, LINE)}: ${why}`, ...(fix === null ? [] : [fix])].join("\n");
  return letter(state, { from: SERVER, to, addressees: [to], type: "warning", text }, 0);
}

/** So much of a line is kept for the record. */
const LINE = 200;

function ruleOn(state: State, saying: Saying): Ruling {
  const { command, as, unclear } = saying;
  switch (command.kind) {
    // Nobody needs a lane for these.
    case "round":
      return ruleOnRound(state, saying, command);
    case "override":
      return overrule(saying, command);
    case "ask-state":
      return grant();
    case "unread":
      return refuse(command.why, command.fix);
    default:
      if (as === null) return refuse(unclear ?? "nobody can tell for whom you speak", "begin the line with: as sA: /…");
      return ruleOnSpeaker(state, { ...saying, as }, command);
  }
}

function ruleOnSpeaker(
  state: State,
  saying: Saying & { readonly as: string },
  command: Exclude<Saying["command"], { kind: "round" | "override" | "ask-state" | "unread" }>,
): Ruling {
  switch (command.kind) {
    case "claim":
      return claim(state, saying, command);
    case "release":
      return release(state, saying, command);
    case "ack":
      return ack(state, saying, command);
    case "send":
      return send(state, saying, command);
    case "post":
      return post(saying, command);
    case "cancel":
      return cancel(state, saying, command);
    case "keep":
      return keep(state, saying, command);
    case "task":
      return work(saying, command);
    case "heartbeat":
      return grant();
    case "job":
      return job(state, saying, command);
    default:
      return command satisfies never;
  }
}
