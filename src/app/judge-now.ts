// Judges a head that somebody asks about, as if it were pushed to a branch now. Nothing is recorded, and no screen changes.
import { type Finding, finding } from "../core/finding.ts";
import { judge, unjudged } from "../core/judge.ts";
import type { Oid, Ref } from "../core/model.ts";
import type { Name, PolicyState } from "../core/policy.ts";
import type { RefMove, State } from "../core/state.ts";
import { type Host, Incomplete } from "../ports.ts";
import { type JudgementDocument, judgement } from "../render/judgement.ts";
import { gather } from "./gather.ts";
import { memoryOf } from "./memory.ts";
import { readPolicy } from "./policy.ts";

/** What is asked: ids, branches or full refs; nothing in it is believed but that `by` would push it. */
export interface Question {
  readonly branch: string;
  /** Null: trunk. */
  readonly base: string | null;
  readonly head: string;
  readonly by: string | null;
}

/** What was asked about is not there. */
export class NoSuchHead extends Error {
  override readonly name = "NoSuchHead";
}

/** Judge now, under the claims and rounds of a state; what cannot be read is `unjudged`. Throws NoSuchHead. */
export async function judgeNow(host: Host, state: State, now: string, question: Question): Promise<JudgementDocument> {
  const { branch, by } = question;
  const trunk = await host.trunk();
  const policy = await readPolicy(host.git, trunk.tip, host.resolution);
  const head = await commitOf(host, question.head);
  const base = question.base === null ? trunk.tip : await commitOf(host, question.base);
  const place = { branch, base, head };
  try {
    const ref: Ref = `refs/heads/${branch}`;
    const before = await host.git.tip(ref);
    const groups = namesOf(policy)
      .map(({ name }) => name)
      .filter((name) => name.startsWith("@"));
    const actorOf = (login: string | null) => host.actor(login, [...new Set(groups)]);
    const moves: readonly RefMove[] = state.moves.get(ref) ?? [];
    // What is there already was pushed by whoever pushed it.
    const next = before === head ? moves : [...moves, { before, after: head, by }];
    const memory = memoryOf(ref, next, (each) => host.activity(each), actorOf);
    const ledger = { known: async () => state, now, isBook: false };
    const asked = {
      kind: "push",
      ref,
      before,
      after: head,
      merged: false,
      pushers: null,
      base,
      memory,
      ledger,
    } as const;
    const push = await gather(host.git, trunk, policy, { ...asked, by: await actorOf(by) }, host.resolution);
    return judgement(policy, judge(policy, push), place);
  } catch (error) {
    if (!(error instanceof Incomplete)) throw error;
    return judgement(policy, unjudged([because(error)]), place);
  }
}

const because = ({ message, fix }: Incomplete): Finding =>
  finding("policy-valid", { level: "error", undecided: true, message, fix: fix ?? "ask again" });

async function commitOf(host: Host, name: string): Promise<Oid> {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name)) return name;
  const ref = name.startsWith("refs/") ? name : `refs/heads/${name}`;
  const oid = await host.git.tip(ref);
  if (oid === null) throw new NoSuchHead(`${name} is neither an id, a branch nor a full ref of this repository`);
  return oid;
}

function namesOf(policy: PolicyState): readonly Name[] {
  if (policy.kind === "absent") return [];
  if (policy.kind === "broken") return policy.repairers ?? [];
  const { architects, free, teams } = policy.policy;
  return [...architects, ...free, ...teams.flatMap(({ members }) => members)];
}
