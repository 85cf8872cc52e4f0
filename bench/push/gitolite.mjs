// Debian's gitolite3, where it is installed: its update hook with one VREF/NAME rule for each directory.
// Its hook runs over the transport that all share, with the environment that gitolite-shell would set: the shell is not charged to it.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { at, copyRepository, DIRECTORIES, env, run, TARGET } from "./world.mjs";

const SHARE = "/usr/share/gitolite3";
const HOME = at("gitolite");

/** A repository under gitolite's rules, or null where there is no gitolite. */
export function gitolite(base) {
  if (!existsSync(`${SHARE}/VERSION`)) return null;
  const user = userInfo().username;
  const own = { env: { ...env, HOME, GL_LIBDIR: `${SHARE}/lib`, GL_BINDIR: SHARE }, stdio: ["ignore", "pipe", "pipe"] };
  run("mkdir", ["-p", HOME]);
  run("gitolite", ["setup", "-a", "admin"], own);
  const rules = DIRECTORIES.map((directory) => `  RW+ VREF/NAME/${directory} = ${user}\n`);
  appendFileSync(
    `${HOME}/.gitolite/conf/gitolite.conf`,
    `repo bench\n  RW+ = ${user}\n${rules.join("")}  - VREF/NAME/ = ${user}\n`,
  );
  run("gitolite", ["compile"], own);
  run("gitolite", ["trigger", "POST_COMPILE"], own);
  const live = `${HOME}/repositories/bench.git`;
  const made = at("made", "gitolite.git");
  const hooks = at("gitolite-hooks");
  run("cp", ["-a", `${live}/hooks`, hooks]);
  run("cp", ["-a", `${live}/gl-conf`, `${hooks}/../gl-conf`]);
  copyRepository(base, made);
  run("rm", ["-rf", `${made}/hooks`]);
  run("cp", ["-a", hooks, `${made}/hooks`]);
  run("cp", ["-a", `${hooks}/../gl-conf`, `${made}/gl-conf`]);
  return {
    made,
    live,
    target: TARGET(20),
    version: readFileSync(`${SHARE}/VERSION`, "utf8").trim(),
    env: {
      HOME,
      GL_LIBDIR: `${SHARE}/lib`,
      GL_BINDIR: SHARE,
      GL_USER: user,
      GL_REPO: "bench",
      GL_TID: String(process.pid),
    },
  };
}
