// The sweep: every branch and open pull request of a repository against the books. Webhooks get lost; this finds out.
import type { HostEvent } from "../core/event.ts";
import type { Oid, Ref } from "../core/model.ts";
import { refOf, subjectOf } from "../core/queue.ts";
import { heads, type State } from "../core/state.ts";
import type { Host } from "../ports.ts";
import { branchEvents, judgeStale, pullEvents } from "./again.ts";
import { type Desk, tickOf } from "./desk.ts";
import { lost } from "./round-ends.ts";
import { look, type View } from "./subjects.ts";

/** Make up for what was missed; answers with every head that has a screen, so that each is looked at. */
export async function sweep(desk: Desk, state: State): Promise<ReadonlySet<Oid>> {
  const { host, record } = desk;
  const [branches, pulls] = await Promise.all([host.branches(), host.openPulls()]);
  const view = await look(desk, state);
  let now = await record([
    ...(await missedMoves(view, branches)),
    ...(await gone(host, state, branches, new Set(pulls.map(({ number }) => number)))),
    tickOf(desk.shop),
  ]);
  for (const [ref, tip] of branches) {
    const known = now.verdicts.get(subjectOf(ref));
    // Trunk is judged again by nothing else.
    if (known?.head !== tip || (ref === view.trunk.ref && known.verdict === "unjudged"))
      now = await record(await branchEvents({ ...view, state: now }, ref, tip));
  }
  for (const { open: _, merged: __, ...pull } of pulls) {
    const known = now.pulls.get(pull.number);
    const isJudged =
      now.verdicts.get(`pull:${pull.number}`)?.head === pull.head &&
      known?.base === pull.base &&
      known.head === pull.head;
    if (!isJudged) now = await record(await pullEvents({ ...view, state: now }, [pull]));
  }
  await judgeStale(desk, { ...view, state: now });
  return heads(await record([]));
}

/** Branches and pull requests that ended unseen. */
async function gone(
  host: Host,
  state: State,
  branches: ReadonlyMap<Ref, Oid>,
  open: ReadonlySet<number>,
): Promise<HostEvent[]> {
  const judged = [...state.verdicts.keys()].map(refOf).filter((ref) => ref !== null);
  const refs = new Set([...judged, ...[...state.moves.keys()].filter((ref) => ref.startsWith("refs/heads/"))]);
  const deleted = [...refs].filter((ref) => !branches.has(ref));
  const closed = [...state.pulls.keys()].filter((number) => !open.has(number));
  const events: HostEvent[] = [];
  for (const ref of deleted)
    events.push(...(await lost(host, state, ref.replace("refs/heads/", ""))), {
      kind: "moved",
      ref,
      before: null,
      after: null,
      by: null,
    });
  for (const number of closed)
    events.push({ kind: "pull-gone", number, merged: (await host.pull(number))?.merged ?? false });
  return events;
}

/** Who moved a ref, from the host's own record, where no webhook told how it came to its tip. */
async function missedMoves({ host, state, trunk }: View, branches: ReadonlyMap<Ref, Oid>): Promise<HostEvent[]> {
  const events: HostEvent[] = [];
  for (const [ref, tip] of branches) {
    if (state.moves.get(ref)?.some(({ after }) => after === tip)) continue;
    // First seen, trunk is taken as it is: what moved it before we came was nobody's to judge.
    if (ref === trunk.ref && !state.moves.has(ref) && !state.verdicts.has(subjectOf(ref))) continue;
    // Oldest first, as they happened.
    for (const { before, after, by } of [...(await host.activity(ref))].reverse())
      events.push({ kind: "moved", ref, before, after, by });
  }
  return events;
}
