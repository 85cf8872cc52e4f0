// What dist/claude-hook.cjs runs.
import { runClaudeHook } from "./entry.ts";

void runClaudeHook();
