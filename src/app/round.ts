// Gathers what a bound branch carries of a round: its announcement and its replies, read by blob id, as far as they differ from the base.
import { bind } from "../core/binding.ts";
import type { Instant } from "../core/entry.ts";
import { branchOf, type Change, type Oid, type Path, type TreeEntry } from "../core/model.ts";
import type { Policy, Team } from "../core/policy.ts";
import type { Carried, Push, Read } from "../core/push.ts";
import { roundOfBranch } from "../core/rounds/branch.ts";
import { type Announcement, onBranch, type Reading, type Reply, type Rounds } from "../core/rounds/rounds.ts";
import type { Known } from "../core/state.ts";
import type { Git } from "../ports.ts";
import { parseAnnouncement } from "../text/announcement.ts";
import { parseReply } from "../text/reply.ts";
import { TEXT_BYTES } from "../text/text-file.ts";

/** What the ledger remembers, and what time it is. */
export interface LedgerMemory {
  /** Null: nobody remembers. */
  readonly known: () => Promise<Known | null>;
  readonly now: Instant;
  /** The books themselves look: what is announced now gets its deadline from now on. */
  readonly isBook: boolean;
}

/** What is known of one ref by the time its round is looked at. */
export interface Looked {
  readonly ref: string;
  readonly trunk: Push["trunk"];
  readonly before: Oid | null;
  readonly after: Oid;
  /** The merge base, and what differs from it. */
  readonly base: Oid | null;
  readonly changes: readonly Change[];
  readonly fastForward: boolean;
  readonly rounds: Rounds | null;
  readonly now: Instant | null;
}

/** More replies than this on one branch are not read. */
const REPLIES = 20;

/** Is this a branch that may have something of a round on it? */
export function teamOfRound(policy: Policy, ref: string, trunk: Push["trunk"]): Team | null {
  const branch = branchOf(ref);
  return branch === null || ref === trunk.ref ? null : bind(policy, branch).team;
}

/** Does the ledger wait for the announcement on a branch that shows none? */
export function isExpected(policy: Policy, { ref, rounds, changes }: Looked): boolean {
  const found = rounds === null ? null : onBranch(rounds, branchOf(ref) ?? "");
  const shown = changes.some(({ path }) => path === policy.rounds.announcement);
  return !shown && found !== null && found.round.closed === null && !found.team.gone && found.team.state !== "merged";
}

export async function readRound(
  git: Git,
  policy: Policy,
  looked: Looked,
  standing: ReadonlyMap<Path, TreeEntry | null>,
): Promise<Carried | null> {
  const { ref, trunk, before, after, base, changes, fastForward, rounds, now } = looked;
  const team = teamOfRound(policy, ref, trunk);
  if (team === null) return null;
  const branch = branchOf(ref)!;
  const { announcement: file, deadline } = policy.rounds;
  const mine = rounds === null ? null : (onBranch(rounds, branch)?.team ?? null);
  const tip = changes.find(({ path }) => path === file)?.after ?? null;
  const last = standing.get(file) ?? null;
  const answers = repliesIn(policy, team, changes);
  const isNamed = roundOfBranch(policy, bind(policy, branch)) !== null;
  if (!isNamed && mine === null && tip === null && last === null && answers.length === 0) return null;
  const [announcement, stood, replies] = await Promise.all([
    announced(git, file, tip),
    last?.oid === tip?.oid ? null : announced(git, file, last),
    Promise.all(answers.map((path) => replied(git, path, changes))),
  ]);
  const isBare = announcement === null && replies.length === 0;
  const had =
    isBare && stood !== null && before !== null && fastForward && (await hadReply(git, policy, team, base, before));
  const head = mine?.reply?.head;
  // Only the books ask; a hook could not read a head that was dropped long ago.
  const isAsked = now !== null && head !== undefined && replies.length === 0 && head !== after;
  const continues = !isAsked || (await git.isAncestor(head, after));
  const due = deadline === null || now === null ? null : new Date(Date.parse(now) + deadline).toISOString();
  return { announcement, standing: stood, replies, had, continues, landed: base === after, due, known: rounds };
}

/** Paths of replies, that of the root first. */
function repliesIn(policy: Policy, team: Team, changes: readonly Change[]): Path[] {
  const { reply } = policy.rounds;
  const found = changes.filter(
    ({ path, after }) =>
      after?.mode.startsWith("100") && (path === reply || (path.endsWith(`/${reply}`) && team.write.set.has(path))),
  );
  return found
    .map(({ path }) => path)
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .slice(0, REPLIES);
}

async function hadReply(git: Git, policy: Policy, team: Team, base: Oid | null, before: Oid): Promise<boolean> {
  return repliesIn(policy, team, await git.changes(base, before)).length > 0;
}

async function announced(git: Git, path: Path, entry: TreeEntry | null): Promise<Read<Announcement> | null> {
  if (entry === null || !entry.mode.startsWith("100")) return null;
  return { path, oid: entry.oid, read: await readOnce(git, announcements, path, entry.oid, parseAnnouncement) };
}

async function replied(git: Git, path: Path, changes: readonly Change[]): Promise<Read<Reply>> {
  const { oid } = changes.find((each) => each.path === path)!.after!;
  return { path, oid, read: await readOnce(git, answered, path, oid, parseReply) };
}

/** The same bytes say the same everywhere: every push of a round's branch carries its announcement along. */
const announcements = new Map<string, Reading<Announcement>>();
const answered = new Map<string, Reading<Reply>>();
const KEPT = 200;

async function readOnce<T>(
  git: Git,
  kept: Map<string, Reading<T>>,
  path: Path,
  oid: Oid,
  parse: (bytes: Uint8Array, path: Path) => Reading<T>,
): Promise<Reading<T>> {
  const key = `${oid} ${path}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const read = parse(await git.blob(oid, TEXT_BYTES), path);
  if (kept.size === KEPT) kept.delete(kept.keys().next().value!);
  kept.set(key, read);
  return read;
}
