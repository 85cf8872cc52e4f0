// Where a write really goes: links followed, by the worktree that the target lies in, whatever directory somebody stands in.
import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { ShellWrite } from "./paths-of-shell.ts";

export interface Target {
  /** The top of the worktree, and the path from there. */
  readonly root: string;
  readonly path: string;
  /** It is taken away: what git tracks there is meant, and nothing where that is nothing. */
  readonly removed: boolean;
}

/** What a command's write means from a directory; nothing where nobody can tell, or where it lies in no worktree. */
export function targetsOf(write: ShellWrite, cwd: string): readonly Target[] {
  const { path, dir, how, names = [] } = write;
  if (dir === null && !path.startsWith("/")) return [];
  const typed = resolve(cwd, dir ?? ".", path);
  const isFolder = folder(typed);
  if (how === "into" && isFolder)
    return names.flatMap((name) => (folder(join(typed, name)) ? [] : located(join(typed, name), true)));
  if (how === "remove") return located(typed, false, true);
  return isFolder ? [] : located(typed, true);
}

/** `follow`: a link at its end is written through. */
export function located(typed: string, follow: boolean, removed = false): readonly Target[] {
  const real = follow && existsSync(typed) ? realpathSync(typed) : realOf(typed);
  const root = rootOf(dirname(real));
  if (root === null) return [];
  const path = relative(root, real).split(sep).join("/");
  return path === "" || path === ".git" || path.startsWith(".git/") ? [] : [{ root, path, removed }];
}

/** Its folder's real place, as far as there is one; its own name stays. */
function realOf(typed: string): string {
  let [there, rest] = [dirname(typed), basename(typed)];
  while (!existsSync(there) && there !== dirname(there)) [there, rest] = [dirname(there), join(basename(there), rest)];
  return join(realpathSync(there), rest);
}

/** The nearest folder upward that is a worktree's top. */
function rootOf(from: string): string | null {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (at === dirname(at)) return null;
  }
}

const folder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
