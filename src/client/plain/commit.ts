// One commit of our own on somebody's branch, pushed: it holds its own paths and nothing else, and until the server took it nothing here
// has changed. What they have staged, and every other file, stays as it is.
import { randomBytes } from "node:crypto";
import { lstat, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Incomplete } from "../../ports.ts";
import { type Checkout, LITERAL, NotHere } from "./git.ts";
import { type Pushed, pushTo } from "./push.ts";

/** A path from the root, and what it holds from now on; null: it is gone. */
export interface Written {
  readonly path: string;
  readonly bytes: Uint8Array | null;
}

export interface Draft {
  readonly message: string;
  readonly files: readonly Written[];
  /** These bytes are those of the work tree already, where they may differ from what is committed. */
  readonly fromWorkTree?: boolean;
}

export interface Landed {
  readonly commit: string;
  readonly branch: string;
  /** Null: there is no origin to push to. */
  readonly pushed: Pushed | null;
  /** The branch moved here while it was pushed: it has to be pulled. */
  readonly moved: boolean;
}

/** Commit and push. Throws NotHere where somebody's own changes are in the way, Incomplete where the server does not answer. */
export async function land(checkout: Checkout, { message, files, fromWorkTree = false }: Draft): Promise<Landed> {
  const { branch, tip } = await checkout.head();
  for (const each of files) await check(checkout, each, fromWorkTree);
  const commit = await commitOn(checkout, tip, message, files);
  const pushed = (await checkout.hasOrigin()) ? await pushTo(checkout, commit, branch) : null;
  if (pushed !== null && !pushed.ok) return { commit, branch, pushed, moved: false };
  const update = ["update-ref", "-m", `lanekeeper: ${message.split("\n")[0]}`, `refs/heads/${branch}`, commit, tip];
  const moved = (await checkout.run(update)).code !== 0;
  if (!moved) await show(checkout, commit, files);
  return { commit, branch, pushed, moved };
}

/** A commit of the tip's tree with these files in it; no branch has it yet. */
export async function commitOn(
  checkout: Checkout,
  tip: string,
  message: string,
  files: readonly Written[],
): Promise<string> {
  const tree =
    files.length === 0 ? await checkout.need(["rev-parse", `${tip}^{tree}`]) : await treeOf(checkout, tip, files);
  const signs = (await checkout.ask(["config", "--type=bool", "--get", "commit.gpgsign"])) === "true";
  const args = ["commit-tree", ...(signs ? ["-S"] : []), "-p", tip, "-F", "-", tree];
  return checkout.need(args, { input: message });
}

async function treeOf(checkout: Checkout, tip: string, files: readonly Written[]): Promise<string> {
  const index = join(checkout.gitDir, `lanekeeper-${process.pid}-${randomBytes(4).toString("hex")}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    await checkout.need(["read-tree", tip], { env });
    for (const { path, bytes } of files) {
      const mode = (await checkout.file(tip, path))?.mode ?? "100644";
      const args =
        bytes === null
          ? ["--force-remove", "--", path]
          : [
              "--add",
              "--cacheinfo",
              `${mode},${await checkout.need(["hash-object", "-w", "--stdin"], { input: bytes })},${path}`,
            ];
      await checkout.need(["update-index", ...args], { env });
    }
    return await checkout.need(["write-tree"], { env });
  } finally {
    for (const file of [index, `${index}.lock`]) await rm(file, { force: true });
  }
}

/** Nobody's uncommitted work is in a path that we write, and no link leads out of the clone. */
async function check(checkout: Checkout, { path, bytes }: Written, fromWorkTree: boolean): Promise<void> {
  const parts = path.split("/");
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const info = await lstat(join(checkout.root, ...parts.slice(0, depth))).catch(() => null);
    if (info === null) break;
    if (depth < parts.length ? !info.isDirectory() : !info.isFile())
      throw new NotHere(`${parts.slice(0, depth).join("/")} is in the way of ${path}`, "move it away");
  }
  if (fromWorkTree && bytes !== null) return;
  const status = await checkout.need(["status", "--porcelain", "--untracked-files=all", "--", path], LITERAL);
  if (status !== "")
    throw new NotHere(
      `${path} has changes of yours that are not committed`,
      "commit them, or put them away: git stash",
    );
}

/** Index and work tree have our paths as the commit has them; what git cannot write now shows as a change, which a checkout removes. */
async function show(checkout: Checkout, commit: string, files: readonly Written[]): Promise<void> {
  for (const { path, bytes } of files) {
    const target = join(checkout.root, path);
    const entry = await checkout.need(["ls-tree", commit, "--", path], LITERAL);
    const [, mode, oid] = /^(\d+) blob (\w+)\t/.exec(entry) ?? [];
    const args = bytes === null ? ["--force-remove", "--", path] : ["--add", "--cacheinfo", `${mode},${oid},${path}`];
    if ((await checkout.run(["update-index", ...args])).code !== 0)
      throw new Incomplete(
        `it is committed and pushed, but ${path} could not be shown here`,
        `git checkout HEAD -- ${path}`,
      );
    if (bytes === null) await rm(target, { force: true });
    else {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, bytes);
    }
  }
}
