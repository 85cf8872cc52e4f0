// Our commands in a lefthook configuration: put beside those that are there, and taken out again; nothing else of the file changes.
import { load } from "js-yaml";

const BEGIN = "# lanekeeper: begin";
const END = "# lanekeeper: end";

/** What each hook runs; where the program is not there nothing is. */
export const COMMANDS = {
  "commit-msg": "! command -v lanekeeper >/dev/null || lanekeeper hooks commit-msg {1}",
  "post-commit": "! command -v lanekeeper >/dev/null || lanekeeper hooks post-commit",
} as const;

type Hook = keyof typeof COMMANDS;
const HOOKS = Object.keys(COMMANDS) as Hook[];

type Parsed = Readonly<Record<string, unknown>>;

/** The file with our commands; null where it is written in a way that cannot be added to without changing it. */
export function withCommands(file: string): string | null {
  const clean = withoutCommands(file);
  const before = parsed(clean);
  if (before === null) return null;
  const text = HOOKS.reduce((each, hook) => withCommand(each, hook, before), clean);
  // Whatever else it said it says still, and ours is in it.
  return text !== null && JSON.stringify(ordered(parsed(text))) === JSON.stringify(ordered(wanted(before)))
    ? text
    : null;
}

/** The file as it is without what we put there. */
export function withoutCommands(file: string): string {
  const kept: string[] = [];
  let ours = false;
  for (const line of file.split("\n")) {
    if (line.trim() === BEGIN) ours = true;
    if (!ours) kept.push(line);
    if (line.trim() === END) ours = false;
  }
  return kept.join("\n");
}

function withCommand(file: string, hook: Hook, before: Parsed): string {
  const run = `run: ${JSON.stringify(COMMANDS[hook])}`;
  const there = before[hook];
  if (there === undefined || there === null) {
    const lines = [BEGIN, `${hook}:`, "  commands:", "    lanekeeper:", `      ${run}`, END, ""];
    return `${file === "" || file.endsWith("\n") ? file : `${file}\n`}${lines.join("\n")}`;
  }
  const lines = file.split("\n");
  const at = lines.findIndex((line) => new RegExp(`^["']?${hook}["']?:\\s*(?:#.*)?$`).test(line));
  if (at === -1) return file;
  const next = lines.findIndex((line, index) => index > at && /^[^\s#]/.test(line));
  const end = next === -1 ? lines.length : next;
  const commands = lines.findIndex(
    (line, index) => index > at && index < end && /^\s+commands:\s*(?:#.*)?$/.test(line),
  );
  const step = indentOf(lines, at, end) ?? "  ";
  const inner = commands === -1 ? `${step}${step}` : (indentOf(lines, commands, end) ?? `${step}${step}`);
  const ours = [`${inner}lanekeeper:`, `${inner}${step}${run}`];
  const block = [BEGIN, ...(commands === -1 ? [`${step}commands:`] : []), ...ours, END];
  const place = commands === -1 ? at : commands;
  return [...lines.slice(0, place + 1), ...block, ...lines.slice(place + 1)].join("\n");
}

/** How far the first line below a key is set in. */
function indentOf(lines: readonly string[], at: number, end: number): string | null {
  const first = lines.slice(at + 1, end).find((line) => line.trim() !== "" && !line.trim().startsWith("#"));
  return first === undefined ? null : /^\s*/.exec(first)![0];
}

function wanted(before: Parsed): Parsed {
  const hooks = HOOKS.map((hook) => {
    const there = (before[hook] ?? {}) as Parsed;
    const commands = { ...(there.commands as Parsed | undefined), lanekeeper: { run: COMMANDS[hook] } };
    return [hook, { ...there, commands }] as const;
  });
  return { ...before, ...Object.fromEntries(hooks) };
}

function parsed(text: string): Parsed | null {
  try {
    const value: unknown = text.trim() === "" ? {} : (load(text) ?? {});
    return typeof value === "object" && !Array.isArray(value) ? (value as Parsed) : null;
  } catch {
    return null;
  }
}

/** The same whatever order keys are written in. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, ordered(each)]),
  );
}
