// `lanekeeper demo`: the main job on a repository made for it, with real git; fails if any step comes out differently.
// It leaves nothing behind, however it ends.
import { constants } from "node:os";
import type { Command } from "commander";
import { root } from "./assets.ts";
import { type Outcome, perform } from "./demo/perform.ts";
import { Stage } from "./demo/stage.ts";
import { STORY } from "./demo/story.ts";
import { Story } from "./demo/tell.ts";
import { answer, EXIT } from "./output.ts";
import { paintFor } from "./paint.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export function demo(program: Command): void {
  program
    .command("demo")
    .description("show the main job with a real server, real hooks and real pushes; leaves nothing behind")
    .option("--json", "one JSON document on stdout, the story on stderr")
    .action(run);
}

async function run({ json }: { json?: boolean }): Promise<void> {
  const started = performance.now();
  // With --json stdout is the document's alone.
  const stream = json ? process.stderr : process.stdout;
  const story = new Story((line) => stream.write(`${line}\n`), paintFor(stream));
  const stage = new Stage(root("dist", "cli", "main.js"));
  const sweep = () => stage.sweep();
  const leave = (signal: NodeJS.Signals) => process.exit(128 + constants.signals[signal]);
  process.once("exit", sweep);
  for (const signal of SIGNALS) process.once(signal, leave);
  try {
    story.begin();
    const outcomes = await play(stage, story);
    await stage.stopServer();
    const ms = Math.round(performance.now() - started);
    story.end(outcomes, STORY.length, ms);
    const ok = outcomes.length === STORY.length && outcomes.every((each) => each.ok);
    if (json) answer(true, ok ? EXIT.ok : EXIT.findings, { ok, ms, steps: outcomes }, "");
    else process.exitCode = ok ? EXIT.ok : EXIT.findings;
  } finally {
    sweep();
    process.off("exit", sweep);
    for (const signal of SIGNALS) process.off(signal, leave);
  }
}

/** Step after step; one that came out wrong ends it, for the next ones stand on it. */
async function play(stage: Stage, story: Story): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of STORY) {
    story.step(outcomes.length + 1, step);
    const outcome = await perform(stage, step, story);
    story.ended(outcome);
    outcomes.push(outcome);
    if (!outcome.ok) break;
  }
  return outcomes;
}
