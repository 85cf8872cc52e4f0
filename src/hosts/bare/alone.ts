// The judge a hook runs when no server answers: one bundled file, started by pre-receive with the message a server would get.
// It judges all that needs no memory. Exit code 0: take the push; 1: refuse it.
import { readFileSync } from "node:fs";
import { POLICY_PATH } from "../../core/policy.ts";
import { Incomplete } from "../../ports.ts";
import { renderPush } from "../../render/hook.ts";
import { LocalGit } from "./git.ts";
import { judgePush } from "./push.ts";
import { type Hook, oldValues, PushedGit } from "./pushed.ts";
import { OBJECT_VARIABLES } from "./run.ts";
import { Receiver } from "./wire.ts";

async function main(): Promise<number> {
  const receiver = new Receiver();
  receiver.push(readFileSync(0));
  const message = receiver.end();
  if (message.kind !== "judge") throw new Incomplete("not a hook's first message");
  // Only the hook itself sees git's quarantine, through its environment.
  const env = Object.fromEntries(
    OBJECT_VARIABLES.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const git = new LocalGit({ gitDir: process.env.GIT_DIR ?? ".", env });
  // What a server asks the hook is read here.
  const hook: Hook = {
    net: (from, to) => git.changes(from, to),
    policyEntry: (at) => git.entry(at, POLICY_PATH),
    blob: (oid, atMost) => git.blob(oid, atMost),
  };
  const pushed = new PushedGit(git, message.log, message.trunk.tip, oldValues(message), hook);
  const { policy, refs } = await judgePush(pushed, message);
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
    const because = error instanceof Error ? error.message : String(error);
    const fix = error instanceof Incomplete && error.fix !== null ? `; ${error.fix}` : "";
    process.stderr.write(`lanekeeper: the push could not be judged: ${because}${fix}\n`);
    process.exitCode = 1;
  },
);
