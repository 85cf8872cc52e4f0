// Gathers what the judge needs about a branch, a pull request or a merge group of a host. What cannot be read becomes an event too.
import type { Subject } from "../core/entry.ts";
import type { HostEvent } from "../core/event.ts";
import { finding } from "../core/finding.ts";
import type { Oid, Ref } from "../core/model.ts";
import { isArchitect, type PolicyState } from "../core/policy.ts";
import type { Pull, State } from "../core/state.ts";
import { type Host, Incomplete } from "../ports.ts";
import { gather, type Move } from "./gather.ts";
import { type Memory, walk } from "./memory.ts";
import { readPolicy } from "./policy.ts";

/** One look at a repository: trunk and policy are read once, so that one handling cannot disagree with itself. */
export interface View {
  readonly host: Host;
  readonly state: State;
  readonly trunk: { readonly ref: Ref; readonly tip: Oid | null };
  readonly policy: PolicyState;
  /** After several failures the gate says that it could not judge, instead of waiting on. */
  readonly giveUp: boolean;
}

export async function look(host: Host, state: State, giveUp: boolean): Promise<View> {
  const trunk = await host.trunk();
  return { host, state, trunk, policy: await readPolicy(host.git, trunk.tip, host.resolution), giveUp };
}

/** Judge a branch at its tip. */
export function judgeBranch(view: View, ref: Ref, tip: Oid): Promise<HostEvent> {
  const subject = ref.replace("refs/heads/", "branch:");
  return attempt(view, subject, tip, view.trunk.tip, async () => {
    const isTrunk = ref === view.trunk.ref;
    const memory = remember(view, ref);
    const last = walk(memory.moves, tip)[0];
    // Trunk is measured against what was judged last, or else against what the last move found there.
    const known = view.state.verdicts.get(subject)?.head;
    const base = isTrunk ? (known !== undefined && known !== tip ? known : (last?.before ?? tip)) : view.trunk.tip;
    const merged =
      isTrunk &&
      view.policy.kind === "valid" &&
      !(await isArchitects(view, last?.by ?? null)) &&
      (await mergedByForge(view, ref, tip));
    const by = await memory.actorOf(last?.by ?? null);
    return { kind: "push", ref, before: last?.before ?? null, after: tip, by, merged, pushers: null, base, memory };
  });
}

/** Judge a pull request at its head: against its own base branch, by the policy of trunk. */
export function judgePull(view: View, pull: Pull): Promise<HostEvent> {
  return attempt(view, `pull:${pull.number}`, pull.head, null, async () => {
    const ref = headRef(pull);
    const memory = remember(view, ref);
    const moves = walk(memory.moves, pull.head);
    const base =
      `refs/heads/${pull.base}` === view.trunk.ref
        ? view.trunk.tip
        : await view.host.git.tip(`refs/heads/${pull.base}`);
    if (base === null) throw new Incomplete(`the base branch ${pull.base} does not exist`);
    const complete = moves.length > 0 && moves.at(-1)?.before === null;
    const pushers = complete ? await Promise.all(moves.map(({ by }) => memory.actorOf(by))) : null;
    const kind = `refs/heads/${pull.base}` === view.trunk.ref ? ("pull" as const) : ("push" as const);
    const by = await memory.actorOf(moves[0]?.by ?? null);
    return { kind, ref, before: moves[0]?.before ?? null, after: pull.head, by, merged: false, pushers, base, memory };
  });
}

/** A merge queue's commit: the paths it writes are judged again; its commits are the queue's own, those of the pull request were judged. */
export function judgeGroup(view: View, ref: Ref, head: Oid, base: Oid): Promise<HostEvent> {
  return attempt(view, `group:${ref}`, head, base, async () => {
    const number = Number(/\/pr-(\d+)-/.exec(ref)?.[1] ?? Number.NaN);
    const pull = view.state.pulls.get(number);
    if (pull === undefined) throw new Incomplete(`no open pull request is known for the merge group ${ref}`);
    const own = headRef(pull);
    const memory = remember(view, own);
    const by = await memory.actorOf(walk(memory.moves, pull.head)[0]?.by ?? null);
    return {
      kind: "pull",
      ref: own,
      before: null,
      after: head,
      by,
      merged: false,
      pushers: null,
      base,
      memory,
      queued: pull.head,
    };
  });
}

/** Where a pull request's head is moved: its branch here, or its own ref where it comes from a fork. */
export const headRef = ({ branch, number }: Pick<Pull, "branch" | "number">): Ref =>
  branch === null ? `refs/pull/${number}/head` : `refs/heads/${branch}`;

async function attempt(
  view: View,
  subject: Subject,
  head: Oid,
  base: Oid | null,
  move: () => Promise<Move>,
): Promise<HostEvent> {
  const { host, trunk, policy, giveUp } = view;
  try {
    const asked = await move();
    const push = await gather(host.git, trunk, policy, asked, host.resolution);
    return { kind: "gathered", subject, head, base: asked.base, policy, push };
  } catch (error) {
    if (!(error instanceof Incomplete) || !giveUp) throw error;
    const fix = error.fix ?? "it is tried again; press re-run to try now";
    const because = finding("policy-valid", { level: "error", undecided: true, message: error.message, fix });
    return { kind: "unreadable", subject, head, base, because };
  }
}

function remember({ host, state, policy }: View, ref: Ref): Memory {
  const groups =
    policy.kind === "valid"
      ? groupsOf(policy)
      : policy.kind === "broken"
        ? (policy.repairers ?? []).map(({ name }) => name)
        : [];
  return {
    moves: state.moves.get(ref) ?? [],
    actorOf: (login) =>
      host.actor(
        login,
        groups.filter((name) => name.startsWith("@")),
      ),
  };
}

const groupsOf = ({ policy }: PolicyState & { kind: "valid" }): string[] =>
  [...policy.architects, ...policy.free, ...policy.teams.flatMap(({ members }) => members)].map(({ name }) => name);

async function isArchitects(view: View, login: string | null): Promise<boolean> {
  if (view.policy.kind !== "valid") return false;
  const actor = await remember(view, view.trunk.ref).actorOf(login);
  return isArchitect(view.policy.policy, actor);
}

async function mergedByForge({ host }: View, ref: Ref, tip: Oid): Promise<boolean> {
  return (await host.activity(ref)).some(({ after, merged }) => merged && after === tip);
}
