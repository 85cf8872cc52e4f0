// Judges one push to a bare repository, all its refs, from whatever Git it is given: the resident judge and the lone hook alike.
import { gather, type Move } from "../../app/gather.ts";
import { readPolicy } from "../../app/policy.ts";
import type { LedgerMemory } from "../../app/round.ts";
import { finding } from "../../core/finding.ts";
import { conclude, judge, unjudged } from "../../core/judge.ts";
import type { Actor, Oid, Ref } from "../../core/model.ts";
import type { PolicyState } from "../../core/policy.ts";
import type { Verdict } from "../../core/push.ts";
import { type Git, Incomplete } from "../../ports.ts";
import type { RefVerdict } from "../../render/hook.ts";

/** A line of what git tells a hook; null for the zero id. */
export interface Update {
  readonly before: Oid | null;
  readonly after: Oid | null;
  readonly ref: Ref;
}

export interface PushRequest {
  readonly updates: readonly Update[];
  /** From the one identity source chosen at install; null where it said nothing. */
  readonly login: string | null;
  readonly trunk: { readonly ref: Ref; readonly tip: Oid | null };
  /** What the ledger knows; a hook alone has no memory. */
  readonly ledger?: Omit<LedgerMemory, "isBook">;
}

/** A bare server knows no teams of a forge. */
export const BARE = { knowsGroups: false } as const;

export interface PushVerdict {
  /** Is there a policy at all? Without one, nothing is said. */
  readonly policy: PolicyState["kind"] | "unread";
  readonly refs: readonly RefVerdict[];
}

/** `reading` may be answered from a cache by commit id. */
export async function judgePush(
  git: Git,
  request: PushRequest,
  reading: Promise<PolicyState> = readPolicy(git, request.trunk.tip, BARE),
): Promise<PushVerdict> {
  const by: Actor = { login: request.login, groups: [], foldsCase: false };
  const verdicts: RefVerdict[] = [];
  for (const update of request.updates)
    verdicts.push({ ref: update.ref, verdict: await judgeRef(git, request, update, by, reading) });
  const policy = await reading.then(({ kind }) => kind).catch(() => "unread" as const);
  return { policy, refs: verdicts };
}

async function judgeRef(
  git: Git,
  { trunk, ledger }: PushRequest,
  { before, after, ref }: Update,
  by: Actor,
  reading: Promise<PolicyState>,
): Promise<Verdict> {
  try {
    const state = await reading;
    if (!isRefName(ref)) return state.kind === "absent" ? conclude([]) : conclude([BAD_REF]);
    const real = await git.resolve(ref);
    const isTrunk = real === trunk.ref;
    // Trunk itself is measured against its old value, everything else against trunk.
    const move: Move = {
      kind: "push",
      ref: real,
      before,
      after,
      by,
      merged: false,
      pushers: null,
      base: isTrunk ? before : trunk.tip,
      ...(ledger === undefined ? {} : { ledger: { ...ledger, isBook: false } }),
    };
    return judge(state, await gather(git, trunk, state, move, BARE));
  } catch (error) {
    if (!(error instanceof Incomplete)) throw error;
    const fix = error.fix ?? "push again; if it stays so, ask the server's administrator";
    return unjudged([
      finding("policy-valid", {
        level: "error",
        undecided: true,
        message: `the push could not be judged: ${error.message}`,
        fix,
      }),
    ]);
  }
}

const BAD_REF = finding("who-may-push", {
  level: "error",
  message: "this is not a valid ref name",
  fix: "push to another name",
});

/** git checks names only after its hooks have run, so a hook may be shown anything. */
export const isRefName = (ref: string): boolean =>
  /^refs\/[^\p{Cc} ~^:?*[\\]+$/u.test(ref) && !/\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|[./]$/.test(ref);

/** The ref lines on a hook's standard input. */
export function readUpdates(text: string): Update[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [before = "", after = "", ...ref] = line.split(" ");
      return { before: idOf(before), after: idOf(after), ref: ref.join(" ") };
    });
}

const idOf = (text: string): Oid | null => {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text))
    throw new Incomplete("a hook was told a ref update that cannot be read");
  return /^0+$/.test(text) ? null : text;
};
