// What a command needs of the clone it stands in: the repository, its trunk, its branch. Policy always comes from trunk.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { readPolicy } from "../app/policy.ts";
import type { Oid, Ref } from "../core/model.ts";
import type { PolicyState } from "../core/policy.ts";
import { LocalGit } from "../hosts/bare/git.ts";
import { readSettings } from "../hosts/bare/install.ts";
import { type Place, tryGit } from "../hosts/bare/run.ts";
import { Usage } from "./output.ts";

export interface Clone {
  readonly git: LocalGit;
  readonly place: Place;
  /** Trunk's name on the server, and its tip as this clone knows it. */
  readonly trunk: { readonly ref: Ref; readonly tip: Oid | null };
}

/** A clone knows no teams of a forge; what names one never matches here. */
export const HERE = { knowsGroups: true } as const;

export async function openClone(directory: string): Promise<Clone> {
  const place = { gitDir: gitDirOf(directory) };
  const git = new LocalGit(place);
  return { git, place, trunk: await findTrunk(git, place) };
}

export const policyHere = (clone: Clone): Promise<PolicyState> => readPolicy(clone.git, clone.trunk.tip, HERE);

function gitDirOf(directory: string): string {
  const found = spawnSync("git", ["-C", resolve(directory), "rev-parse", "--absolute-git-dir"], { encoding: "utf8" });
  if (found.error) throw new Usage("git could not be started", "install git");
  if (found.status !== 0)
    throw new Usage(`there is no git repository at ${directory}`, "go into a clone, or say --repo DIR");
  return found.stdout.replace(/\n$/, "");
}

/** What the server's HEAD points at, as `origin/HEAD` tells; else the local trunk. */
async function findTrunk(git: LocalGit, place: Place): Promise<Clone["trunk"]> {
  const remote = await tryGit(place, ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]);
  if (remote.code === 0) {
    const ref = remote.stdout.toString("utf8").trim();
    return { ref: `refs/heads/${ref.slice("refs/remotes/origin/".length)}`, tip: await git.tip(ref) };
  }
  for (const ref of await localTrunks(place)) {
    const tip = (await git.tip(`refs/remotes/origin/${ref.slice(11)}`)) ?? (await git.tip(ref));
    if (tip !== null) return { ref, tip };
  }
  throw new Usage(
    "no trunk was found: neither origin/HEAD nor a local main or master",
    "run: git remote set-head origin --auto",
  );
}

async function localTrunks(place: Place): Promise<Ref[]> {
  const settings = await readSettings(place.gitDir);
  if (settings?.trunk !== undefined) return [settings.trunk];
  const bare = await tryGit(place, ["rev-parse", "--is-bare-repository"]);
  const head = await tryGit(place, ["symbolic-ref", "--quiet", "HEAD"]);
  const named = ["refs/heads/main", "refs/heads/master", "refs/heads/trunk"];
  return bare.stdout.toString().trim() === "true" && head.code === 0
    ? [head.stdout.toString().trim(), ...named]
    : named;
}

/** The branch somebody stands on, or null where HEAD is detached. */
export async function currentBranch({ place }: Clone): Promise<string | null> {
  const { code, stdout } = await tryGit(place, ["symbolic-ref", "--quiet", "--short", "HEAD"]);
  return code === 0 ? stdout.toString("utf8").trim() : null;
}

/** Who somebody says they are: `user.name`, from wherever their own git takes it. */
export function userName({ gitDir }: Place): string | null {
  const { stdout } = spawnSync("git", ["--git-dir", gitDir, "config", "user.name"], { encoding: "utf8" });
  return stdout?.trim() || null;
}
