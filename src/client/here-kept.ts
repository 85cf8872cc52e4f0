// Where a session stands, as git said it the last time: for as long as every file that git read for it is what it was. Starting git three
// times takes longer than all the rest of a hook.
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileFor, recall, remember } from "./claude-memory.ts";
import { askGit, type Here, PLACES, read, type Told } from "./here.ts";

/** What lies outside of the repository, a user's own settings, may change unseen for so long. */
const OLD_MS = 5 * 60_000;

interface Kept {
  readonly at: number;
  readonly signs: string;
  readonly told: Omit<Told, "policy"> & { readonly policy: string | null };
}

/** As `hereIn`. */
export async function hereKept(directory: string, folder: string): Promise<Here | null> {
  const signs = signsOf(directory);
  if (signs === null) return null;
  const file = fileFor(folder, "here", signs.root);
  const kept = recall(file) as Kept | null;
  const age = Date.now() - (kept?.at ?? 0);
  if (kept !== null && kept.signs === signs.text && age >= 0 && age < OLD_MS && kept.told.root === signs.root)
    return read({ ...kept.told, policy: kept.told.policy === null ? null : Buffer.from(kept.told.policy, "latin1") });
  const told = await askGit(directory);
  if (told === null) return null;
  // It is kept under the signs from before git was asked: what changed meanwhile makes it old.
  const policy = told.policy === null ? null : Buffer.from(told.policy).toString("latin1");
  remember(file, { at: Date.now(), signs: signs.text, told: { ...told, policy } } satisfies Kept);
  return read(told);
}

/** The top of the worktree, and how the files look that say its branch, its trunk and its settings; null outside of worktrees. */
function signsOf(directory: string): { readonly root: string; readonly text: string } | null {
  try {
    let root = realpathSync(directory);
    while (statSync(join(root, ".git"), { throwIfNoEntry: false }) === undefined) {
      if (root === dirname(root)) return null;
      root = dirname(root);
    }
    const gitDir = gitDirOf(join(root, ".git"));
    const common = resolve(gitDir, textOf(join(gitDir, "commondir")) ?? ".");
    const remote = /^ref: (refs\/.+)$/.exec(textOf(join(common, PLACES[0]!)) ?? "")?.[1];
    const read = [
      "config",
      "packed-refs",
      "reftable/tables.list",
      ...PLACES,
      ...(remote === undefined ? [] : [remote]),
    ];
    const files = [join(gitDir, "HEAD"), join(gitDir, "config.worktree"), ...read.map((name) => join(common, name))];
    return { root, text: [gitDir, textOf(join(gitDir, "HEAD")), ...files.map(lookOf)].join("\n") };
  } catch {
    return null;
  }
}

/** A folder, or a file that names it. */
function gitDirOf(path: string): string {
  if (statSync(path).isDirectory()) return path;
  return resolve(dirname(path), /^gitdir: (.+)$/m.exec(readFileSync(path, "utf8"))![1]!);
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trimEnd();
  } catch {
    return null;
  }
}

/** A file that is written anew is another one, or of another time. */
function lookOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? "-" : `${found.ino} ${found.mtimeNs} ${found.size}`;
}
