// A proposal as the text of a policy file that explains itself. What is printed always validates: teams that do not fit are noted.
import type { Policy } from "../core/policy.ts";
import type { Note } from "./note.ts";
import { parsePolicy } from "./policy-file.ts";
import type { Proposal, ProposedTeam } from "./propose.ts";

export interface PrintedPolicy {
  readonly text: string;
  readonly policy: Policy;
  readonly teams: readonly ProposedTeam[];
  readonly notes: readonly Note[];
}

/** Far from the limits of a policy, which a proposal has no business to be near. */
const MAX_PATTERNS = 1_000;

/** Where editors find the schema, from the policy file's own folder. */
const SCHEMA = "../node_modules/lanekeeper/schema/lanekeeper.schema.json";

/** Throws where there is no architect: a policy cannot be without. */
export function printPolicy({ architects, teams, notes }: Proposal): PrintedPolicy {
  let kept = fitting(teams);
  for (;;) {
    const text = print(architects, kept);
    const { policy, findings } = parsePolicy(text);
    if (policy !== null) {
      const left = teams.filter((team) => !kept.includes(team));
      const lost = left.map(({ name, from }): Note => ({ at: null, message: `team ${name} (${from}) did not fit` }));
      const warnings = findings.map(({ path, line, column, message }): Note => {
        const at = path === null ? null : { path, line: line ?? 1, column: column ?? 1 };
        return { at, message: message.replace(/\.$/, "") };
      });
      return { text, policy, teams: kept, notes: [...notes, ...lost, ...warnings] };
    }
    if (kept.length === 0) throw new Error(`a proposal without teams does not validate: ${findings[0]?.message}`);
    kept = kept.slice(0, -1);
  }
}

/** As many of the teams, from the first on, as have few enough patterns together. */
function fitting(teams: readonly ProposedTeam[]): readonly ProposedTeam[] {
  let patterns = 0;
  return teams.filter(({ write, read }) => {
    patterns += write.length + read.length + 2;
    return patterns <= MAX_PATTERNS;
  });
}

function print(architects: readonly string[], teams: readonly ProposedTeam[]): string {
  return `# yaml-language-server: $schema=${SCHEMA}
# Who may write what in this repository. Proposed by: lanekeeper init. It counts as it stands on the default branch.
# Validate it: lanekeeper policy check. Its schema, where the package is not in node_modules: lanekeeper policy schema

version: 1

# They announce rounds, move the default branch and change this file.
architects: ${list(architects)}

# A team works on branches that begin with its name, <team>/..., and writes these paths and no others.
# What no team writes, such as files at the root, is left to architects.
teams:${teams.length === 0 ? " {}\n" : `\n${teams.map(printTeam).join("\n")}`}
# A session is one running agent with a branch of its own, session-sX, on which every commit begins with [sX].
# It has its team's scope once it is listed under the team, and the shared paths only until then.
sessions:
  prefix: required

# Paths that every team and session writes. By default the message queue and the scoreboard:
# shared: ["docs/ai/sessions/"]

# Paths that only architects change, on every branch. This file is always among them:
# protected: [".github/"]
`;
}

function printTeam({ name, write, read, owners, from }: ProposedTeam): string {
  const lines = [
    `  ${/^[a-z][a-z0-9-]*$/.test(name) && !WORDS.has(name) ? name : quote(name)}:`,
    `    # From ${comment(from)}.`,
    `    write: ${list(write)}`,
    ...(read.length > 0 ? [`    read: ${list(read)}`] : []),
    ...(owners.length > 0
      ? ["    # With this line only its owners and architects push its branches:", `    # members: ${list(owners)}`]
      : []),
    "    # sessions: [sA]",
  ];
  return `${lines.join("\n")}\n`;
}

// Plain words that some readers of YAML take for something else.
const WORDS = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]);

const list = (texts: readonly string[]): string => `[${texts.map(quote).join(", ")}]`;

/** A text in double quotes; what does not show, or could not stand in the file, as an escape. */
function quote(text: string): string {
  const escaped = text.replace(/["\\]/g, "\\$&").replace(/[\p{C}\p{Zl}\p{Zp}\ufffd]/gu, (char) => {
    const code = char.codePointAt(0)!.toString(16).toUpperCase();
    return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}

const comment = (text: string): string => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
