// odd-paths: paths that show as one thing and are another: links out of the scope, case and Unicode twins, unprintable bytes.
import { blame, sessionOfCommit } from "../attribution.ts";
import { type Binding, bindSession, holderOf, isBound } from "../binding.ts";
import type { Complaint } from "../finding.ts";
import { branchOf, type Change, type Path, SUBMODULE, SYMLINK } from "../model.ts";
import { isUtf8, quotePath } from "../path.ts";
import { permit } from "../permit.ts";
import { type Finder, rivalsOf, twinsOf } from "../twins.ts";
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
    const lane = laneOf(subject);
    const [twins, rivals] = [twinsOf(push.changes, push.names), rivalsOf(policy)];
    return [
      ...present.flatMap((change) => [...unprintable(change), ...link(subject, change, lane), ...submodule(change)]),
      ...added.flatMap(({ path }) => twin(path, twins(path)) ?? rival(path, rivals(path)) ?? []),
    ];
  },
};

function unprintable({ path, before }: Change): Complaint[] {
  if (before !== null) return [];
  const what = trouble(path);
  return what === null
    ? []
    : [{ level: "error", message: `the path ${quotePath(path)} ${what}`, path, fix: "rename it" }];
}

/** Where a host can carry only Unicode, U+FFFD stands for whatever was there. */
const trouble = (path: Path): string | null =>
  !isUtf8(path) || path.includes("\ufffd")
    ? "is not valid UTF-8"
    : /\p{Cc}/u.test(path)
      ? "contains control characters"
      : null;

function submodule({ path, before, after }: Change): Complaint[] {
  if (after?.mode !== SUBMODULE) return [];
  const what = before?.mode === SUBMODULE ? "moves the submodule" : "adds a submodule at";
  return [
    { level: "notice", message: `${what} ${quotePath(path)}: what it holds is judged in its own repository`, path },
  ];
}

/** Whose scope a link has to stay in: the branch's; on a direct trunk that of the session whose commit has it. */
function laneOf({ policy, binding, push }: Case): (path: Path) => Binding | null {
  if (push.ref !== push.trunk.ref) return () => (isBound(binding) ? binding : null);
  if (policy.trunk === "branch" || push.merged) return () => null;
  const blamed = blame(push.commits);
  return (path) => {
    const commit = blamed.get(path);
    const session = commit === undefined ? null : sessionOfCommit(commit);
    return session === null ? null : bindSession(policy, binding.branch, session);
  };
}

function link({ policy, push }: Case, { path, after }: Change, lane: (path: Path) => Binding | null): Complaint[] {
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
  const binding = lane(path);
  if (binding === null) return [];
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

function twin(path: Path, found: ReturnType<Finder>): Complaint | null {
  if (found === null) return null;
  const [each, other] = found;
  const message = `${quotePath(path)} equals ${shown(other)} but for case or Unicode form${each === path ? "" : ` (${quotePath(each)})`}`;
  return { level: "error", message, path, fix: `use the name that is there: ${shown(other)}` };
}

function rival(path: Path, found: ReturnType<Finder>): Complaint | null {
  if (found === null) return null;
  const prefix = shown(found[1]);
  const message = `${quotePath(path)} imitates the scope ${prefix}: it differs only in case or Unicode form`;
  return { level: "error", message, path, fix: `use ${prefix}, or another name` };
}

/** Twins look alike on a screen, so a Unicode form is shown by its code points where it is not plain ASCII. */
function shown(path: Path): string {
  const points = [...path]
    .filter((char) => char > "\x7e")
    .map((char) => `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`);
  return points.length === 0 ? quotePath(path) : `${quotePath(path)} (${points.slice(0, 6).join(" ")})`;
}
