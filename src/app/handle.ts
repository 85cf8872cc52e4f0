// One delivery from the inbox: look, record, show. The payload was only a hint; every head is read again, and a head that was
// superseded is not judged, but who moved the ref from what to what is kept all the same.
import type { HostEvent } from "../core/event.ts";
import type { Oid, Ref } from "../core/model.ts";
import { refOf, subjectOf } from "../core/queue.ts";
import type { Delivery, Signal } from "../core/signal.ts";
import { heads, type State } from "../core/state.ts";
import { Incomplete } from "../ports.ts";
import { branchEvents, judgeFreed, judgeRefused, judgeStale, pullEvents } from "./again.ts";
import { displayBoard } from "./board.ts";
import { type Desk, type Shop, tickOf } from "./desk.ts";
import { display } from "./ensure.ts";
import { hear } from "./hear.ts";
import { isUnread, LAST_TRY, mayLag } from "./lag.ts";
import { retell } from "./retell.ts";
import { lost } from "./round-ends.ts";
import { displayRounds } from "./rounds.ts";
import { headRef, judgeGroup, look } from "./subjects.ts";
import { sweep } from "./sweep.ts";

/** After this many failures to read something, the gate says so instead of staying silent. */
export const PATIENCE = 3;

/** Handle one delivery; throws Incomplete where it should be tried again. Doing it twice changes nothing. */
export async function handle(shop: Shop, delivery: Delivery, attempts: number): Promise<void> {
  const { repo, signal, id } = delivery;
  const at = shop.clock.now();
  const record = (events: readonly HostEvent[]) => shop.book.record(repo.key, id, at, events);
  if (signal.kind === "removed") {
    await record([{ kind: "repository-gone" }]);
    return;
  }
  const known = await record([
    { kind: "repository", name: repo.name, installation: repo.installation },
    ...movesOf(signal),
  ]);
  const host = await shop.hostOf(repo);
  const desk: Desk = { shop, delivery, host, record, giveUp: attempts >= PATIENCE };
  const before = heads(known);
  const judged = await judgeAround(desk, known);
  const again = [...(await judgeRefused(desk)), ...(await judgeFreed(desk))];
  const touched = new Set([...judged, ...again, ...left(known, await record([]))]);
  // A delivery taken for the first time that brings a head nobody knew: only it can have drawn anything there.
  const fresh = (head: Oid) => attempts === 0 && !before.has(head);
  const manner = { verify: signal.kind === "sweep", fresh };
  await display(shop, delivery, host, touched, manner);
  await displayRounds(shop, delivery, host, touched, manner.verify);
  await displayBoard(shop, delivery, host, manner);
  if (signal.kind !== "sweep" && attempts < LAST_TRY && isUnread(await record([]), touched))
    throw new Incomplete("the gate says that something could not be read");
}

/** Heads that something stood at before and does not any more, or otherwise: what is left there may look different. */
const left = (before: State, after: State): Oid[] => [
  ...[...before.verdicts].flatMap(([subject, each]) => (after.verdicts.get(subject) === each ? [] : [each.head])),
  ...[...before.pulls].flatMap(([number, each]) => (after.pulls.get(number) === each ? [] : [each.head])),
];

/** Moves are kept before anything else is tried: nobody tells them twice. */
function movesOf(signal: Signal): HostEvent[] {
  if (signal.kind === "pushed" && signal.ref.startsWith("refs/heads/") && signal.after !== null) {
    const { ref, before, after, by } = signal;
    return [{ kind: "moved", ref, before, after, by }];
  }
  if (signal.kind === "pulled" && signal.after !== null && signal.by !== null) {
    const { number, before, after, by } = signal;
    return [{ kind: "moved", ref: `refs/pull/${number}/head`, before, after, by }];
  }
  return signal.kind === "rerun" ? [{ kind: "rerun", head: signal.head }] : [];
}

/** A second word about a head that was judged where it is said to stand: what moved since is told by itself. */
function isJudged(state: State, { head, branch }: Signal & { kind: "look" }): boolean {
  const known = branch === null ? undefined : state.verdicts.get(subjectOf(`refs/heads/${branch}`));
  return head !== null && known?.head === head && known.verdict !== "unjudged";
}

