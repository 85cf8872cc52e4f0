// Hooks of an ordinary clone: the prefix is looked at before a commit, a sign of life is sent behind it. By lefthook or husky where the
// repository uses one; hooks that are there run before ours, and are put back.
import { chmod, mkdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { COMMANDS, withCommands, withoutCommands } from "../../text/lefthook.ts";
import { type Checkout, NotHere } from "./git.ts";

export interface Installed {
  readonly by: "git" | "lefthook" | "husky";
  /** What was written or removed; none: it was so before. */
  readonly changed: readonly string[];
  /** What is left to do by hand. */
  readonly next: string | null;
}

/** How this program is started where `lanekeeper` is not found. */
export interface Program {
  readonly node: string;
  readonly main: string;
}

const NAMES = ["commit-msg", "post-commit"] as const;
type Name = (typeof NAMES)[number];
const MARK = "# lanekeeper: put here by `lanekeeper hooks install`, removed by `lanekeeper hooks uninstall`";
const EARLIER = "before-lanekeeper";

export async function installHooks(checkout: Checkout, program: Program): Promise<Installed> {
  const lefthook = await lefthookFile(checkout);
  if (lefthook !== null) {
    const before = (await textOf(lefthook)) ?? "";
    const after = withCommands(before);
    if (after === null)
      throw new NotHere(
        `${lefthook} is written in a way that is not added to`,
        `add to it by hand: ${NAMES.map((name) => `${name}: ${COMMANDS[name]}`).join("; ")}`,
      );
    return { by: "lefthook", changed: await put(lefthook, before, after), next: "lefthook install" };
  }
  const husky = join(checkout.root, ".husky");
  if (await isFolder(husky)) {
    const changed: string[] = [];
    for (const name of NAMES) {
      const before = (await textOf(join(husky, name))) ?? "";
      changed.push(...(await put(join(husky, name), before, withLine(before, name), 0o755)));
    }
    return { by: "husky", changed, next: null };
  }
  const folder = await hooksFolder(checkout);
  const changed: string[] = [];
  for (const name of NAMES) {
    const path = join(folder, name);
    const before = await textOf(path);
    // Whoever was there first stays first.
    if (before !== null && !before.includes(MARK)) await rename(path, `${path}.${EARLIER}`);
    changed.push(...(await put(path, before, script(name, program), 0o755)));
  }
  return { by: "git", changed, next: null };
}

export async function uninstallHooks(checkout: Checkout): Promise<Installed> {
  const lefthook = await lefthookFile(checkout);
  const changed: string[] = [];
  if (lefthook !== null) {
    const before = await textOf(lefthook);
    const after = withoutCommands(before ?? "");
    if (before !== null && before !== after)
      changed.push(...(await put(lefthook, before, after.trim() === "" ? null : after)));
    return { by: "lefthook", changed, next: changed.length > 0 ? "lefthook install" : null };
  }
  const husky = join(checkout.root, ".husky");
  if (await isFolder(husky)) {
    for (const name of NAMES) {
      const before = await textOf(join(husky, name));
      const after = withoutLine(before ?? "");
      if (before !== null && before !== after)
        changed.push(...(await put(join(husky, name), before, after.trim() === "" ? null : after, 0o755)));
    }
    return { by: "husky", changed, next: null };
  }
  const folder = await hooksFolder(checkout);
  for (const name of NAMES) {
    const path = join(folder, name);
    const before = await textOf(path);
    if (before === null || !before.includes(MARK)) continue;
    if ((await textOf(`${path}.${EARLIER}`)) === null) await rm(path);
    else await rename(`${path}.${EARLIER}`, path);
    changed.push(path);
  }
  return { by: "git", changed, next: null };
}

/** What lefthook reads beside the repository's own file, for this clone alone; null where it does not use lefthook. */
async function lefthookFile({ root }: Checkout): Promise<string | null> {
  for (const dot of ["", "."])
    for (const end of ["yml", "yaml", "toml", "json"])
      if ((await textOf(join(root, `${dot}lefthook.${end}`))) !== null) {
        const yaml = join(root, `${dot}lefthook-local.yaml`);
        return (await textOf(yaml)) === null ? join(root, `${dot}lefthook-local.yml`) : yaml;
      }
  return null;
}

/** Where git looks for hooks. Throws NotHere for a folder that other repositories share. */
async function hooksFolder(checkout: Checkout): Promise<string> {
  const folder = await checkout.need(["rev-parse", "--path-format=absolute", "--git-path", "hooks"]);
  const common = await checkout.need(["rev-parse", "--path-format=absolute", "--git-common-dir"]);
  if (!(await isFolder(folder)) && folder.startsWith(`${common}/`)) {
    await mkdir(folder, { recursive: true });
  }
  const real = await realpath(folder).catch(() => null);
  if (real === null)
    throw new NotHere(`core.hooksPath says ${folder}, and there is no such folder`, "make it, or unset it");
  const homes = await Promise.all([common, checkout.root].map((each) => realpath(each)));
  if (homes.some((home) => real.startsWith(`${home}/`))) return real;
  throw new NotHere(
    `core.hooksPath says ${folder}, which other repositories may share`,
    "git config core.hooksPath .git/hooks",
  );
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function script(name: Name, { node, main }: Program): string {
  const earlier = [
    `earlier="$(dirname "$0")/${name}.${EARLIER}"`,
    `if [ -x "$earlier" ]; then "$earlier" "$@" || exit; fi`,
  ];
  const ours = `${quote(node)} ${quote(main)} hooks ${name}`;
  const runs =
    name === "commit-msg"
      ? [
          `if [ -f ${quote(main)} ]; then exec ${ours} "$1"; fi`,
          `if command -v lanekeeper >/dev/null; then exec lanekeeper hooks ${name} "$1"; fi`,
        ]
      : [`if [ -n "$LANEKEEPER_TOKEN" ] && [ -f ${quote(main)} ]; then ${ours} >/dev/null 2>&1 </dev/null & fi`];
  return `${["#!/bin/sh", MARK, ...earlier, ...runs, "exit 0"].join("\n")}\n`;
}

const LINE = "# lanekeeper: the next line too";

/** Behind the lines that a script begins with, so that it runs whatever the others do. */
function withLine(file: string, name: Name): string {
  const clean = withoutLine(file);
  const lines = clean === "" ? [] : clean.split("\n");
  const head = lines.findIndex((line) => !/^#!|husky\.sh/.test(line));
  const at = head === -1 ? lines.length : head;
  const ours = COMMANDS[name].replace("{1}", '"$1"');
  const text = [...lines.slice(0, at), LINE, ours, ...lines.slice(at)].join("\n");
  return text.endsWith("\n") ? text : `${text}\n`;
}

function withoutLine(file: string): string {
  const lines = file.split("\n");
  return lines.filter((line, index) => line !== LINE && lines[index - 1] !== LINE).join("\n");
}

/** Write where it differs, in one step; null: away with it. */
async function put(path: string, before: string | null, after: string | null, mode = 0o644): Promise<string[]> {
  if (before === after) return [];
  if (after === null) await rm(path);
  else {
    const next = `${path}.lanekeeper-${process.pid}`;
    await writeFile(next, after);
    await chmod(next, mode);
    await rename(next, path);
  }
  return [path];
}

const textOf = (path: string): Promise<string | null> => readFile(path, "utf8").catch(() => null);
const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (each) => each.isDirectory(),
    () => false,
  );
