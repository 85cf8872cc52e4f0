// What dist/claude-hook.cjs runs.
import { runClaudeHook } from "./claude-entry.ts";

void runClaudeHook();
