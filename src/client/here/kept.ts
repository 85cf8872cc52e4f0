// Where a session stands, as git said it the last time: for as long as every file that git read for it is what it was. Starting git three
// times takes longer than all the rest of a hook.
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileFor, recall, remember } from "../claude/memory.ts";
import type { Bound } from "./bound.ts";
import { askGit, type Here, PLACES, read, type Told } from "./here.ts";

/** What lies outside of the repository, a user's own settings, may change unseen for so long. */
const OLD_MS = 5 * 60_000;

/** Rises with every change of what is kept: what another version kept is not read. */
const SHAPE = "2";

interface Kept {
  readonly at: number;
  readonly signs: string;
  readonly told: Omit<Told, "policy"> & { readonly policy: string | null };
  /** By who it was said to be; "" where nothing was said. */
  readonly bound: Readonly<Record<string, Bound>>;
}

/** Where a session stands and whose work it does; its policy is read only where it is asked for. */
export interface Standing extends Omit<Told, "policy"> {
  readonly bound: Bound;
  readonly hasPolicy: boolean;
  readonly here: () => Promise<Here>;
}

/** Null outside of worktrees. `said`: who it was said to be. */
export async function standingIn(directory: string, folder: string, said: string | null): Promise<Standing | null> {
  const signs = signsOf(directory);
  if (signs === null) return null;
  const file = fileFor(folder, "here", signs.root);
  const kept = recall(file) as Kept | null;
  const age = Date.now() - (kept?.at ?? 0);
  const isFresh = kept?.signs === signs.text && age >= 0 && age < OLD_MS && kept.told.root === signs.root;
  const told = isFresh ? unpacked(kept) : await askGit(directory);
  if (told === null) return null;
  const here = () => read(told);
  const key = said ?? "";
  const known = isFresh && Object.hasOwn(kept.bound, key) ? kept.bound[key]! : null;
  const bound = known ?? (await import("./bound.ts")).boundHere(await here(), said);
  if (known === null) {
    const policy = told.policy === null ? null : Buffer.from(told.policy).toString("latin1");
    const others = isFresh ? kept.bound : {};
    // Under the signs from before git was asked: what changed meanwhile makes it old.
    const at = isFresh ? kept.at : Date.now();
    const next: Kept = { at, signs: signs.text, told: { ...told, policy }, bound: { ...others, [key]: bound } };
    remember(file, next);
  }
  const { policy, ...rest } = told;
  return { ...rest, bound, hasPolicy: policy !== null, here };
}

const unpacked = ({ told }: Kept): Told => ({
  ...told,
  policy: told.policy === null ? null : Buffer.from(told.policy, "latin1"),
});

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
    return { root, text: [SHAPE, gitDir, textOf(join(gitDir, "HEAD")), ...files.map(lookOf)].join("\n") };
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
