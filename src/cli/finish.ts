// `lanekeeper finish [sX]`: what the session holds is released, its row is taken out, its worktree is removed.
import type { Command } from "commander";
import { systemClock } from "../app/clock.ts";
import { finish as end } from "../client/plain/finish.ts";
import { NotHere } from "../client/plain/git.ts";
import { isSession } from "../core/commands/command.ts";
import { answer, EXIT } from "./output.ts";
import { answerLanded, DEFAULTS, landedJson, landedLines, ownerOf, plainly } from "./plainly.ts";

interface Options {
  readonly force?: boolean;
  readonly json?: boolean;
}

export function finish(program: Command): void {
  program
    .command("finish")
    .description("release what a session holds, take it off the scoreboard, remove its worktree")
    .argument("[session]", "its id; default: that of the current branch")
    .option("--force", "also with work that is not committed, which is lost, or not pushed, which is pushed")
    .option("--json", "one JSON document on stdout")
    .action(run);
}

const run = (said: string | undefined, { force = false, json }: Options): Promise<void> =>
  plainly(async (scene) => {
    const { checkout, policy } = scene;
    const session = said ?? ownerOf(scene, (await checkout.head()).branch);
    if (session === null || !isSession(session))
      throw new NotHere(`${session ?? "this branch"} is no session's`, "stand on its branch, or name it: sA");
    const scoreboard = policy?.messages.scoreboard ?? DEFAULTS.scoreboard;
    const ended = await end(checkout, { session, scoreboard, now: systemClock.now(), force });
    if (ended.kind === "unsaved") {
      const document = { by: "git", session, refused: ended.why, fix: ended.fix };
      return answer(json, EXIT.findings, document, `refused: ${ended.why}\n  fix: ${ended.fix}`);
    }
    const { landed } = ended;
    if (ended.kind === "refused") return answerLanded(json, session, landed, { session, worktree: null });
    const { worktree } = ended;
    const lines = [
      ...landedLines(`${session} is released`, landed),
      ...(worktree === null ? [] : [`  ${worktree} is removed`]),
      `  once session-${session} is merged: git push origin --delete session-${session}; then the id is free again`,
    ];
    answer(json, EXIT.ok, { ...landedJson(landed), session, worktree }, lines.join("\n"));
  });
