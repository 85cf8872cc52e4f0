// odd-paths: paths that show as one thing and are another: links out of the scope, case and Unicode twins, unprintable bytes.
import { holderOf, isBound } from "../binding.ts";
import type { Complaint } from "../finding.ts";
import { literalPrefix } from "../glob.ts";
import { branchOf, type Change, type Path, SUBMODULE, SYMLINK } from "../model.ts";
import { foldPath, isUtf8, parents, quotePath } from "../path.ts";
import { permit } from "../permit.ts";
import type { Policy } from "../policy.ts";
import type { Case, Rule } from "./rule.ts";

export const oddPaths: Rule = {
  id: "odd-paths",
  about:
    "No link leaves the scope, no path equals another but for case or Unicode form, no path hides unprintable bytes.",
  check: (subject) => {
    const { push, policy } = subject;
    if (branchOf(push.ref) === null && push.kind === "push") return [];
    const present = push.changes.filter((change) => change.after !== null);
    const added = present.filter((change) => change.before === null);
    const twin = twinFinder(subject, added);
    const rival = rivalFinder(policy);
    return [
      ...present.flatMap((change) => [...unprintable(change), ...link(subject, change), ...submodule(change)]),
      ...added.flatMap(({ path }) => [...twin(path), ...rival(path)].slice(0, 1)),
    ];
  },
};

function unprintable({ path, before }: Change): Complaint[] {
  if (before !== null) return [];
  const what = !isUtf8(path) ? "is not valid UTF-8" : /\p{Cc}/u.test(path) ? "contains control characters" : null;
  return what === null
    ? []
    : [{ level: "error", message: `the path ${quotePath(path)} ${what}`, path, fix: "rename it" }];
}

function submodule({ path, before, after }: Change): Complaint[] {
  if (after?.mode !== SUBMODULE) return [];
  const what = before?.mode === SUBMODULE ? "moves the submodule" : "adds a submodule at";
  return [
    { level: "notice", message: `${what} ${quotePath(path)}: what it holds is judged in its own repository`, path },
  ];
}

function link({ policy, binding, push }: Case, { path, after }: Change): Complaint[] {
  if (after?.mode !== SYMLINK) return [];
  const raw = push.links.get(after.oid);
  if (raw === undefined)
    return [
      { level: "error", undecided: true, message: `the target of the link ${quotePath(path)} could not be read`, path },
    ];
  const leaves = { level: "error", path, fix: "link to a path inside the scope, or copy the file" } as const;
  if (isWinding(raw))
    return [{ ...leaves, message: `where the link ${quotePath(path)} leads cannot be told from its target` }];
  const target = resolveLink(path, raw);
  if (target === null)
    return [{ ...leaves, message: `the link ${quotePath(path)} leaves the repository: ${quotePath(raw)}` }];
  if (!isBound(binding) || push.ref === push.trunk.ref) return [];
  // A link to a directory is inside where everything below the directory is.
  const inside =
    target !== "" && [target, `${target}/-`].some((each) => permit(policy, binding, push.by, each).allowed);
  if (inside) return [];
  return [
    {
      ...leaves,
      message: `the link ${quotePath(path)} leads to ${quotePath(target || "the root")}, outside the write scope of ${holderOf(binding)}`,
    },
  ];
}

// An operating system reads a target up to its first zero byte; and `name/..` is not where it seems to be once `name` is a link.
const isWinding = (target: string): boolean =>
  target.includes("\0") || /(?:^|\/)(?!\.{1,2}\/)[^/]+\/(?:\.?\/)*\.\.(?:\/|$)/.test(target);

/** Where a link leads, from the root of the tree; null outside the repository. */
export function resolveLink(path: Path, target: string): Path | null {
  if (target.startsWith("/") || target === "") return null;
  const at = path.split("/").slice(0, -1);
  for (const step of target.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") at.push(step);
    else if (at.pop() === undefined) return null;
  }
  return at.join("/");
}

/** Finds what an added path, or a directory it creates, would collide with where names are folded. */
function twinFinder({ push }: Case, added: readonly Change[]): (path: Path) => Complaint[] {
  const deleted = new Set(push.changes.filter((change) => change.after === null).map((change) => change.path));
  const known = new Map<string, Set<Path>>();
  const learn = (path: Path) => {
    const fold = foldPath(path);
    known.set(fold, (known.get(fold) ?? new Set()).add(path));
  };
  const within = (directory: Path) => (name: string) => (directory === "" ? name : `${directory}/${name}`);
  const isGone = (path: Path): boolean =>
    deleted.has(path) || (push.names.get(path)?.map(within(path)).every(isGone) ?? false);
  for (const [directory, names] of push.names)
    for (const path of names.map(within(directory))) if (!isGone(path)) learn(path);
  for (const { path } of added) for (const each of [path, ...parents(path)]) learn(each);
  return (path) => {
    for (const each of [...parents(path).reverse(), path]) {
      const twin = firstOther(known.get(foldPath(each)), each);
      if (twin === null) continue;
      const message = `${quotePath(path)} equals ${shown(twin)} but for case or Unicode form${each === path ? "" : ` (${quotePath(each)})`}`;
      return [{ level: "error", message, path, fix: `use the name that is there: ${shown(twin)}` }];
    }
    return [];
  };
}

/** One twin says enough: a name of twenty letters has a million. */
function firstOther(twins: Iterable<Path> = [], path: Path): Path | null {
  for (const other of twins) if (other !== path) return other;
  return null;
}

/** Finds the literal prefix of a scope that a path imitates without being in it. */
function rivalFinder(policy: Policy): (path: Path) => Complaint[] {
  const scopes = [policy.protected, ...policy.teams.map((team) => team.write), ...policy.sessions.write.values()];
  const prefixes = scopes
    .flatMap((scope) => scope.patterns.map(({ text }) => literalPrefix(text)))
    .filter((text) => text !== "");
  const byFold = new Map(prefixes.map((prefix) => [foldPath(prefix), prefix]));
  const depth = Math.max(0, ...prefixes.map((prefix) => prefix.split("/").length));
  return (path) => {
    for (const each of [...parents(path).reverse(), path].slice(0, depth)) {
      const prefix = byFold.get(foldPath(each));
      if (prefix === undefined || prefixes.includes(each)) continue;
      const message = `${quotePath(path)} imitates the scope ${shown(prefix)}: it differs only in case or Unicode form`;
      return [{ level: "error", message, path, fix: `use ${shown(prefix)}, or another name` }];
    }
    return [];
  };
}

/** Twins look alike on a screen, so a Unicode form is shown by its code points where it is not plain ASCII. */
function shown(path: Path): string {
  const points = [...path]
    .filter((char) => char > "\x7e")
    .map((char) => `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`);
  return points.length === 0 ? quotePath(path) : `${quotePath(path)} (${points.slice(0, 6).join(" ")})`;
}
