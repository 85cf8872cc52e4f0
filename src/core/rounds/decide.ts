// What has become true of rounds: by a branch's head, by trunk's, by a branch that is gone, by a command, by time; and then whom it calls.
import { bind } from "../binding.ts";
import type { Instant } from "../entry.ts";
import type { HostEvent } from "../event.ts";
import { branchOf, type Oid } from "../model.ts";
import type { State } from "../state.ts";
import type { RoundEntry } from "./entry.ts";
import { lookAtBranch } from "./facts.ts";
import { callOf, evolveRounds } from "./fold.ts";
import { type Call, holds, onBranch, type Round, type Rounds, rosterOf, waitsFor } from "./rounds.ts";

/** What an event makes true of rounds. */
export function decideRounds(state: State, event: HostEvent): readonly RoundEntry[] {
  let { rounds } = state;
  const entries: RoundEntry[] = [];
  const add = (more: readonly RoundEntry[]) => {
    for (const entry of more) rounds = evolveRounds(rounds, entry, "");
    entries.push(...more);
  };
  add(directly(state, event));
  // A round that closes may open another that waits for it.
  for (let more = entries.length > 0 ? followUps(rounds) : []; more.length > 0; more = followUps(rounds)) add(more);
  return entries;
}

function directly(state: State, event: HostEvent): readonly RoundEntry[] {
  const { rounds } = state;
  switch (event.kind) {
    case "gathered": {
      if (event.policy.kind !== "valid") return [];
      const { push, policy } = event;
      if (push.kind === "push" && push.ref === push.trunk.ref)
        return merged(state, new Set(push.commits.map(({ oid }) => oid)));
      const branch = branchOf(push.ref);
      if (branch === null || !event.subject.startsWith("branch:") || push.round === null) return [];
      const known = { ...push, round: { ...push.round, known: rounds } };
      return lookAtBranch({ policy: policy.policy, binding: bind(policy.policy, branch), push: known });
    }
    case "branch-lost":
      return lose(rounds, event.branch, event.landed);
    case "pull-gone": {
      const branch = state.pulls.get(event.number)?.branch ?? null;
      return event.merged && branch !== null ? land(rounds, branch) : [];
    }
    case "tick":
      return lateTeams(rounds, event.now);
    case "round-command":
      return commanded(rounds, event);
    default:
      return [];
  }
}

/** Teams whose branch's head came to trunk. */
function merged({ rounds, verdicts }: State, landed: ReadonlySet<Oid>): RoundEntry[] {
  return [...rounds.values()].flatMap((round) =>
    round.closed !== null
      ? []
      : [...round.teams.values()].flatMap((team): RoundEntry[] => {
          const head = verdicts.get(`branch:${team.branch}`)?.head ?? team.reply?.head;
          const isFinal = team.state === "merged" || team.state === "announced";
          if (isFinal || team.gone || head === undefined || !landed.has(head)) return [];
          return [{ kind: "round-merged", round: round.round, team: team.team }];
        }),
  );
}

function land(rounds: Rounds, branch: string): RoundEntry[] {
  const found = onBranch(rounds, branch);
  if (found === null || found.round.closed !== null) return [];
  const { round, team } = found;
  if (team.state === "merged" || team.state === "announced" || team.gone) return [];
  return [{ kind: "round-merged", round: round.round, team: team.team }];
}

/** A round's branch is gone: final where trunk has it, else the team begins again, on that branch or another. */
function lose(rounds: Rounds, branch: string, landed: boolean): RoundEntry[] {
  const found = onBranch(rounds, branch);
  if (found === null || found.round.closed !== null || found.team.state === "merged" || found.team.gone) return [];
  if (landed && found.team.state !== "announced") return land(rounds, branch);
  const about = { round: found.round.round, team: found.team.team };
  const lost: RoundEntry = { kind: "round-lost", ...about };
  if (found.team.state !== "replied") return [lost];
  return [{ kind: "round-withdrawn", ...about, why: "the branch was deleted" }, lost];
}

/** What time makes true: who has not answered when the deadline passed. */
function lateTeams(rounds: Rounds, now: Instant): RoundEntry[] {
  return [...rounds.values()].flatMap((round): RoundEntry[] => {
    if (round.closed !== null || round.deadline === null || round.deadline > now) return [];
    if (waitsFor(round, rounds).length > 0) return [];
    const waiting = rosterOf(round).filter((name) => {
      const team = round.teams.get(name);
      return team !== undefined && !team.late && (team.state === "announced" || team.state === "working");
    });
    return waiting.map((team) => ({ kind: "round-late", round: round.round, team }));
  });
}

/** Only what an architect said comes here. */
function commanded(rounds: Rounds, { verb, round, by }: HostEvent & { kind: "round-command" }): RoundEntry[] {
  const known = rounds.get(round);
  if (known === undefined || (known.closed !== null) === (verb === "close")) return [];
  return [{ kind: verb === "close" ? "round-closed" : "round-reopened", round, by }];
}

/** Whom a change calls, and the round that closes by itself: to be asked after every other entry. */
function followUps(rounds: Rounds): RoundEntry[] {
  return [...rounds.values()].flatMap((round) =>
    round.closed === null ? [...calls(round, rounds), ...closing(round, rounds)] : [],
  );
}

function calls(round: Round, rounds: Rounds): RoundEntry[] {
  const due: [Call, string | null][] = [];
  for (const name of rosterOf(round)) {
    const team = round.teams.get(name);
    if (team === undefined) continue;
    if (team.state === "replied" && (team.status === "blocked" || team.status === "declined"))
      due.push([team.status, name]);
    if (team.late) due.push(["late", name]);
    if (team.withdrawn !== null) due.push(["withdrawn", name]);
  }
  if (holds(round) && waitsFor(round, rounds).length === 0) due.push(["complete", null]);
  const open = due.filter(([why, team]) => !round.calls.has(callOf(why, team)));
  return open.map(([why, team]) => ({ kind: "round-called", round: round.round, why, team }));
}

/** `advance: auto` needs a roster: without one nobody knows who is still to come. */
function closing(round: Round, rounds: Rounds): RoundEntry[] {
  const isAuto = round.terms.advance === "auto" && round.roster !== null && !round.held;
  if (!isAuto || !holds(round) || waitsFor(round, rounds).length > 0) return [];
  return [{ kind: "round-closed", round: round.round, by: "lanekeeper" }];
}
