// `lanekeeper hook claude`: told here for help and its options; it runs in a file of its own (start.ts).
import type { Command } from "commander";
import { runClaudeHook } from "../client/claude/entry.ts";

export function hook(program: Command): void {
  program
    .command("hook")
    .description("what other programs call as their hook")
    .command("claude")
    .description("answer one of Claude Code's hook events: JSON on stdin, JSON on stdout")
    .action(runClaudeHook);
}