/** Judge what a signal touches; answers with the heads whose screens may differ now. */
async function judgeAround(desk: Desk, state: State): Promise<ReadonlySet<Oid>> {
  const { signal } = desk.delivery;
  switch (signal.kind) {
    case "pushed":
      return signal.ref.startsWith("refs/heads/") ? judgeRef(desk, state, signal.ref) : new Set();
    case "pulled":
      return judgeNumber(desk, state, signal.number);
    case "queued": {
      const view = await look(desk, state);
      await desk.record([await judgeGroup(view, signal.ref, signal.head, signal.base)]);
      return new Set([signal.head]);
    }
    case "rerun":
      return judgeHead(desk, state, signal.head);
    case "look":
      if (isJudged(state, signal)) return new Set();
      return signal.branch === null
        ? judgeHead(desk, state, signal.head ?? "")
        : judgeRef(desk, state, `refs/heads/${signal.branch}`);
    case "sweep":
      return sweep(desk, state);
    case "said":
      await hear(desk, signal);
      return new Set();
    case "retell":
      await retell(desk);
      return new Set();
    case "tick":
      await desk.record([tickOf(desk.shop)]);
      return new Set();
    case "removed":
      return new Set();
    default:
      return signal satisfies never;
  }
}

/** A branch as it stands now, its open pull requests, and everything when it is trunk and the policy changed. */
export async function judgeRef(desk: Desk, state: State, ref: Ref): Promise<ReadonlySet<Oid>> {
  const view = await look(desk, state);
  const tip = ref === view.trunk.ref ? view.trunk.tip : await desk.host.git.tip(ref);
  if (mayLag(desk, state.moves.get(ref) ?? [], tip)) throw new Incomplete(`${ref} does not show yet what was pushed`);
  if (tip === null) {
    const { signal } = desk.delivery;
    // A deletion is told by itself; here it may only not show yet, and who pushed must not be forgotten.
    if (signal.kind === "pushed" && signal.after !== null) return new Set();
    const ended = ref.startsWith("refs/heads/") ? await lost(desk.host, state, ref.slice("refs/heads/".length)) : [];
    await desk.record([...ended, { kind: "moved", ref, before: null, after: null, by: null }]);
    return new Set();
  }
  const pulls = [...state.pulls.values()]
    .filter((pull) => headRef(pull) === ref)
    .map((pull) => ({ ...pull, head: tip }));
  const events = [...(await branchEvents(view, ref, tip)), ...(await pullEvents(view, pulls))];
  await desk.record(events);
  const others = ref === view.trunk.ref ? await judgeStale(desk, view) : [];
  return new Set([tip, ...others]);
}

/** A pull request as it is now, and the branch it comes from. */
async function judgeNumber(desk: Desk, state: State, number: number): Promise<ReadonlySet<Oid>> {
  const now = await desk.host.pull(number);
  const moves = state.moves.get(headRef({ branch: null, number })) ?? [];
  if (now?.open !== false && mayLag(desk, moves, now?.head ?? null))
    throw new Incomplete(`#${number} does not show yet what was pushed`);
  if (now === null || !now.open) {
    const head = state.pulls.get(number)?.head;
    await desk.record([{ kind: "pull-gone", number, merged: now?.merged ?? false }]);
    return new Set(head === undefined ? [] : [head]);
  }
  const { open: _, merged: __, ...pull } = now;
  const view = await look(desk, state);
  await desk.record(await pullEvents(view, [pull]));
  return new Set([pull.head]);
}

/** Everything that stands at a commit. */
async function judgeHead(desk: Desk, state: State, head: Oid): Promise<ReadonlySet<Oid>> {
  const view = await look(desk, state);
  const pulls = [...state.pulls.values()].filter((pull) => pull.head === head);
  const at = [...state.verdicts.values()].filter((each) => each.head === head);
  const branches = at.map(({ subject }) => refOf(subject)).filter((ref) => ref !== null);
  await desk.record([
    ...(await Promise.all(branches.map((ref) => branchEvents(view, ref, head)))).flat(),
    ...(await pullEvents(view, pulls)),
  ]);
  return new Set([head]);
}
