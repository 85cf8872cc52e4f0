// What has now become true: state and event in, entries out. Asked twice, it answers nothing the second time.
import { bind } from "./binding.ts";
import { type Entry, type Judged, type Lane, MAX_KEPT } from "./entry.ts";
import type { HostEvent } from "./event.ts";
import { judge, unjudged } from "./judge.ts";
import { branchOf } from "./model.ts";
import type { Verdict } from "./push.ts";
import { subjectOf } from "./queue.ts";
import { decideRounds } from "./rounds/decide.ts";
import { decideSessions } from "./session-decide.ts";
import type { State } from "./state.ts";

export function decide(state: State, event: HostEvent): readonly Entry[] {
  return [...decideHead(state, event), ...decideRounds(state, event), ...decideSessions(state, event)];
}

function decideHead(state: State, event: HostEvent): readonly Entry[] {
  switch (event.kind) {
    case "moved":
      return moved(state, event);
    case "gathered":
      return judged(state, event, judge(event.policy, event.push));
    case "unreadable":
      return judged(state, event, unjudged([event.because]));
    case "pull": {
      const { number, head, branch, base, author } = event.pull;
      const entry = { kind: "pull-seen", number, head, branch, base, author } as const;
      const known = state.pulls.get(number);
      return known !== undefined && same({ ...entry, ...known }, { ...entry, seen: known.seen }) ? [] : [entry];
    }
    case "pull-gone":
      return state.pulls.has(event.number) ? [{ kind: "pull-closed", number: event.number, merged: event.merged }] : [];
    case "rerun":
      return [{ kind: "rerun-asked", head: event.head }];
    case "repository": {
      const { name, installation } = event;
      return state.name === name && state.installation === installation
        ? []
        : [{ kind: "repository-named", name, installation }];
    }
    case "repository-gone":
      return state.installation === null ? [] : [{ kind: "repository-left" }];
    case "branch-lost":
    case "tick":
    case "round-command":
    case "said":
    case "posted":
    case "scored":
    case "policy-read":
      return [];
    default:
      return event satisfies never;
  }
}

/** A move is an edge: told again it is the same one, and told late it is still worth keeping. */
function moved(state: State, { ref, before, after, by }: HostEvent & { kind: "moved" }): readonly Entry[] {
  const known = state.moves.get(ref);
  if (after === null) {
    return known === undefined && !state.verdicts.has(subjectOf(ref))
      ? []
      : [{ kind: "ref-moved", ref, before, after, by }];
  }
  // Somebody known replaces nobody known: the sweep may learn late who it was.
  const told = known?.some((move) => move.before === before && move.after === after && (by === null || move.by === by));
  return told ? [] : [{ kind: "ref-moved", ref, before, after, by }];
}

function judged(
  state: State,
  event: HostEvent & { kind: "gathered" | "unreadable" },
  { verdict, findings }: Verdict,
): readonly Entry[] {
  const lane = event.kind === "gathered" ? laneOf(event) : null;
  const count = (level: string) => findings.filter((each) => each.level === level).length;
  const entry: Judged = {
    kind: "judged",
    subject: event.subject,
    head: event.head,
    base: event.base,
    policy: event.kind === "unreadable" || event.policy.kind === "absent" ? null : event.policy.oid,
    verdict,
    approve: event.kind === "gathered" && event.policy.kind === "valid" && event.policy.policy.github.approve,
    ...(lane === null ? {} : { lane }),
    findings: findings.slice(0, MAX_KEPT),
    counts: { error: count("error"), warning: count("warning"), notice: count("notice") },
  };
  const known = state.verdicts.get(event.subject);
  // A base that only moved on changes nothing anybody sees.
  return known !== undefined && same({ ...known, base: null }, { ...entry, base: null }) ? [] : [entry];
}

function laneOf({ policy, push }: HostEvent & { kind: "gathered" }): Lane | null {
  const branch = branchOf(push.ref);
  if (policy.kind !== "valid" || push.kind !== "push" || branch === null || push.ref === push.trunk.ref) return null;
  const { session, team, intruder } = bind(policy.policy, branch);
  return intruder || (session === null && team === null) ? null : { session, team: team?.name ?? null };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
