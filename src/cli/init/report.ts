// What `init` says of what it did, to people and as a document.
import { quotePath } from "../../core/path.ts";
import { POLICY_PATH, type Policy } from "../../core/policy.ts";
import { printable } from "../../render/escape.ts";
import { plural } from "../../render/hook.ts";
import { CLAUDE_SETTINGS } from "../../text/claude-settings.ts";
import { BEGIN, END } from "../../text/marked-block.ts";
import type { Note } from "../../text/note.ts";
import type { PrintedPolicy } from "../../text/print-policy.ts";

export const AGENTS = "AGENTS.md";

export interface Result {
  readonly dryRun: boolean;
  /** The policy in the file, proposed or standing. */
  readonly policy: Policy;
  /** Null where the policy that was there stays. */
  readonly proposal: PrintedPolicy | null;
  readonly block: string;
  readonly agentsChanged: boolean;
  /** Claude Code's settings; null where they were not asked for. */
  readonly claude: { readonly text: string; readonly changed: boolean } | null;
  readonly notes: readonly Note[];
}

export const noteLines = (notes: readonly Note[]): string =>
  notes
    .map(({ at, message }) => {
      const place = at === null ? "" : `${quotePath(at.path)}:${at.line}:${at.column}: `;
      return `! ${place}${printable(message)}\n`;
    })
    .join("");

export function resultDocument({ dryRun, policy, proposal, block, agentsChanged, claude, notes }: Result): unknown {
  return {
    policy: { path: POLICY_PATH, written: proposal !== null && !dryRun, text: proposal?.text ?? null },
    agents: { path: AGENTS, written: agentsChanged && !dryRun, block },
    ...(claude === null
      ? {}
      : { claude: { path: CLAUDE_SETTINGS, written: claude.changed && !dryRun, text: claude.text } }),
    architects: policy.architects.map(({ name }) => name),
    teams: policy.teams.map(({ name, write }) => ({
      name,
      write: write.patterns.map(({ text }) => text),
      from: proposal?.teams.find((team) => team.name === name)?.from ?? null,
    })),
    warnings: notes.map(({ at, message }) => ({ message, path: at?.path ?? null, line: at?.line ?? null })),
  };
}

export function resultText({ dryRun, policy, proposal, block, agentsChanged, claude, notes }: Result): string {
  if (dryRun) {
    const kept = `# ${POLICY_PATH} is there and stays (--force replaces it)`;
    const settings = claude === null ? [] : [`# ${CLAUDE_SETTINGS} would be:\n`, claude.text];
    return [proposal?.text ?? kept, `# ${AGENTS} would get:\n`, `${BEGIN}\n${block}${END}`, ...settings].join("\n");
  }
  const rows = policy.teams.map(({ name, write }) => {
    const from = proposal?.teams.find((team) => team.name === name)?.from;
    const paths = write.patterns.map(({ text }) => text).join(" ") || "(shared paths only)";
    return printable(`  ${name}: ${paths}${from === undefined ? "" : `  (${from})`}`);
  });
  const whom = policy.architects.map(({ name }) => name).join(", ");
  return [
    proposal === null
      ? `kept ${POLICY_PATH}, which was there (--force replaces it)`
      : printable(`wrote ${POLICY_PATH}: ${plural(policy.teams.length, "team") || "no team"}; decided by ${whom}`),
    ...rows,
    `${agentsChanged ? "wrote" : "kept"} ${AGENTS}: what a session has to know`,
    ...(claude === null ? [] : [`${claude.changed ? "wrote" : "kept"} ${CLAUDE_SETTINGS}: the hooks for Claude Code`]),
    ...(notes.length > 0 ? [`${plural(notes.length, "warning")}, on standard error`] : []),
    ...(proposal === null
      ? []
      : ["next: read both, commit them, and let an architect push them to the default branch"]),
  ].join("\n");
}
