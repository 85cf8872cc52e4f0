// Paths that are one where names are folded: twins in one directory, and paths that imitate the literal prefix of a scope.
// Each directory is looked at once, however many paths a push adds to it.
import { literalPrefix } from "./glob.ts";
import type { Change, Path } from "./model.ts";
import { above, foldPath } from "./path.ts";
import type { Policy } from "./policy.ts";

/** Finds the outermost of a path's directories, or the path itself, that has a like; with what it is like. */
export type Finder = (path: Path) => readonly [Path, Path] | null;

/** Finds what an added path, or a directory it creates, would collide with. `names` are those that were there before. */
export function twinsOf(changes: readonly Change[], names: ReadonlyMap<Path, readonly string[]>): Finder {
  const twins = new Map<Path, Path>();
  const isGone = deletedBy(changes, names);
  for (const [directory, added] of byDirectory(changes)) {
    const old = (names.get(directory) ?? []).filter((name) => !isGone(join(directory, name)));
    for (const [one, other] of namesakes(old, added)) twins.set(join(directory, one), join(directory, other));
  }
  return twins.size === 0 ? () => null : outermost((each) => twins.get(each) ?? null);
}

/** Finds the literal prefix of a scope that a path imitates without being in it. */
export function rivalsOf(policy: Policy): Finder {
  const scopes = [policy.protected, ...policy.teams.map((team) => team.write), ...policy.sessions.write.values()];
  const prefixes = new Set(scopes.flatMap((scope) => scope.patterns.map(({ text }) => literalPrefix(text))));
  const byFold = new Map([...prefixes].map((prefix) => [foldPath(prefix), prefix]));
  const depth = [...prefixes].reduce((most, prefix) => Math.max(most, prefix.split("/").length), 0);
  const find = outermost((each) => {
    const prefix = byFold.get(foldPath(each));
    return prefix === undefined || prefixes.has(each) ? null : prefix;
  });
  return (path) => find(head(path, depth));
}

const join = (directory: Path, name: string): Path => (directory === "" ? name : `${directory}/${name}`);

/** Is a path deleted, by itself or with everything below it? */
function deletedBy(changes: readonly Change[], names: ReadonlyMap<Path, readonly string[]>): (path: Path) => boolean {
  const deleted = new Set(changes.filter((change) => change.after === null).map((change) => change.path));
  const isGone = (path: Path): boolean =>
    deleted.has(path) || (names.get(path)?.every((name) => isGone(join(path, name))) ?? false);
  return deleted.size === 0 ? () => false : isGone;
}

/** The names of added paths, and of the directories above them, by the directory they stand in. */
function byDirectory(changes: readonly Change[]): ReadonlyMap<Path, readonly string[]> {
  const all = new Map<Path, string[]>();
  const put = (path: Path): void => {
    const directory = above(path);
    const name = directory === "" ? path : path.slice(directory.length + 1);
    const names = all.get(directory);
    if (names !== undefined) {
      names.push(name);
      return;
    }
    all.set(directory, [name]);
    if (directory !== "") put(directory);
  };
  for (const { path, before, after } of changes) if (before === null && after !== null) put(path);
  return all;
}

/** Those of a directory's names that are one where names are folded, each with the other; one is enough, twenty letters have a million. */
function namesakes(old: readonly string[], added: readonly string[]): (readonly [string, string])[] {
  const names = [...old, ...added];
  const first = new Map<string, number>();
  const pairs: (readonly [string, string])[] = [];
  for (const [index, name] of names.entries()) {
    const fold = foldPath(name);
    const at = first.get(fold);
    if (at === undefined) first.set(fold, index);
    if (at === undefined || names[at] === name) continue;
    pairs.push([name, names[at]!]);
    // What was there is not at fault for what comes.
    if (at >= old.length || index < old.length) pairs.push([names[at]!, name]);
  }
  return pairs;
}

/** As many of a path's segments, from the root down. */
function head(path: Path, segments: number): Path {
  let end = -1;
  for (let left = segments; left > 0; left--) {
    end = path.indexOf("/", end + 1);
    if (end === -1) return path;
  }
  return path.slice(0, Math.max(0, end));
}

/** Asks about a path's directories, from the root down, then about the path; about each only once, however many paths it is above. */
function outermost(ask: (path: Path) => Path | null): Finder {
  const known = new Map<Path, readonly [Path, Path] | null>([["", null]]);
  const find = (path: Path): readonly [Path, Path] | null => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const answer = find(above(path)) ?? pair(path, ask(path));
    known.set(path, answer);
    return answer;
  };
  return find;
}

const pair = (path: Path, other: Path | null) => (other === null ? null : ([path, other] as const));
