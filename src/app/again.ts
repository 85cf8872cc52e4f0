// Judges again: pull requests whose head or base moved, and everything that an older policy had judged.
import type { Judged } from "../core/entry.ts";
import type { HostEvent } from "../core/event.ts";
import type { Oid, Ref } from "../core/model.ts";
import { refOf } from "../core/queue.ts";
import { staleSubjects } from "../core/stale.ts";
import type { Pull } from "../core/state.ts";
import { carriedBy } from "./carried.ts";
import type { Desk } from "./desk.ts";
import { judgeBranch, judgePull, look, type View } from "./subjects.ts";

/** A policy that changed judges again what it had judged before. */
export function judgeStale(desk: Desk, view: View): Promise<readonly Oid[]> {
  const policy = view.policy.kind === "absent" ? null : view.policy.oid;
  const stale = [...view.state.verdicts.values()].filter(
    (each) => each.policy !== policy || each.verdict === "unjudged",
  );
  return judgeSubjects(desk, view, stale);
}

/** A claim that ended and a rule that was set aside free what leaned on them. */
export async function judgeFreed(desk: Desk): Promise<readonly Oid[]> {
  const state = await desk.record([]);
  const stale = staleSubjects(state).map((subject) => state.verdicts.get(subject)!);
  return stale.length === 0 ? [] : judgeSubjects(desk, await look(desk, state), stale);
}

async function judgeSubjects(desk: Desk, view: View, subjects: readonly Judged[]): Promise<readonly Oid[]> {
  const touched: Oid[] = [];
  for (const { subject, head } of subjects) {
    const pull = view.state.pulls.get(Number(subject.slice("pull:".length)));
    const ref = refOf(subject);
    if (ref === view.trunk.ref) continue;
    const events = ref !== null ? await branchEvents(view, ref, head) : await pullEvents(view, pull ? [pull] : []);
    await desk.record(events);
    touched.push(head);
  }
  return touched;
}

/** A branch at a head, and what it carries: commands, messages, rows. */
export async function branchEvents(view: View, ref: Ref, head: Oid): Promise<HostEvent[]> {
  const event = await judgeBranch(view, ref, head);
  return [event, ...carriedBy(view, event)];
}

export async function pullEvents(view: View, pulls: readonly Pull[]): Promise<HostEvent[]> {
  const events: HostEvent[] = [];
  for (const pull of pulls) events.push({ kind: "pull", pull }, await judgePull(view, pull));
  return events;
}
