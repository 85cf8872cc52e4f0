// The judge a hook runs when no server answers: one bundled file, started by pre-receive with the ref lines on standard input.
// It judges all that needs no memory. Exit code 0: take the push; 1: refuse it.
import { readFileSync } from "node:fs";
import { renderPush } from "../../render/hook.ts";
import { LocalGit } from "./git.ts";
import { judgePush, readUpdates } from "./push.ts";
import { OBJECT_VARIABLES } from "./run.ts";

async function main(): Promise<number> {
  const [trunk = "", tip = "-", login = ""] = process.argv.slice(2);
  // Only the hook itself sees git's quarantine, through its environment.
  const env = Object.fromEntries(
    OBJECT_VARIABLES.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const git = new LocalGit({ gitDir: process.env.GIT_DIR ?? ".", env });
  const request = {
    updates: readUpdates(readFileSync(0, "utf8")),
    login: login === "" ? null : login,
    trunk: { ref: trunk, tip: tip === "-" ? null : tip },
  };
  const { policy, refs } = await judgePush(git, request);
  git.close();
  const note =
    policy === "absent" ? null : "the server does not answer; judged by the hook itself, without claims and memory";
  process.stderr.write(renderPush(refs, note));
  return refs.every(({ verdict }) => verdict.verdict === "pass") ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `lanekeeper: the push could not be judged: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
  },
);
