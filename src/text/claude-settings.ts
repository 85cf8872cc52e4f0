// `.claude/settings.json` with Lanekeeper's hooks in it: what else is in the file stays, and hooks that are there already are left as they are.

export const CLAUDE_SETTINGS = ".claude/settings.json";
export const HOOK_COMMAND = "lanekeeper hook claude";

/** Which tools write; null: every one, or the event is of no tool. Seconds that Claude Code waits: more than the hook ever takes. */
const EVENTS: Readonly<Record<string, { readonly matcher: string | null; readonly timeout: number }>> = {
  SessionStart: { matcher: null, timeout: 5 },
  UserPromptSubmit: { matcher: null, timeout: 5 },
  PreToolUse: { matcher: "Edit|MultiEdit|Write|NotebookEdit|Bash", timeout: 5 },
  PostToolBatch: { matcher: null, timeout: 5 },
  Stop: { matcher: null, timeout: 5 },
  SessionEnd: { matcher: null, timeout: 2 },
};

export type Merged =
  | { readonly text: string; readonly changed: boolean }
  /** A sentence without its full stop. */
  | { readonly refused: string };

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `text`: the file as it is; null where there is none. Nothing is changed where every event has its hook. */
export function mergeHooks(text: string | null): Merged {
  const bare = (text ?? "").replace(/^\ufeff/, "");
  let settings: unknown;
  try {
    settings = bare.trim() === "" ? {} : JSON.parse(bare);
  } catch (error) {
    return { refused: `it is not JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  if (!isObject(settings)) return { refused: "it is not a JSON object" };
  const { hooks = {} } = settings;
  if (!isObject(hooks)) return { refused: "`hooks` in it is not an object" };
  const odd = Object.keys(EVENTS).find((event) => Object.hasOwn(hooks, event) && !Array.isArray(hooks[event]));
  if (odd !== undefined) return { refused: `\`hooks.${odd}\` in it is not a list` };
  const missing = Object.entries(EVENTS).filter(([event]) => !((hooks[event] ?? []) as unknown[]).some(isOurs));
  if (missing.length === 0) return { text: text ?? "", changed: false };
  const added = missing.map(([event, { matcher, timeout }]) => [
    event,
    [
      ...((hooks[event] ?? []) as unknown[]),
      { ...(matcher === null ? {} : { matcher }), hooks: [{ type: "command", command: HOOK_COMMAND, timeout }] },
    ],
  ]);
  const merged = { ...settings, hooks: { ...hooks, ...Object.fromEntries(added) } };
  return { text: `${JSON.stringify(merged, null, indentOf(bare))}\n`, changed: true };
}

/** A hook of ours, however the program is found. */
function isOurs(group: unknown): boolean {
  const { hooks } = isObject(group) ? group : {};
  return (
    Array.isArray(hooks) &&
    hooks.some(
      (hook) =>
        isObject(hook) && typeof hook.command === "string" && /\blanekeeper\b.*\bhook claude\b/.test(hook.command),
    )
  );
}

/** As the file has it. */
const indentOf = (text: string): string => /^\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? "  ";
