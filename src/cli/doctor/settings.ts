// What the hooks were told at install: does it still hold? Node, server, trunk.
import { spawnSync } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { registered } from "../../hosts/bare/data.ts";
import { answers } from "../../hosts/bare/resident.ts";
import { tryGit } from "../../hosts/bare/run.ts";
import { type BareCheck, ok, problem, warning } from "./check.ts";
import { isOlder } from "./machine.ts";

export const hookNode: BareCheck = async ({ repository, settings }) => {
  if (settings === null) return [];
  const { node = "" } = settings;
  const fix = `lanekeeper install ${repository}, with the Node that is to be used`;
  const runs = await access(node, constants.X_OK).then(
    () => spawnSync(node, ["--version"], { encoding: "utf8", env: {} }),
    () => null,
  );
  const version = runs?.stdout?.trim().replace(/^v/, "");
  if (!version) return [problem("hook-node", `the Node that hooks start (${node}) does not run`, fix)];
  if (isOlder(version, [20, 18]))
    return [problem("hook-node", `the Node that hooks start is ${version}, too old`, fix)];
  return [ok("hook-node", `hooks start Node ${version}`)];
};

export const server: BareCheck = async ({ repository, settings }) => {
  if (settings === null) return [];
  const { socket = "", require_server } = settings;
  const data = dirname(socket);
  const start = `lanekeeper serve --data ${data}`;
  const isThere = await stat(data).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isThere)
    return [problem("server", `the data folder ${data} is gone`, `lanekeeper install ${repository} --data DIR`)];
  // The list is its owner's alone to read; who may not cannot tell.
  const list = await access(join(data, "repositories"), constants.R_OK).then(
    () => registered(data),
    () => null,
  );
  if (list !== null && !list.includes(repository)) {
    const what = `${repository} is not on the list of ${data}, so its server does not judge it; was it moved?`;
    return [problem("server", what, `lanekeeper install ${repository} --data ${data}`)];
  }
  if (await answers(socket)) return [ok("server", `the server answers at ${socket}`)];
  return require_server === "yes"
    ? [problem("server", "the server does not answer, so every push is refused (--require-server)", start)]
    : [warning("server", "the server does not answer; each push is judged by the hook alone", start)];
};

export const trunk: BareCheck = async ({ repository, place, git, settings }) => {
  if (settings === null) return [];
  const { trunk = "" } = settings;
  const again = `lanekeeper install ${repository} --trunk BRANCH`;
  if ((await git.tip(trunk)) === null)
    return [warning("trunk", `trunk (${trunk}) does not exist, so nothing is judged`, `push it, or: ${again}`)];
  const real = await git.resolve(trunk);
  if (real !== trunk) return [problem("trunk", `trunk (${trunk}) has become a symbolic ref to ${real}`, again)];
  const head = await tryGit(place, ["symbolic-ref", "--quiet", "HEAD"]);
  const named = head.stdout.toString().trim();
  if (head.code === 0 && (await git.resolve(named)) !== trunk)
    return [warning("trunk", `the policy is read from ${trunk}, but HEAD points at ${named}`, again)];
  return [ok("trunk", `the policy is read from ${trunk}`)];
};
