// The events that Claude Code hands to its hooks, as its documentation has them: only what is used here is read, and only by its type.
import { type ShellWrite, writesOfShell } from "../guard/paths-of-shell.ts";

export interface ClaudeEvent {
  readonly name: EventName;
  readonly session: string;
  readonly cwd: string;
  /** What the tool is about to write, before `PreToolUse`. */
  readonly writes: readonly ShellWrite[];
  /** Why it ends or started. */
  readonly reason: string | null;
}

export const EVENTS = [
  "SessionStart",
  "UserPromptSubmit",
  "PreToolUse",
  "PostToolBatch",
  "Stop",
  "SessionEnd",
] as const;
export type EventName = (typeof EVENTS)[number];

/** Null: no JSON, an event of no concern, or one of another shape. */
export function readEvent(text: string): ClaudeEvent | null {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    return null;
  }
  const { hook_event_name: name, session_id: session, cwd, reason, source } = fields(event);
  if (typeof session !== "string" || !SESSION.test(session) || typeof cwd !== "string" || !isName(name)) return null;
  const why = name === "SessionStart" ? source : reason;
  const writes = name === "PreToolUse" ? writesOfTool(fields(event)) : [];
  return { name, session, cwd, writes, reason: typeof why === "string" ? why : null };
}

/** It becomes the name of a file. */
const SESSION = /^[A-Za-z0-9._-]{1,128}$/;

const isName = (name: unknown): name is EventName => (EVENTS as readonly unknown[]).includes(name);

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

function writesOfTool({
  tool_name: tool,
  tool_input: input,
}: Readonly<Record<string, unknown>>): readonly ShellWrite[] {
  const { file_path: file, notebook_path: notebook, command } = fields(input);
  const one = (path: unknown): ShellWrite[] =>
    typeof path === "string" && path !== "" && !path.includes("\0") ? [{ path, dir: "", how: "write" }] : [];
  switch (tool) {
    case "Write":
    case "Edit":
    case "MultiEdit":
      return one(file);
    case "NotebookEdit":
      return one(notebook);
    case "Bash":
      return typeof command === "string" ? (writesOfShell(command) ?? []) : [];
    default:
      return [];
  }
}
