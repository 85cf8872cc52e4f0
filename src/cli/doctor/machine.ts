// Is what runs here new enough: git and Node.
import { spawnSync } from "node:child_process";
import { type MachineCheck, ok, problem, warning } from "./check.ts";

/** `rev-parse --end-of-options`; and `merge-tree --write-tree`, which several merge bases need. */
const LEAST_GIT = [2, 30] as const;
const FULL_GIT = [2, 38] as const;
const LEAST_NODE = [20, 18] as const;

export const gitVersion: MachineCheck = async () => {
  const { error, stdout } = spawnSync("git", ["--version"], { encoding: "utf8" });
  if (error) return [problem("git-version", "git cannot be started", "install git 2.38 or newer")];
  const said = /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? "unknown";
  if (isOlder(said, LEAST_GIT))
    return [problem("git-version", `git is ${said}, which is too old`, "install git 2.38 or newer")];
  if (isOlder(said, FULL_GIT)) {
    const what = `git is ${said}: branches with several merge bases cannot be judged`;
    return [warning("git-version", what, "install git 2.38 or newer")];
  }
  return [ok("git-version", `git ${said}`)];
};

export const nodeVersion: MachineCheck = async () => {
  const said = process.versions.node;
  return isOlder(said, LEAST_NODE)
    ? [problem("node-version", `Node is ${said}, which is too old`, "install Node 20.18.1 or newer")]
    : [ok("node-version", `Node ${said}`)];
};

/** Is a version such as 2.39.5 below a major and minor number? */
export function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = version.split(".").map(Number);
  return !(a > major || (a === major && b >= minor));
}
