// How a repository comes to be: bare, with a first commit on trunk, and the App installed on its owner's account.
import type { Files } from "./clone.ts";
import { git } from "./git.ts";
import type { GitHub } from "./github.ts";
import { Repo } from "./repo.ts";

export interface Founding {
  /** What the first commit has; a README where absent. */
  readonly files?: Files;
  /** Is the App installed on the owner's account? */
  readonly installed?: boolean;
  readonly isPrivate?: boolean;
}

export async function founded(world: GitHub, fullName: string, options: Founding): Promise<Repo> {
  const [owner = "", name = ""] = fullName.split("/");
  const repo = world.addRepo(new Repo(world, world.account(owner, "Organization"), name));
  repo.isPrivate = options.isPrivate ?? true;
  await git(world.folder, ["init", "-q", "--bare", "--initial-branch", repo.trunk, repo.dir]);
  if (options.installed !== false && world.installationOf(repo) === null) world.install(owner);
  await world.changeQuietly(async () => {
    const root = await repo.clone("root");
    await root.commit("Start", options.files ?? { "README.md": `# ${name}\n` });
    await root.push();
  });
  return repo;
}
