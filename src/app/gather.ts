// Gathers everything the judge needs to know about one push: git in, plain data out. It decides nothing.
import { compose } from "../core/changes.ts";
import {
  type Actor,
  branchOf,
  type Change,
  type Commit,
  type Oid,
  type Path,
  type Ref,
  SYMLINK,
  sameEntry,
  type TreeEntry,
} from "../core/model.ts";
import { decodePath, parents } from "../core/path.ts";
import { POLICY_PATH, type Policy, type PolicyState } from "../core/policy.ts";
import type { Push } from "../core/push.ts";
import type { Git } from "../ports.ts";
import { type Attribution, isGuarded, type Memory, recall } from "./memory.ts";
import { policyOf, type Resolution } from "./policy.ts";
import { isExpected, type LedgerMemory, type Looked, readRound, teamOfRound } from "./round.ts";

/** A ref that moves, or asks to be merged, as a host reports it; nothing in it is believed but the ids and the login. */
export interface Move {
  readonly kind: "push" | "pull";
  readonly ref: Ref;
  readonly before: Oid | null;
  readonly after: Oid | null;
  readonly by: Actor;
  readonly merged: boolean;
  readonly pushers: readonly Actor[] | null;
  /** What it is measured against: the tip of the pull request's base, of trunk, or trunk's old value. */
  readonly base: Oid | null;
  /** Who moved this ref from what to what, where that is recorded; without it the old value counts as authorised. */
  readonly memory?: Memory;
  /** The pull request that the forge merged although it had not passed. */
  readonly despite?: number;
  /** What the ledger remembers; without it nobody does. */
  readonly ledger?: LedgerMemory;
  /** A merge queue's commit for this head: the commits on the way are the queue's, so only paths are judged. */
  readonly queued?: Oid;
}

/** A link's target is a path, and a path is no longer than this; of a longer one only zero bytes are read. */
const LINK_BYTES = 4096;

const FOLDER = "040000";

/** Gather one move under a policy that was read before. */
export async function gather(
  git: Git,
  trunk: Push["trunk"],
  state: PolicyState,
  move: Move,
  host: Resolution,
): Promise<Push> {
  const { kind, ref, before, after, by, merged, pushers } = move;
  const merge = { merged, ...(move.despite === undefined ? {} : { despite: move.despite }) };
  const still = { kind, ref, trunk, before, after, forced: false, by, ...merge, pushers, ...NOTHING };
  // Where there is a memory it is a pull request: a fork's head is judged whatever it asks to be merged into.
  if (after === null || (!ref.startsWith("refs/heads/") && kind === "push" && move.memory === undefined)) return still;
  if (state.kind !== "valid")
    return kind === "pull" || ref === trunk.ref
      ? { ...still, proposed: await proposal(git, trunk.tip, after, host) }
      : still;
  const [commits, written, fastForward] = await Promise.all([
    move.queued === undefined ? git.commits(after, move.base) : [],
    paths(git, move.base, after),
    before === null || git.isAncestor(before, after),
  ]);
  const { changes, uncertain } = written;
  const policyChange = changes.find(({ path }) => path === POLICY_PATH);
  const known = (await move.ledger?.known()) ?? null;
  const rounds = teamOfRound(state.policy, ref, trunk) === null ? null : (known?.rounds ?? null);
  const now = move.ledger?.isBook === true ? move.ledger.now : null;
  const looked: Looked = { ref, trunk, before, after, base: written.base, changes, fastForward, rounds, now };
  const absent = { path: state.policy.rounds.announcement, before: null, after: null };
  const guarded = [
    ...changes.filter(({ path }) => isGuarded(state.policy, path)),
    ...(isExpected(state.policy, looked) && written.base !== after ? [absent] : []),
  ];
  const [attribution, names, links, proposed] = await Promise.all([
    move.memory === undefined
      ? atOldValue(git, state.policy, move, written, { commits, fastForward })
      : recall(git, state.policy, move.memory, move.queued ?? after, [
          ...guarded,
          ...(await restored(git, state.policy, written, commits)),
        ]),
    neighbours(git, written.base, changes),
    targets(git, changes),
    policyChange === undefined ? null : policyOf(git, asFolder(changes) ?? policyChange.after, host),
  ]);
  const round = await readRound(git, state.policy, looked, attribution.standing);
  const remembered = {
    claims: known === null ? null : { table: known.claims, now: move.ledger!.now },
    overrides: known?.overrides.get(branchOf(ref) ?? "") ?? [],
  };
  const shape = { forced: !fastForward, changes, uncertain, commits };
  return { ...still, ...shape, ...attribution, names, links, proposed, round, ...remembered };
}

const NOTHING = {
  changes: [],
  uncertain: new Set<Path>(),
  commits: [],
  standing: new Map<Path, TreeEntry | null>(),
  authors: new Map<Path, Actor>(),
  names: new Map<Path, readonly string[]>(),
  links: new Map<Oid, string>(),
  proposed: null,
  round: null,
  claims: null,
  overrides: [],
} as const satisfies Partial<Push>;

