// `lanekeeper start [sX]`: a session's worktree, branch and row of the scoreboard, and what to do next.
import type { Command } from "commander";
import { systemClock } from "../app/clock.ts";
import { start as begin } from "../client/plain/start.ts";
import { isSession } from "../core/commands/command.ts";
import { registeredSessions } from "../core/policy.ts";
import { printable } from "../render/escape.ts";
import { answer, EXIT, Usage } from "./output.ts";
import { DEFAULTS, plainly } from "./plainly.ts";

export function start(program: Command): void {
  program
    .command("start")
    .description("make a session's worktree and branch beside this clone, and put it on the scoreboard")
    .argument("[session]", "its id, such as sA; default: the lowest that is free")
    .option("--json", "one JSON document on stdout")
    .action(run);
}

const RULE = "====================================";

const run = (session: string | undefined, { json }: { readonly json?: boolean }): Promise<void> =>
  plainly(async ({ checkout, policy, trunk }) => {
    if (session !== undefined && !isSession(session)) throw new Usage(`${session} is no session's id`, "such as sA");
    const started = await begin(checkout, {
      session: session ?? null,
      trunk,
      scoreboard: policy?.messages.scoreboard ?? DEFAULTS.scoreboard,
      names: policy?.sessions.names ?? new Map(),
      now: systemClock.now(),
    });
    if ("why" in started) {
      const { why, said, fix } = started;
      const lines = [`refused: ${printable(why)}`, ...said.map((line) => `  ${printable(line)}`), `  fix: ${fix}`];
      return answer(json, EXIT.findings, { by: "git", ...started }, lines.join("\n"));
    }
    const { session: id, worktree, branch, pushed } = started;
    const isKnown = policy === null || registeredSessions(policy).has(id);
    const lines = [
      RULE,
      `Session ${id} claimed.`,
      `Worktree: ${worktree}`,
      `Branch:   ${branch}${pushed ? "" : " (there is no origin to push to)"}`,
      "Next:",
      `  cd ${/^[\w./-]+$/.test(worktree) ? worktree : `'${worktree.replaceAll("'", "'\\''")}'`}`,
      `  lanekeeper claim PATTERN…   and begin every subject with [${id}]`,
      ...(isKnown ? [] : [`The policy does not list ${id}: it may write what is shared, and nothing else.`]),
      RULE,
    ];
    answer(json, EXIT.ok, { by: "git", ...started, registered: isKnown }, lines.join("\n"));
  });
