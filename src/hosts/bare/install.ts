// Puts Lanekeeper's hooks into a bare repository and takes them out again. Idempotent; it never overwrites a hook it does not own.
import { access, constants, mkdir, readFile, realpath, rename, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { forget, localName, namesakeOf, register, registered, socketOf } from "./data.ts";
import { appended, folder, ownerOf, replace } from "./files.ts";
import { LocalGit } from "./git.ts";
import { isRefName } from "./push.ts";
import { git, tryGit } from "./run.ts";

export const IDENTITIES = ["os", "gl", "remote", "env"] as const;
export type Identity = (typeof IDENTITIES)[number];

export interface Choices {
  readonly data: string;
  readonly identity: Identity;
  /** A branch name; null: what HEAD points at. */
  readonly trunk: string | null;
  readonly requireServer: boolean;
  /** Keep hooks that are there, and run them after ours. */
  readonly chain: boolean;
}

export interface Installed {
  readonly repository: string;
  readonly trunk: string;
  readonly identity: Identity;
  readonly data: string;
  readonly socket: string;
  readonly requireServer: boolean;
  /** The hooks that were kept and are run after ours. */
  readonly chained: readonly string[];
}

/** Something the caller has to mend first; nothing was changed. */
export class Refused extends Error {
  override readonly name = "Refused";
}

const HOOKS = ["pre-receive", "post-receive"] as const;
type Hook = (typeof HOOKS)[number];

/** `assets` is where the built hooks and the bundled judge lie. */
export async function install(path: string, choices: Choices, assets: string): Promise<Installed> {
  const repository = await bareRepository(path);
  const trunk = await trunkOf(repository, choices.trunk);
  const chained = await foreignHooks(repository);
  if (chained.length > 0 && !choices.chain)
    throw new Refused(
      `${repository} has a ${chained.join(" and a ")} hook of its own; with --chain they are kept and run after Lanekeeper's`,
    );
  refuseNamesake(repository, await registered(await realpath(choices.data).catch(() => choices.data)));
  // Whoever may write objects may push, so all that a push needs is theirs.
  const owner = await ownerOf(join(repository, "objects"));
  if ((await mkdir(choices.data, { recursive: true, mode: 0o711 })) !== undefined)
    await folder(choices.data, owner, 0o711);
  const data = await realpath(choices.data);
  const socket = socketOf(data);
  const own = join(repository, "lanekeeper");
  await folder(own, owner, owner.mode);
  await folder(join(own, "chained"), owner, owner.mode);
  await appended(join(own, "pushes"), owner, owner.mode & 0o666);
  for (const hook of chained) await rename(hookPath(repository, hook), join(own, "chained", hook));
  const place = async (asset: string, to: string, mode: number) =>
    replace(to, await readFile(join(assets, asset)), owner, mode);
  await place("judge.cjs", join(own, "judge.cjs"), 0o644);
  await replace(join(own, "settings"), await settings({ ...choices, trunk, socket }), owner, 0o644);
  const hooks = join(repository, "hooks");
  if (!(await exists(hooks))) await folder(hooks, owner, owner.mode);
  for (const hook of HOOKS) await place(`${hook}.sh`, hookPath(repository, hook), 0o755);
  await register(data, repository);
  const { identity, requireServer } = choices;
  return { repository, trunk, identity, data, socket, requireServer, chained: await keptHooks(own) };
}

/** The hooks go, the ones kept by --chain come back; what was recorded of pushes stays. True if there was anything to remove. */
export async function uninstall(path: string): Promise<{ repository: string; removed: boolean }> {
  const repository = await bareRepository(path);
  const own = join(repository, "lanekeeper");
  let removed = false;
  for (const hook of HOOKS) {
    if (!(await isOurs(repository, hook))) continue;
    await rm(hookPath(repository, hook));
    removed = true;
  }
  for (const hook of await keptHooks(own)) await rename(join(own, "chained", hook), hookPath(repository, hook));
  const data = await dataOf(repository);
  if (data !== null) await forget(data, repository);
  for (const name of ["judge.cjs", "settings", "chained"]) await rm(join(own, name), { recursive: true, force: true });
  return { repository, removed };
}

/** What an installed repository's hooks were told, or null where none are installed. */
export async function readSettings(repository: string): Promise<Readonly<Record<string, string>> | null> {
  const text = await readFile(join(repository, "lanekeeper", "settings"), "utf8").catch(() => null);
  if (text === null) return null;
  const values = [...text.matchAll(/^(\w+)='((?:[^']|'\\'')*)'$/gm)].map(([, name, value]) => [
    name!,
    value!.replaceAll("'\\''", "'"),
  ]);
  return Object.fromEntries(values);
}

