// How trunk came to its tip: from where it was judged last, by whom, and whether what the forge merged into it had passed.
import type { Judged } from "../core/entry.ts";
import type { Actor, Oid, Ref } from "../core/model.ts";
import { includes, type PolicyState } from "../core/policy.ts";
import { subjectOf } from "../core/queue.ts";
import type { RefMove, State } from "../core/state.ts";
import { type Activity, type Host, Incomplete } from "../ports.ts";
import { type Memory, walk } from "./memory.ts";

/** Where trunk is measured from: its last judged tip; first seen, what the first move that was told found there, or itself. */
export function trunkBase(state: State, ref: Ref, tip: Oid): Oid | null {
  const known = state.verdicts.get(subjectOf(ref));
  const moves = state.moves.get(ref) ?? [];
  if (known === undefined) return (walk(moves, tip).at(-1) ?? moves[0] ?? { before: tip }).before;
  return known.head === tip || wasUnread(known) ? known.base : known.head;
}

/** It could not even be read, so whatever it brought is still to be judged. */
const wasUnread = ({ verdict, policy }: Judged): boolean => verdict === "unjudged" && policy === null;

export interface Arrival {
  readonly by: Actor;
  /** The forge merged what had passed, or an architect moved it. */
  readonly merged: boolean;
  /** The pull request that was merged although it had not passed. */
  readonly despite: number | null;
}

/** Who moved trunk from its base to its tip: whoever may not have, if anybody of them. */
export async function arrival(
  host: Host,
  state: State,
  policy: PolicyState,
  memory: Memory,
  move: { readonly ref: Ref; readonly base: Oid | null; readonly tip: Oid; readonly giveUp: boolean },
): Promise<Arrival> {
  const steps = await stepsSince(memory, move.base, move.tip);
  const unproven = [];
  for (const step of steps) {
    const by = await memory.actorOf(step.by);
    if (!mayMove(policy, by)) unproven.push({ step, by });
  }
  const nobody = { by: await memory.actorOf(steps[0]?.by ?? null), merged: false, despite: null };
  if (steps.length === 0 || unproven.length === 0 || policy.kind === "absent") return nobody;
  const activity = await host.activity(move.ref);
  for (const { step, by } of unproven) {
    const merge = await whatMerged(host, state, activity, step, move.giveUp);
    if (!merge.passed) return { by, merged: false, despite: merge.number };
  }
  return { ...nobody, merged: true };
}

/** The moves since the base; one by nobody known where the record does not lead there. */
async function stepsSince(memory: Memory, base: Oid | null, tip: Oid): Promise<readonly RefMove[]> {
  if (base === tip) return [];
  const until = (moves: readonly RefMove[]) => {
    const end = moves.findIndex(({ before }) => before === base);
    return end === -1 ? null : moves.slice(0, end + 1);
  };
  const own = until(memory.recorded(tip));
  if (own?.every(({ by }) => by !== null)) return own;
  return until(await memory.trail(tip)) ?? [{ before: base, after: tip, by: null }];
}

function mayMove(policy: PolicyState, by: Actor): boolean {
  if (policy.kind === "valid") return includes(policy.policy.architects, by);
  return policy.kind === "broken" && (policy.repairers === null || includes(policy.repairers, by));
}

interface Merge {
  readonly passed: boolean;
  readonly number: number | null;
}

async function whatMerged(
  host: Host,
  state: State,
  activity: readonly Activity[],
  step: RefMove,
  giveUp: boolean,
): Promise<Merge> {
  const listed = activity.find(({ before, after }) => before === step.before && after === step.after);
  if (listed === undefined && !giveUp)
    throw new Incomplete(`the forge has not recorded yet how trunk came to ${step.after}`);
  if (listed?.merged !== true) return { passed: false, number: null };
  if (isQueuePassed(state, step)) return { passed: true, number: null };
  const pull = await host.mergedWith(step.after);
  if (pull === null && !giveUp) throw new Incomplete(`the forge does not say yet what was merged as ${step.after}`);
  if (pull === null) return { passed: false, number: null };
  const subject = `pull:${pull.number}`;
  const last = state.verdicts.get(subject) ?? state.ended.get(subject);
  return { passed: last?.head === pull.head && last.verdict === "pass", number: pull.number };
}

/** A queue may merge several groups at once, each on top of the one before. */
function isQueuePassed(state: State, step: RefMove): boolean {
  const verdicts = [...state.verdicts, ...state.ended].filter(([subject]) => subject.startsWith("group:"));
  const groups = new Map(verdicts.map(([, each]) => [each.head, each]));
  for (let at: Oid | null = step.after; at !== null && at !== step.before; ) {
    const group = groups.get(at);
    if (group?.verdict !== "pass") return false;
    groups.delete(at);
    at = group.base;
    if (at === step.before) return true;
  }
  return false;
}
