// GitHub notices that refs moved: the activity log, push, create and delete events, check suites, pull requests that follow.
import { linesOf, tryGit } from "./git.ts";
import { pushPayload } from "./payloads.ts";
import type { Repo } from "./repo.ts";
import { type Account, type Activity, ZERO } from "./state.ts";

interface Move {
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly forced: boolean;
}

export async function notice(repo: Repo, by: Account, type?: Activity["type"]): Promise<void> {
  const old = new Map(repo.refs);
  const now = await repo.readRefs();
  const moves: Move[] = [];
  for (const ref of new Set([...old.keys(), ...now.keys()])) {
    if (!/^refs\/(?:heads|tags)\//.test(ref) || old.get(ref) === now.get(ref)) continue;
    const [before, after] = [old.get(ref) ?? null, now.get(ref) ?? null];
    const forced = before !== null && after !== null && !(await isAncestor(repo, before, after));
    moves.push({ ref, before, after, forced });
  }
  if (repo.world.lagReads > 0) await lag(repo, old, repo.world.lagReads);
  for (const move of moves) log(repo, by, move, type);
  // More than three tags, or more than 5,000 branches, and GitHub says nothing of them.
  const tags = moves.filter(({ ref }) => ref.startsWith("refs/tags/"));
  const branches = moves.filter(({ ref }) => ref.startsWith("refs/heads/"));
  if (tags.length <= 3) for (const move of tags) await tell(repo, by, move);
  if (branches.length <= 5000) for (const move of branches) await tell(repo, by, move);
  for (const move of branches) await repo.world.follow(repo, by, move.ref.slice(11), move);
}

export async function isAncestor(repo: Repo, a: string, b: string): Promise<boolean> {
  return (await tryGit(repo.dir, ["merge-base", "--is-ancestor", a, b])).code === 0;
}

/** Every object and ref that is new answers the first reads as if it were not there yet. */
async function lag(repo: Repo, old: ReadonlyMap<string, string>, reads: number): Promise<void> {
  const fresh = await repo.git("rev-list", "--objects", "--all", "--not", ...new Set(old.values()));
  for (const line of linesOf(fresh)) repo.lagging.set(line.split(" ")[0]!, reads);
  for (const [ref, oid] of repo.refs)
    if (old.get(ref) !== oid && !ref.startsWith("refs/pull/")) repo.stale.set(ref, { old: old.get(ref), reads });
}

function log(repo: Repo, by: Account, { ref, before, after, forced }: Move, type?: Activity["type"]): void {
  // The activity log is about branches; of tags it tells nothing.
  if (!ref.startsWith("refs/heads/")) return;
  const moved =
    before === null ? "branch_creation" : after === null ? "branch_deletion" : forced ? "force_push" : "push";
  repo.activity.push({
    id: repo.world.nextId(),
    before: before ?? ZERO,
    after: after ?? ZERO,
    ref,
    at: repo.world.timestamp(),
    type: moved === "push" ? (type ?? "push") : moved,
    by,
  });
}

async function tell(repo: Repo, by: Account, { ref, before, after, forced }: Move): Promise<void> {
  const kind = ref.startsWith("refs/tags/") ? "tag" : "branch";
  const short = { ref: ref.replace(/^refs\/(?:heads|tags)\//, ""), ref_type: kind, pusher_type: "user" };
  if (before === null) {
    const more = { master_branch: repo.trunk, description: null };
    repo.world.emit(repo, "create", { ...short, ...more }, by);
  }
  if (after === null) repo.world.emit(repo, "delete", short, by);
  if (repo.world.tells(repo, "push"))
    repo.world.emit(repo, "push", await pushPayload(repo, by, ref, before, after, forced), by);
  if (kind === "branch" && after !== null) await repo.checks.request(after, short.ref, before, by);
}
