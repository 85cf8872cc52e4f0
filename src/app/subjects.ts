// Gathers what the judge needs about a branch, a pull request or a merge group of a host. What cannot be read becomes an event too.
import { bind, isBound } from "../core/binding.ts";
import type { Instant, Subject } from "../core/entry.ts";
import type { HostEvent } from "../core/event.ts";
import { finding } from "../core/finding.ts";
import { branchOf, type Oid, type Ref } from "../core/model.ts";
import type { Name, PolicyState } from "../core/policy.ts";
import type { Push } from "../core/push.ts";
import { queued, subjectOf } from "../core/queue.ts";
import type { Pull, State } from "../core/state.ts";
import { type Host, Incomplete } from "../ports.ts";
import type { Desk } from "./desk.ts";
import { gather, type Move } from "./gather.ts";
import { type Memory, memoryOf } from "./memory.ts";
import { readPolicy } from "./policy.ts";
import { arrival, trunkBase } from "./trunk.ts";

/** One look at a repository: trunk and policy are read once, so that one handling cannot disagree with itself. */
export interface View {
  readonly host: Host;
  readonly state: State;
  readonly trunk: { readonly ref: Ref; readonly tip: Oid | null };
  readonly policy: PolicyState;
  /** After several failures the gate says that it could not judge, instead of waiting on. */
  readonly giveUp: boolean;
  readonly now: Instant;
  /** The ref that somebody pushed just now, where that is why we look. */
  readonly pushed: { readonly ref: Ref; readonly at: Instant } | null;
}

/** Look, and note what of the policy is remembered. */
export async function look({ host, giveUp, shop, delivery, record }: Desk, state: State): Promise<View> {
  const now = shop.clock.now();
  const { signal } = delivery;
  const pushed = signal.kind === "pushed" ? { ref: signal.ref, at: earlier(signal.at, now) } : null;
  const trunk = await host.trunk();
  const policy = await readPolicy(host.git, trunk.tip, host.resolution).catch((error: unknown) => {
    if (error instanceof Incomplete && giveUp) return unread(error);
    throw error;
  });
  await record([{ kind: "policy-read", policy }]);
  return { host, state, trunk, policy, giveUp, now, pushed };
}

/** A policy that cannot be read blocks like one that does not validate, and nobody can repair it. */
const unread = (error: Incomplete): PolicyState => ({
  kind: "broken",
  oid: "",
  findings: [becauseOf(error)],
  repairers: [],
});

/** What the gate promises where nobody can do anything. */
export const TRIED_AGAIN = "it is tried again; press re-run to try now";

const becauseOf = ({ message, fix }: Incomplete) =>
  finding("policy-valid", {
    level: "error",
    undecided: true,
    message,
    fix: fix ?? TRIED_AGAIN,
  });

/** Judge a branch at its tip; a merge queue's is judged as the group it stands for. */
export function judgeBranch(view: View, ref: Ref, tip: Oid): Promise<HostEvent> {
  const group = queued(ref);
  if (group !== null) return judgeGroup(view, ref, tip, group.base);
  if (ref === view.trunk.ref) return judgeTrunk(view, tip);
  return attempt(view, subjectOf(ref), tip, view.trunk.tip, async () => {
    const memory = remember(view, ref);
    const last = decides(view.policy, ref) ? await memory.last(tip) : (memory.recorded(tip)[0] ?? null);
    const by = await memory.actorOf(last?.by ?? null);
    const before = last?.before ?? null;
    return { kind: "push", ref, before, after: tip, by, merged: false, pushers: null, base: view.trunk.tip, memory };
  });
}

/** Judge trunk by the policy it had before it moved: what a push brings must not judge that push. */
async function judgeTrunk(view: View, tip: Oid): Promise<HostEvent> {
  const { host, state, trunk, giveUp } = view;
  const { ref } = trunk;
  const base = trunkBase(state, ref, tip);
  return attempt(view, subjectOf(ref), tip, base, async () => {
    const policy = await readPolicy(host.git, base, host.resolution);
    const memory = remember({ ...view, policy }, ref);
    const { by, merged, despite } = await arrival(host, state, policy, memory, { ref, base, tip, giveUp });
    const move = { kind: "push", ref, before: base, after: tip, by, merged, pushers: null, base, memory } as const;
    return { ...move, ...(despite === null ? {} : { despite }), under: { policy, trunk: { ref, tip: base } } };
  });
}

