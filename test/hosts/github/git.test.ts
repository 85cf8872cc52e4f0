// The Git port over GitHub's API keeps the contract, against the double.
import { ProbotOctokit } from "probot";
import { GitHubGit } from "../../../src/hosts/github/git.ts";
import { remember } from "../../../src/hosts/github/host.ts";
import { type Octokit, Rest } from "../../../src/hosts/github/rest.ts";
import { gitContract } from "../../contract/git.ts";
import type { Subject } from "../../contract/subject.ts";
import { GitHub } from "../../world/github.ts";

async function make(): Promise<Subject> {
  const world = await GitHub.start();
  const repo = await world.repo("acme/app");
  const off = { enabled: false };
  const baseUrl = `${world.url}/api/v3`;
  const octokit = new ProbotOctokit({
    baseUrl,
    auth: { token: world.tokens.ofInstallation("acme") },
    retry: off,
    throttle: off,
  });
  const rest = new Rest(octokit as Octokit, { owner: "acme", repo: "app" });
  const close = async () => {
    await world.close();
    world.verify();
  };
  const noticed = () => world.changeQuietly(() => repo.change(repo.owner, async () => {}));
  return { git: new GitHubGit(rest, remember()), dir: repo.dir, noticed, close };
}

gitContract(make, { bytes: false, mergeOf: true });
