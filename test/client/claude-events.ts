// Events as Claude Code writes them to a hook's stdin, in the documented shapes, with the fields that are not used here too.

const common = (cwd: string, session: string) => ({
  session_id: session,
  transcript_path: `/home/u/.claude/projects/p/${session}.jsonl`,
  cwd,
  permission_mode: "default",
});

export interface Sender {
  readonly cwd: string;
  readonly session: string;
}

export const sessionStart = ({ cwd, session }: Sender, source = "startup") => {
  const { permission_mode: _, ...rest } = common(cwd, session);
  return { ...rest, hook_event_name: "SessionStart", source, model: "claude-sonnet-5" };
};

export const userPrompt = ({ cwd, session }: Sender, prompt = "go on") => ({
  ...common(cwd, session),
  prompt_id: "p1",
  hook_event_name: "UserPromptSubmit",
  prompt,
});

export const toolBatch = ({ cwd, session }: Sender) => ({
  ...common(cwd, session),
  hook_event_name: "PostToolBatch",
  tool_calls: [
    { tool_name: "Read", tool_input: { file_path: "/x" }, tool_use_id: "t1", tool_response: "text\n".repeat(1000) },
  ],
});

export const toolUse = ({ cwd, session }: Sender, tool: string, input: object) => ({
  ...common(cwd, session),
  hook_event_name: "PreToolUse",
  tool_name: tool,
  tool_input: input,
  tool_use_id: "toolu_01",
});

export const write = (sender: Sender, path: string) =>
  toolUse(sender, "Write", { file_path: path, content: "export {};\n" });

export const bash = (sender: Sender, command: string) =>
  toolUse(sender, "Bash", { command, description: "do it", timeout: 1000, run_in_background: false });

export const stop = ({ cwd, session }: Sender) => ({
  ...common(cwd, session),
  ...{
    hook_event_name: "Stop",
    stop_hook_active: false,
    last_assistant_message: "done",
    background_tasks: [],
    session_crons: [],
  },
});

export const sessionEnd = ({ cwd, session }: Sender, reason = "prompt_input_exit") => ({
  ...common(cwd, session),
  ...{ hook_event_name: "SessionEnd", reason },
});
