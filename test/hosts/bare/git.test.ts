// The Git port on a repository of this machine keeps the contract.
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalGit } from "../../../src/hosts/bare/git.ts";
import { gitContract } from "../../contract/git.ts";
import type { Subject } from "../../contract/subject.ts";

async function make(): Promise<Subject> {
  const dir = await mkdtemp(join(tmpdir(), "lanekeeper-git-"));
  execFileSync("git", ["init", "-q", "--bare", dir]);
  const git = new LocalGit({ gitDir: dir });
  const close = async () => {
    git.close();
    await rm(dir, { recursive: true, force: true });
  };
  return { git, dir, close };
}

gitContract(make, { bytes: true, mergeOf: true });
