// What a session has to know of the lanes, in a few exact lines for AGENTS.md. Everything in it is taken from a policy.
import type { Pattern, Policy, Team } from "../core/policy.ts";

/** More teams than this are left to the policy file. */
const MAX_TEAMS = 20;
const MAX_PATTERNS = 5;

export function agentsBlock(policy: Policy): string {
  const { sessions, teams, architects } = policy;
  const branches = sessions.branches.map(({ text }) => code(text.replace("{id}", "sX"))).join(" or ");
  const shown = teams.slice(0, MAX_TEAMS);
  const lines = [
    "## Lanes: who writes what",
    "",
    "The server judges every push by `.github/lanekeeper.yml` as it stands on the default branch. Change nothing outside your lane:",
    "deleting, moving and merging count as writing, and what a later commit takes back still shows.",
    "",
    ...shown.map(laneOf),
    ...(teams.length > shown.length ? [`- ${teams.length - shown.length} more teams: see the policy`] : []),
    ...(branches === "" ? [] : [`- session sX: branch ${branches}; scope of the team that lists it`]),
    ...prefix(policy),
    `- only architects (${architects.map(({ name }) => code(name)).join(", ")}) change the policy and \`${policy.rounds.announcement}\`, and move the default branch`,
    "",
    "Before you write: `lanekeeper explain PATH...` says whether you may and which line says so (exit code 0: yes, 1: no).",
    "Before you push: `lanekeeper check` judges your commits as the server would (0: pass, 1: findings, each with a fix).",
    "Both answer in JSON with `--json`. If your lane is too narrow, ask an architect; do not work around it.",
  ];
  return `${lines.join("\n")}\n`;
}

const laneOf = ({ name, branches, write }: Team): string =>
  `- team ${name}: branches ${codes(branches.patterns)}; writes ${write.patterns.length === 0 ? "the shared paths only" : codes(write.patterns)}`;

function prefix({ sessions }: Policy): string[] {
  if (sessions.prefix === "off" || sessions.branches.length === 0) return [];
  const must = sessions.prefix === "required" ? "begins" : "should begin";
  return [`- on a session's branch every commit subject ${must} with its prefix: \`[sX] Say what changed\``];
}

function codes(patterns: readonly Pattern[]): string {
  const shown = patterns.slice(0, MAX_PATTERNS).map(({ text }) => code(text));
  const more = patterns.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** As code in Markdown; what would end the code, or the block, is only named. */
const code = (text: string): string =>
  /[`\p{C}]|<!--|-->/u.test(text) ? "(a pattern that cannot be shown here)" : `\`${text}\``;
