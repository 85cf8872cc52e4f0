// Judges again: pull requests whose head or base moved, everything that an older policy had judged, and replies that were refused
// while their round did not take them.
import type { Judged } from "../core/entry.ts";
import type { HostEvent } from "../core/event.ts";
import type { Oid, Ref } from "../core/model.ts";
import { refOf } from "../core/queue.ts";
import { staleSubjects } from "../core/stale.ts";
import type { Pull } from "../core/state.ts";
import { carriedBy } from "./carried.ts";
import type { Desk } from "./desk.ts";
import { mailOf } from "./mail.ts";
import { judgeBranch, judgePull, look, type View } from "./subjects.ts";

/** A policy that changed judges again what it had judged before; so does a reply that was refused get another chance. */
export async function judgeStale(desk: Desk, view: View): Promise<readonly Oid[]> {
  const policy = view.policy.kind === "absent" ? null : view.policy.oid;
  return judgeThose(
    desk,
    view,
    (each) => each.policy !== policy || each.verdict === "unjudged" || isReplyRefused(each),
  );
}

/** A claim that ended and a rule that was set aside free what leaned on them. */
export async function judgeFreed(desk: Desk): Promise<readonly Oid[]> {
  const state = await desk.record([]);
  const stale = new Set(staleSubjects(state));
  return stale.size === 0 ? [] : judgeThose(desk, await look(desk, state), ({ subject }) => stale.has(subject));
}

/** What this delivery made true of rounds may let replies count that were refused before, and each of those may let others. */
export async function judgeRefused(desk: Desk): Promise<readonly Oid[]> {
  const touched: Oid[] = [];
  let seen = 0;
  for (let state = await desk.record([]); state.lifted !== null; state = await desk.record([])) {
    const { seq, cause } = state.lifted;
    if (cause !== desk.delivery.id || seq === seen) break;
    seen = seq;
    if (![...state.verdicts.values()].some(isReplyRefused)) break;
    const view = await look(desk, state);
    touched.push(...(await judgeThose(desk, view, isReplyRefused)));
  }
  return touched;
}

const isReplyRefused = ({ findings }: Judged): boolean =>
  findings.some(({ rule, level }) => rule === "reply-round" && level === "error");

async function judgeThose(desk: Desk, view: View, which: (verdict: Judged) => boolean): Promise<readonly Oid[]> {
  const touched: Oid[] = [];
  for (const { subject, head } of [...view.state.verdicts.values()].filter(which)) {
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
  return [event, ...carriedBy(view, event), ...(await mailOf(view, event))];
}

export async function pullEvents(view: View, pulls: readonly Pull[]): Promise<HostEvent[]> {
  const events: HostEvent[] = [];
  for (const pull of pulls) events.push({ kind: "pull", pull }, await judgePull(view, pull));
  return events;
}