/** Judge a pull request at its head: against its own base branch, by the policy of trunk. */
export function judgePull(view: View, pull: Pull): Promise<HostEvent> {
  return attempt(view, `pull:${pull.number}`, pull.head, null, async () => {
    const ref = headRef(pull);
    const memory = remember(view, ref);
    const lands = `refs/heads/${pull.base}` === view.trunk.ref;
    const base = lands ? view.trunk.tip : await view.host.git.tip(`refs/heads/${pull.base}`);
    if (base === null) throw new Incomplete(`the base branch ${pull.base} does not exist`);
    const moves = isStray(view.policy, ref) && lands ? await memory.trail(pull.head) : memory.recorded(pull.head);
    const isWhole = moves.length > 0 && moves.at(-1)?.before === null;
    const pushers = isWhole ? await Promise.all(moves.map(({ by }) => memory.actorOf(by))) : null;
    const last = decides(view.policy, ref) ? await memory.last(pull.head) : (moves[0] ?? null);
    const by = await memory.actorOf(last?.by ?? null);
    const kind = lands ? ("pull" as const) : ("push" as const);
    return { kind, ref, before: last?.before ?? null, after: pull.head, by, merged: false, pushers, base, memory };
  });
}

/** A merge queue's commit: the paths it writes are judged again; its commits are the queue's own, those of the pull request were judged. */
export function judgeGroup(view: View, ref: Ref, head: Oid, base: Oid): Promise<HostEvent> {
  return attempt(view, `group:${ref}`, head, base, async () => {
    const number = queued(ref)?.number ?? null;
    const pull = number === null ? null : (view.state.pulls.get(number) ?? (await view.host.pull(number)));
    if (pull === null) throw new Incomplete(`no pull request is known for the merge group ${ref}`);
    const own = headRef(pull);
    const memory = remember(view, own);
    const last = decides(view.policy, own) ? await memory.last(pull.head) : (memory.recorded(pull.head)[0] ?? null);
    const by = await memory.actorOf(last?.by ?? null);
    const still = { before: null, merged: false, pushers: null, memory };
    return { ...still, kind: "pull", ref: own, after: head, by, base, queued: pull.head };
  });
}

/** Does it matter who pushed last, whatever was pushed? */
const decides = (policy: PolicyState, ref: Ref): boolean =>
  policy.kind === "broken" ||
  (policy.kind === "valid" && (bind(policy.policy, branchOf(ref) ?? "").team?.members.length ?? 0) > 0);

/** Does it matter who ever pushed? */
const isStray = (policy: PolicyState, ref: Ref): boolean =>
  policy.kind === "valid" &&
  policy.policy.unmatched === "architects" &&
  !isBound(bind(policy.policy, branchOf(ref) ?? ""));

/** Where a pull request's head is moved: its branch here, or its own ref where it comes from a fork. */
export const headRef = ({ branch, number }: Pick<Pull, "branch" | "number">): Ref =>
  branch === null ? `refs/pull/${number}/head` : `refs/heads/${branch}`;

/** What is to be judged, and by what, where that is not the policy in force. */
type Asked = Move & { readonly under?: { readonly policy: PolicyState; readonly trunk: View["trunk"] } };

async function attempt(
  view: View,
  subject: Subject,
  head: Oid,
  base: Oid | null,
  move: () => Promise<Asked>,
): Promise<HostEvent> {
  const { host, giveUp } = view;
  try {
    const { under = view, ...asked } = await move();
    const { policy, trunk } = under;
    const ledger = { known: async () => view.state, now: view.now, isBook: true };
    const push = await gather(host.git, trunk, policy, { ...asked, ledger }, host.resolution);
    return { kind: "gathered", subject, head, base: asked.base, policy, push, pushedAt: pushedAt(view, push) };
  } catch (error) {
    if (!(error instanceof Incomplete) || !giveUp) throw error;
    return { kind: "unreadable", subject, head, base, because: becauseOf(error) };
  }
}

/** Instants of one form sort as text. */
const earlier = (a: Instant, b: Instant): Instant => [a, b].sort()[0]!;

/** A head found by itself was pushed after its commit was made. */
function pushedAt({ pushed, now }: View, { ref, commits }: Push): Instant {
  if (pushed?.ref === ref) return pushed.at;
  const made = commits.at(-1)?.at ?? now;
  return earlier(made, now);
}

function remember({ host, state, policy }: View, ref: Ref): Memory {
  const names = policy.kind === "valid" ? namesOf(policy) : policy.kind === "broken" ? (policy.repairers ?? []) : [];
  const groups = [...new Set(names.map(({ name }) => name).filter((name) => name.startsWith("@")))];
  return memoryOf(
    ref,
    state.moves.get(ref) ?? [],
    (each) => host.activity(each),
    (login) => host.actor(login, groups),
  );
}

const namesOf = ({ policy }: PolicyState & { kind: "valid" }): Name[] => [
  ...policy.architects,
  ...policy.free,
  ...policy.teams.flatMap(({ members }) => members),
];
