// `lanekeeper init`: proposes a policy from what the repository says already, and tells its agents in AGENTS.md.
// It never replaces a policy without --force, and of AGENTS.md nothing but its own block.
import type { Command } from "commander";
import { POLICY_PATH, type Policy } from "../core/policy.ts";
import { agentsBlock } from "../text/agents-block.ts";
import { CLAUDE_SETTINGS, mergeHooks } from "../text/claude-settings.ts";
import { isLogin } from "../text/codeowners.ts";
import { placeBlock } from "../text/marked-block.ts";
import type { Note } from "../text/note.ts";
import { policyFromBytes } from "../text/policy-file.ts";
import { type PrintedPolicy, printPolicy } from "../text/print-policy.ts";
import { propose } from "../text/propose.ts";
import { AGENTS, noteLines, type Result, resultDocument, resultText } from "./init/report.ts";
import { openTree, readBytes, readSources, type Tree, targetOf, write } from "./init/tree.ts";
import { answer, EXIT, Usage } from "./output.ts";

interface Options {
  readonly repo: string;
  readonly architect?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly claude?: boolean;
  readonly json?: boolean;
}

export function init(program: Command): void {
  program
    .command("init")
    .description("propose a policy from directories, CODEOWNERS and scope front matter, and a block in AGENTS.md")
    .option("--repo <dir>", "the clone", ".")
    .option("--architect <login>", "who decides (default: CODEOWNERS' owner of everything, else user.name)")
    .option("--force", "replace a policy that is there")
    .option("--claude", "put the hooks for Claude Code into .claude/settings.json too")
    .option("--dry-run", "print what would be written, write nothing")
    .option("--json", "one JSON document on stdout")
    .action(run);
}

async function run(options: Options): Promise<void> {
  const { architect = null, force = false, dryRun = false } = options;
  if (architect !== null && !isLogin(architect))
    throw new Usage(`${architect} is not a login`, "a login has no spaces, commas or slashes; a team is @org/team");
  const tree = await openTree(options.repo);
  const notes: Note[] = [];
  const there = await readBytes(tree, POLICY_PATH);
  const proposal = there !== null && !force ? null : await proposed(tree, architect, notes);
  const policy = proposal?.policy ?? standing(there ?? "");
  const agents = agentsFile(await readBytes(tree, AGENTS), policy);
  const claude = options.claude ? claudeSettings(await readBytes(tree, CLAUDE_SETTINGS)) : null;
  const [policyFile, agentsMd] = [await targetOf(tree, POLICY_PATH), await targetOf(tree, AGENTS)];
  const settings = claude === null ? null : await targetOf(tree, CLAUDE_SETTINGS);
  if (!dryRun && proposal !== null) await write(policyFile, Buffer.from(proposal.text));
  if (!dryRun && agents.changed) await write(agentsMd, Buffer.from(agents.bytes, "latin1"));
  if (!dryRun && claude?.changed && settings !== null) await write(settings, Buffer.from(claude.text));
  const result: Result = {
    dryRun,
    policy,
    proposal,
    block: agents.block,
    agentsChanged: agents.changed,
    claude,
    notes,
  };
  process.stderr.write(noteLines(notes));
  answer(options.json, EXIT.ok, resultDocument(result), resultText(result));
}

async function proposed(tree: Tree, architect: string | null, notes: Note[]): Promise<PrintedPolicy> {
  const sources = await readSources(tree, architect, notes);
  const proposal = propose(sources);
  if (proposal.architects.length === 0) {
    const name = sources.userName === null ? "user.name is not set" : `user.name (${sources.userName}) is no login`;
    throw new Usage(`no architect was found: CODEOWNERS names nobody for *, and ${name}`, "say --architect LOGIN");
  }
  const printed = printPolicy(proposal);
  notes.push(...printed.notes);
  return printed;
}

/** The policy that stays, read for what AGENTS.md says of it. */
function standing(bytes: string): Policy {
  const { policy, findings } = policyFromBytes(Buffer.from(bytes, "latin1"));
  if (policy !== null) return policy;
  const why = findings.map(({ line, column, message }) => `${line}:${column}: ${message}`)[0] ?? "";
  throw new Usage(
    `${POLICY_PATH} is there and does not validate (${why})`,
    `see all of it with: lanekeeper policy check ${POLICY_PATH}; or replace it with --force`,
  );
}

/** AGENTS.md with the block in it. Bytes go through as latin1, one character each, so that none changes. */
function agentsFile(bytes: string | null, policy: Policy): { block: string; bytes: string; changed: boolean } {
  const block = agentsBlock(policy);
  const placed = placeBlock(bytes ?? "", Buffer.from(block).toString("latin1"));
  if ("refused" in placed)
    throw new Usage(`${AGENTS} was left alone: ${placed.refused}`, "mend its marker lines, or remove them");
  return { block, bytes: placed.text, changed: placed.text !== bytes };
}

/** Claude Code's settings with our hooks; refused where the file is not what it should be, before anything is written. */
function claudeSettings(bytes: string | null): { text: string; changed: boolean } {
  const text = bytes === null ? null : Buffer.from(bytes, "latin1").toString("utf8");
  const isUtf8 = text === null || Buffer.from(text).toString("latin1") === bytes;
  const merged = isUtf8 ? mergeHooks(text) : { refused: "it is not UTF-8" };
  if ("refused" in merged)
    throw new Usage(
      `${CLAUDE_SETTINGS} was left alone: ${merged.refused}`,
      "mend it, or move it away; nothing was written",
    );
  return merged;
}