/** The real path of a bare repository, or why it is none. */
export async function bareRepository(path: string): Promise<string> {
  const repository = await realpath(path).catch(() => null);
  if (repository === null) throw new Refused(`there is no repository at ${path}`);
  if (/[\n']/.test(repository)) throw new Refused("a repository's path may contain no line break and no quote");
  const { code, stdout } = await tryGit({ gitDir: repository }, ["rev-parse", "--is-bare-repository"]);
  if (code !== 0) throw new Refused(`${path} is not a git repository (a bare one is needed: git init --bare)`);
  if (stdout.toString().trim() !== "true")
    throw new Refused(`${path} has a working tree; hooks go into a bare repository that others push to`);
  const hooks = await tryGit({ gitDir: repository }, ["config", "core.hooksPath"]);
  if (hooks.code === 0)
    throw new Refused(
      `core.hooksPath is set to ${hooks.stdout.toString().trim()}, so hooks in ${repository} would not run; unset it first`,
    );
  return repository;
}

/** Two repositories of one name in one data folder would be taken for one. */
export function refuseNamesake(repository: string, among: readonly string[]): void {
  const other = namesakeOf(repository, among);
  if (other !== null)
    throw new Refused(
      `${localName(repository)} is ${other} in this data folder already; rename one of them, uninstall the other, or name another folder with --data`,
    );
}

async function trunkOf(repository: string, branch: string | null): Promise<string> {
  const ref =
    branch === null
      ? (await git({ gitDir: repository }, ["symbolic-ref", "HEAD"])).toString().trim()
      : `refs/heads/${branch}`;
  if (!isRefName(ref)) throw new Refused(`${branch} is not a branch name`);
  // A trunk that is itself symbolic would move under another name.
  return new LocalGit({ gitDir: repository }).resolve(ref);
}

const hookPath = (repository: string, hook: string): string => join(repository, "hooks", hook);

async function isOurs(repository: string, hook: Hook): Promise<boolean> {
  const text = await readFile(hookPath(repository, hook), "utf8").catch(() => "");
  return text.split("\n", 2)[1]?.startsWith(`# lanekeeper ${hook}:`) ?? false;
}

async function foreignHooks(repository: string): Promise<Hook[]> {
  const foreign: Hook[] = [];
  for (const hook of HOOKS)
    if ((await exists(hookPath(repository, hook))) && !(await isOurs(repository, hook))) foreign.push(hook);
  return foreign;
}

async function keptHooks(own: string): Promise<Hook[]> {
  const kept: Hook[] = [];
  for (const hook of HOOKS) if (await exists(join(own, "chained", hook))) kept.push(hook);
  return kept;
}

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

async function dataOf(repository: string): Promise<string | null> {
  const socket = (await readSettings(repository))?.socket;
  return socket === undefined ? null : dirname(socket);
}

interface Told extends Choices {
  readonly trunk: string;
  readonly socket: string;
}

/** Shell assignments; every value is quoted. */
async function settings({ trunk, identity, socket, requireServer }: Told): Promise<string> {
  const values = {
    trunk,
    identity,
    socket,
    require_server: requireServer ? "yes" : "no",
    node: process.execPath,
    path: await searchPath(),
  };
  const quoted = Object.entries(values).map(([name, value]) => `${name}='${value.replaceAll("'", "'\\''")}'\n`);
  return `# Written by: lanekeeper install. Changed by running it again.\n${quoted.join("")}`;
}

/** Where hooks find git and the few standard tools, whatever the pusher's PATH says. */
async function searchPath(): Promise<string> {
  const standard = ["/usr/local/bin", "/usr/bin", "/bin"];
  for (const directory of (process.env.PATH ?? "").split(delimiter))
    if (directory.startsWith("/") && (await exists(join(directory, "git"))))
      return [...new Set([directory, ...standard])].join(":");
  return standard.join(":");
}
