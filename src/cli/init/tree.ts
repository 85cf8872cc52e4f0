// What `init` reads of a working tree, and how it writes into one: never through a link that leads out of it.
import { spawnSync } from "node:child_process";
import { lstat, mkdir, readFile, realpath, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { decodePath } from "../../core/path.ts";
import { lines, type Place, tryGit } from "../../hosts/bare/run.ts";
import type { Note } from "../../text/note.ts";
import type { Sources, TextFile } from "../../text/propose.ts";
import { userName } from "../clone.ts";
import { Usage } from "../output.ts";

export interface Tree {
  readonly root: string;
  readonly place: Place;
}

const CODEOWNERS = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
const MAX_BYTES = 1024 * 1024;

/** The working tree a directory belongs to. */
export async function openTree(directory: string): Promise<Tree> {
  const args = ["-C", resolve(directory), "rev-parse", "--absolute-git-dir", "--show-toplevel"];
  const { error, stdout } = spawnSync("git", args, { encoding: "utf8" });
  if (error) throw new Usage("git could not be started", "install git");
  const [gitDir, root] = stdout.split("\n");
  if (!gitDir || !root)
    throw new Usage(`there is no working tree of git at ${directory}`, "go into a clone, or say --repo DIR");
  return { root, place: { gitDir } };
}

/** Everything a proposal is made from; who was named an architect is the caller's. */
export async function readSources(tree: Tree, architect: string | null, notes: Note[]): Promise<Sources> {
  const list = await tryGit(tree.place, [
    ...["-C", tree.root, "--work-tree", tree.root],
    ...["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
  ]);
  if (list.code !== 0) throw new Usage(`git cannot list the files here: ${list.stderr}`, "run it in a clone");
  const paths = [...new Set(split(list.stdout))].sort();
  const there = CODEOWNERS.filter((path) => paths.includes(path));
  for (const path of there.slice(1))
    notes.push({ at: { path, line: 1, column: 1 }, message: `it was not read: ${there[0]} comes first` });
  const files = paths.filter((path) => /(?:^|\/)(?:AGENTS|CLAUDE)\.md$/.test(path));
  const instructions = await Promise.all(files.map((path) => read(tree, path, notes)));
  return {
    directories: [...new Set(paths.flatMap((path) => (path.includes("/") ? [path.slice(0, path.indexOf("/"))] : [])))],
    codeowners: there[0] === undefined ? null : await read(tree, there[0], notes),
    instructions: instructions.filter((file) => file !== null),
    reserved: await branches(tree),
    architect,
    userName: userName(tree.place),
  };
}

/** Branch names without a slash, also of one that has no commit yet. */
async function branches({ place }: Tree): Promise<string[]> {
  const head = await tryGit(place, ["symbolic-ref", "--quiet", "HEAD"]);
  const refs = await tryGit(place, ["for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes/origin"]);
  const names = [...lines(head.stdout), ...lines(refs.stdout)].map((ref) =>
    ref.replace(/^refs\/(?:heads|remotes\/origin)\//, ""),
  );
  return [...new Set(["main", "master", ...names.filter((name) => !name.includes("/"))])];
}

async function read({ root }: Tree, path: string, notes: Note[]): Promise<TextFile | null> {
  const found = await lstat(join(root, path)).catch(() => null);
  // A link names a file that is read by itself, or one that is none of this repository.
  if (found === null || !found.isFile()) return null;
  if (found.size <= MAX_BYTES) return { path, text: await readFile(join(root, path), "utf8") };
  notes.push({ at: { path, line: 1, column: 1 }, message: "it was not read: it is over 1 MiB" });
  return null;
}

/** The bytes of a file as a string of the same length, so that none is lost; null where there is no file. */
export async function readBytes({ root }: Tree, path: string): Promise<string | null> {
  return readFile(join(root, path), "latin1").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new Usage(`${path} cannot be read: ${error.code}`, "make it a plain file");
  });
}

/** Where a path really lies, links followed; refused where that is outside the tree. Nothing is written yet. */
export async function targetOf({ root }: Tree, path: string): Promise<string> {
  const top = await realpath(root);
  // What is not there yet lies where the nearest folder that is there does.
  let [there, rest] = [join(top, path), ""];
  let real = await realpath(there).catch(() => null);
  while (real === null) {
    [there, rest] = [dirname(there), join(basename(there), rest)];
    real = await realpath(there).catch(() => null);
  }
  const target = join(real, rest).replace(/\/$/, "");
  if (target.startsWith(`${top}${sep}`)) return target;
  throw new Usage(`${path} is a link that leads out of the repository`, "replace it by a plain file");
}

/** Whole or not at all. */
export async function write(target: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await writeFile(`${target}.new`, bytes);
  await rename(`${target}.new`, target);
}

function split(output: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0, end = output.indexOf(0); end !== -1; at = end + 1, end = output.indexOf(0, at))
    found.push(decodePath(output.subarray(at, end)));
  return found;
}