/** A file that became a folder shows as a file deleted and others added. */
const asFolder = (changes: readonly Change[]): TreeEntry | null => {
  const within = changes.find(({ path, after }) => after !== null && path.startsWith(`${POLICY_PATH}/`));
  return within === undefined ? null : { mode: FOLDER, oid: within.after!.oid };
};

/** The policy a push to trunk would put there, where it differs from what is there. */
async function proposal(git: Git, tip: Oid | null, after: Oid, host: Resolution): Promise<PolicyState | null> {
  const [old, next] = await Promise.all([
    tip === null ? null : git.entry(tip, POLICY_PATH),
    git.entry(after, POLICY_PATH),
  ]);
  return sameEntry(old, next) ? null : policyOf(git, next, host);
}

interface Written {
  readonly base: Oid | null;
  readonly changes: readonly Change[];
  readonly uncertain: ReadonlySet<Path>;
}

/** The paths written: what differs between the merge base and the tip. Of several merge bases, their merge. */
async function paths(git: Git, from: Oid | null, after: Oid): Promise<Written> {
  const bases = from === null ? [] : await git.mergeBases(from, after);
  const base = bases[0] ?? null;
  const changes = await git.changes(base, after);
  if (from === null || bases.length < 2) return { base, changes, uncertain: new Set() };
  const merge = await git.mergeOf(bases);
  const all = compose([merge.toFirst, changes]);
  const conflicting = all.filter(({ path }) => merge.conflicts.has(path));
  const resolved = await Promise.all(
    conflicting.map(async ({ path, after }) => sameEntry(after, await git.entry(from, path))),
  );
  const asBase = new Set(conflicting.filter((_, index) => resolved[index]).map(({ path }) => path));
  return { base, changes: all.filter(({ path }) => !asBase.has(path)), uncertain: merge.conflicts };
}

/** Guarded paths that new commits touched and the tip has as the base has them: perhaps an architect's change was taken back. */
async function restored(
  git: Git,
  policy: Policy,
  { base, changes }: Written,
  commits: readonly Commit[],
): Promise<Change[]> {
  const shown = new Set(changes.map(({ path }) => path));
  const touched = new Set(commits.flatMap(({ own }) => own.map(({ path }) => path)));
  const hidden = [...touched].filter((path) => !shown.has(path) && isGuarded(policy, path));
  const entries = hidden.map(async (path) => {
    const entry = base === null ? null : await git.entry(base, path);
    return { path, before: entry, after: entry };
  });
  return Promise.all(entries);
}

/** Without a memory: what the ref had before was authorised, and whoever pushes now set the rest. */
async function atOldValue(
  git: Git,
  policy: Policy,
  { before, base }: Move,
  written: Written,
  { commits, fastForward }: { readonly commits: readonly Commit[]; readonly fastForward: boolean },
): Promise<Attribution> {
  if (before === null) return { standing: new Map(), authors: new Map() };
  const shown = new Set(written.changes.map(({ path }) => path).filter((path) => isGuarded(policy, path)));
  const dropped = fastForward ? [] : await git.commits(before, base);
  const hidden = new Set<Path>();
  for (const { own } of [...commits, ...dropped])
    for (const { path } of own) if (!shown.has(path) && isGuarded(policy, path)) hidden.add(path);
  const bases = hidden.size === 0 || base === null ? [] : await git.mergeBases(base, before);
  const standing = new Map<Path, TreeEntry | null>();
  for (const path of [...shown, ...hidden]) {
    const had = await git.entry(before, path);
    if (shown.has(path) || (await isWithdrawn(git, path, had, written.base, bases))) standing.set(path, had);
  }
  return { standing, authors: new Map() };
}

/** Is a path at the tip as the base has it, who never changed it, although the ref had something else? */
async function isWithdrawn(
  git: Git,
  path: Path,
  had: TreeEntry | null,
  base: Oid | null,
  bases: readonly Oid[],
): Promise<boolean> {
  const now = base === null ? null : await git.entry(base, path);
  const began = await Promise.all(bases.map((each) => git.entry(each, path)));
  return !sameEntry(had, now) && (began.length === 0 || began.some((each) => sameEntry(each, now)));
}

/** The names beside every path that was added or deleted, and beside each directory above it; with nothing added, none. */
async function neighbours(
  git: Git,
  base: Oid | null,
  changes: readonly Change[],
): Promise<Map<Path, readonly string[]>> {
  const moved = changes.filter(({ before, after }) => before === null || after === null);
  if (base === null || moved.every(({ after }) => after === null)) return new Map();
  const directories = new Set([""]);
  for (const { path } of moved) {
    for (const each of parents(path)) {
      if (directories.has(each)) break;
      directories.add(each);
    }
  }
  return new Map(await Promise.all([...directories].map(async (each) => [each, await git.names(base, each)] as const)));
}

async function targets(git: Git, changes: readonly Change[]): Promise<Map<Oid, string>> {
  const links = new Set(changes.flatMap(({ after }) => (after?.mode === SYMLINK ? [after.oid] : [])));
  const read = async (oid: Oid) => [oid, decodePath(await git.blob(oid, LINK_BYTES))] as const;
  return new Map(await Promise.all([...links].map(read)));
}
