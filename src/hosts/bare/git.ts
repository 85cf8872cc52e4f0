// The Git port on a repository of this machine, by running git. It reads; it never writes into the repository it reads.
import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Change, Commit, Oid, Path, Ref, TreeEntry } from "../../core/model.ts";
import { type Git, Incomplete } from "../../ports.ts";
import { Objects } from "./objects.ts";
import { DIFF_TREE, LOG, LogReader, MAX_COMMITS, pathOfToken, readChanges, Tokens } from "./records.ts";
import { git, lines, type Place, tryGit } from "./run.ts";

/** The empty tree, which git knows without having it; by the length of an id. */
export const EMPTY_TREE: Readonly<Record<number, Oid>> = {
  40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
};

/** How many symbolic refs stand behind each other: as many as git itself follows. */
const MAX_HOPS = 5;

export class LocalGit implements Git {
  readonly place: Place;
  readonly #objects: Objects;
  #reftable: Promise<boolean> | null = null;

  constructor(place: Place) {
    this.place = place;
    this.#objects = new Objects(place);
  }

  async tip(ref: Ref): Promise<Oid | null> {
    const { code, stdout } = await tryGit(this.place, [
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${ref}^{commit}`,
    ]);
    return code === 0 ? stdout.toString("latin1").trim() : null;
  }

  /** A symbolic ref is a file that says `ref: …`, except in a reftable, where only git can tell. */
  async resolve(ref: Ref, hops = 0): Promise<Ref> {
    if (hops > MAX_HOPS) throw new Incomplete(`${ref} is a symbolic ref that leads nowhere`, "ask the administrator");
    if (!(await this.#isReftable())) {
      const text = await readFile(join(this.place.gitDir, ref), "utf8").catch(() => "");
      return text.startsWith("ref: ") ? this.resolve(text.slice(5).trim(), hops + 1) : ref;
    }
    const { code, stdout } = await tryGit(this.place, ["symbolic-ref", "--quiet", "--", ref]);
    return code === 0 ? this.resolve(stdout.toString("utf8").trimEnd(), hops + 1) : ref;
  }

  async commits(tip: Oid, not: Oid | null): Promise<readonly Commit[]> {
    const revisions = not === null ? [tip] : [tip, `^${not}`];
    const output = await git(
      this.place,
      [...LOG, "--topo-order", `--max-count=${MAX_COMMITS + 1}`, "--stdin"],
      `${revisions.join("\n")}\n`,
    );
    return readLog(output).reverse();
  }

  async mergeBases(a: Oid, b: Oid): Promise<readonly Oid[]> {
    const { code, stdout, stderr } = await tryGit(this.place, ["merge-base", "--all", a, b]);
    // Exit code 1 without a word: no common ancestor.
    if (code > 1 || stderr !== "") throw new Incomplete(`git merge-base failed: ${stderr || `exit code ${code}`}`);
    return lines(stdout);
  }

  async isAncestor(ancestor: Oid, tip: Oid): Promise<boolean> {
    const { code, stderr } = await tryGit(this.place, ["merge-base", "--is-ancestor", ancestor, tip]);
    if (code > 1) throw new Incomplete(`git merge-base failed: ${stderr}`);
    return code === 0;
  }

  /** The merge is made in an object directory of our own, which is removed again. */
  async mergeOf(bases: readonly Oid[]): Promise<{ toFirst: readonly Change[]; conflicts: ReadonlySet<Path> }> {
    const objects = await mkdtemp(join(tmpdir(), "lanekeeper-merge-"));
    try {
      const env = { ...this.place.env, ...(await this.#besides(objects)) };
      return await mergeAll({ ...this.place, env }, bases);
    } finally {
      await rm(objects, { recursive: true, force: true });
    }
  }

  async changes(from: Oid | null, to: Oid): Promise<readonly Change[]> {
    const output = await git(this.place, [...DIFF_TREE, from ?? EMPTY_TREE[to.length]!, to]);
    return readChanges(new Tokens().push(output));
  }

  entry(at: Oid, path: Path): Promise<TreeEntry | null> {
    return this.#objects.entry(at, path);
  }

  names(at: Oid, directory: Path): Promise<readonly string[]> {
    return this.#objects.names(at, directory);
  }

  blob(oid: Oid, atMost: number): Promise<Uint8Array> {
    return this.#objects.blob(oid, atMost);
  }

  async *versions(at: Oid, path: Path): AsyncIterable<Oid> {
    const log = ["log", "--first-parent", "-m", "--format=%H", "--end-of-options", at, "--", path];
    let last: Oid | null = null;
    for (const commit of lines(await git(this.place, log))) {
      const entry = await this.entry(commit, path);
      if (entry?.mode.startsWith("100") !== true || entry.oid === last) continue;
      last = entry.oid;
      yield entry.oid;
    }
  }

  close(): void {
    this.#objects.close();
  }

  #isReftable(): Promise<boolean> {
    this.#reftable ??= access(join(this.place.gitDir, "reftable")).then(
      () => true,
      () => false,
    );
    return this.#reftable;
  }

  /** Write to a directory, read from it, from the quarantine and from the repository. */
  async #besides(objects: string): Promise<Record<string, string>> {
    const own = this.place.env?.GIT_OBJECT_DIRECTORY ?? join(this.place.gitDir, "objects");
    const others = this.place.env?.GIT_ALTERNATE_OBJECT_DIRECTORIES;
    const alternates = [own, ...(others === undefined ? [] : [others])].join(":");
    return { GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates };
  }
}

/** The commits of a log, newest first as git prints them. */
export function readLog(output: Buffer): Commit[] {
  const tokens = new Tokens();
  const reader = new LogReader();
  for (const token of tokens.push(output)) reader.push(token);
  if (!tokens.isComplete || !reader.isComplete) throw new Incomplete("git log stopped in the middle of a record");
  return reader.commits;
}

/** Merge the bases one after another, as git's recursive merge does with several of them. */
async function mergeAll(
  place: Place,
  bases: readonly Oid[],
): Promise<{ toFirst: readonly Change[]; conflicts: ReadonlySet<Path> }> {
  const conflicts = new Set<Path>();
  let merged = bases[0]!;
  for (const next of bases.slice(1)) {
    const { code, stdout, stderr } = await tryGit(place, [
      "merge-tree",
      "--write-tree",
      "--no-messages",
      "--name-only",
      "-z",
      merged,
      next,
    ]);
    if (code > 1)
      throw new Incomplete(
        `several merge bases could not be merged: ${stderr}`,
        "merge the base branch (git 2.38 or newer can judge it as it is)",
      );
    const [tree, ...names] = new Tokens().push(stdout).map(pathOfToken);
    for (const name of names) if (name !== "") conflicts.add(name);
    merged = await commitOf(place, tree!, [merged, next]);
  }
  const toFirst = readChanges(new Tokens().push(await git(place, [...DIFF_TREE, merged, bases[0]!])));
  return { toFirst, conflicts };
}

/** A commit with these parents, so that the next merge finds its own base. */
async function commitOf(place: Place, tree: Oid, parents: readonly Oid[]): Promise<Oid> {
  const who = ["-c", "user.name=lanekeeper", "-c", "user.email=lanekeeper@localhost", "-c", "user.useConfigOnly=false"];
  const args = [
    ...who,
    "commit-tree",
    tree,
    ...parents.flatMap((parent) => ["-p", parent]),
    "-m",
    "merge of merge bases",
  ];
  return (await git(place, args)).toString("latin1").trim();
}
