// Whether what a tool would write is denied, and in which words: every target by the worktree it lies in, what git ignores not at all.
import type { Binding } from "../../core/binding.ts";
import type { ClaimDocument } from "../../core/document.ts";
import type { Policy } from "../../core/policy.ts";
import type { ClaudeEvent } from "../claude/event.ts";
import { type Here, hereIn, runGit } from "../here/here.ts";
import { guard } from "./guard.ts";
import { type Target, targetsOf } from "./targets.ts";

/** So many paths are looked at in one call, and so many are named. */
const MAX_TARGETS = 500;
const MAX_NAMED = 3;
const MAX_REASON = 4_000;

/** The reason to deny it; null: no decision. `claims`: null where the server does not say. */
export async function denialOf(
  { writes, cwd }: ClaudeEvent,
  here: Here,
  policy: Policy,
  binding: Binding,
  claims: readonly ClaimDocument[] | null,
): Promise<string | null> {
  const targets = writes.slice(0, MAX_TARGETS).flatMap((write) => anyTargets(() => targetsOf(write, cwd)));
  const reasons: string[] = [];
  let more = 0;
  for (const [root, its] of grouped(targets)) {
    const there = root === here.root ? here : await hereIn(root);
    // Another repository is none of this session's business here.
    if (there === null || there.common !== here.common) continue;
    const isTrunk = policy.trunk === "branch" && there.branch !== null && there.branch === here.trunk;
    const judge = guard({ policy, binding, login: here.userName, isTrunk, claims, now: Date.now() });
    const paths = await pathsOf(root, its);
    const denied = [...new Set(paths)].flatMap((path) => {
      const reason = judge(path);
      return reason === null ? [] : [{ path, reason }];
    });
    const ignored = await ignoredBy(
      root,
      denied.map(({ path }) => path),
    );
    for (const { path, reason } of denied) {
      if (ignored.has(path)) continue;
      if (reasons.length < MAX_NAMED) reasons.push(reason);
      else more += 1;
    }
  }
  if (reasons.length === 0) return null;
  const rest = more === 0 ? "" : ` So it is with ${more} more paths.`;
  return `Lanekeeper: ${reasons.join(" ")}${rest} Reading, git and every other path are not held up.`.slice(
    0,
    MAX_REASON,
  );
}

/** A place that cannot be looked at is nobody's to judge. */
function anyTargets(find: () => readonly Target[]): readonly Target[] {
  try {
    return find();
  } catch {
    return [];
  }
}

function grouped(targets: readonly Target[]): Map<string, Target[]> {
  const groups = new Map<string, Target[]>();
  for (const target of targets) groups.set(target.root, [...(groups.get(target.root) ?? []), target]);
  return groups;
}

/** The paths themselves, and of what is taken away that which git tracks. */
async function pathsOf(root: string, targets: readonly Target[]): Promise<readonly string[]> {
  const gone = targets.filter(({ removed }) => removed).map(({ path }) => path);
  const files = targets.filter(({ removed }) => !removed).map(({ path }) => path);
  if (gone.length === 0) return files;
  const { stdout } = await runGit(root, ["--literal-pathspecs", "ls-files", "-z", "--", ...gone], "");
  const tracked = stdout.toString("utf8").split("\0").slice(0, -1);
  return [...files, ...tracked.slice(0, MAX_TARGETS)];
}

async function ignoredBy(root: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const input = paths.map((path) => `${path}\0`).join("");
  const { stdout } = await runGit(root, ["check-ignore", "-z", "--stdin"], input);
  return new Set(stdout.toString("utf8").split("\0").slice(0, -1));
}
