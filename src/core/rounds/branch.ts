// What a branch says of a round by its name, and what its files say beside it: where the two disagree, who is told and where.
import type { Binding } from "../binding.ts";
import type { Complaint, Place } from "../finding.ts";
import type { Policy, Team } from "../policy.ts";
import type { Announcement, Reading, Reply } from "./rounds.ts";

/** The number in a branch's name by `rounds.branch`, where the branch is one of this team's. */
export function roundOfBranch({ rounds: { branch: template } }: Policy, { branch, team }: Binding): number | null {
  if (team === null) return null;
  const literal = template.replace(/[\\^$.*+?()[\]|]/g, "\\$&");
  for (const name of [team.name, ...team.aliases]) {
    const exact = literal.replace("{team}", name.replace(/\./g, "\\.")).replace("{n}", "([1-9][0-9]{0,8})");
    const found = new RegExp(`^${exact}$`).exec(branch)?.[1];
    if (found !== undefined) return Number(found);
  }
  return null;
}

/** A team by its name or an alias. */
export const teamCalled = (policy: Policy, name: string): Team | null =>
  policy.teams.find((team) => team.name === name || team.aliases.includes(name)) ?? null;

/** Front matter that says another round or team than the branch. */
export function disagreements(
  policy: Policy,
  binding: Binding,
  read: Reading<Announcement> | Reading<Reply>,
  path: string,
): Complaint[] {
  const { value, places } = read;
  if (value === null) return [];
  const number = roundOfBranch(policy, binding);
  const found: Complaint[] = [];
  const say = (key: string, message: string, fix: string) =>
    found.push({ level: "error", message, fix, ...placed(places.get(key), path) });
  if (number !== null && value.round !== null && value.round !== number)
    say(
      "round",
      `it says round ${value.round}, but the branch is round ${number}'s`,
      `write round: ${number}, or take the branch of round ${value.round}`,
    );
  if (value.team !== null && teamCalled(policy, value.team)?.name !== binding.team?.name)
    say(
      "team",
      `it says team ${value.team}, but the branch is ${binding.team?.name ?? "nobody"}'s`,
      `write team: ${binding.team?.name ?? ""}, or take a branch of team ${value.team}`,
    );
  return found;
}

/** What an announcement says that cannot be: teams that the policy has not, a roster without this team, a round that waits for itself. */
export function impossibilities(
  policy: Policy,
  binding: Binding,
  read: Reading<Announcement>,
  path: string,
): Complaint[] {
  const { value, places } = read;
  if (value === null) return [];
  const found: Complaint[] = [];
  const say = (key: string, message: string, fix: string) =>
    found.push({ level: "error", message, fix, ...placed(places.get(key), path) });
  const roster = value.teams?.map((name) => [name, teamCalled(policy, name)] as const) ?? [];
  for (const [name, team] of roster)
    if (team === null)
      say("teams", `the policy has no team ${name}`, `teams are ${policy.teams.map((each) => each.name).join(", ")}`);
  if (roster.length > 0 && !roster.some(([, team]) => team?.name === binding.team?.name))
    say("teams", `the roster does not name team ${binding.team?.name}, to whom this is announced`, "add it to teams");
  const number = value.round ?? roundOfBranch(policy, binding);
  if (number !== null && value.dependsOn.includes(number))
    say("depends_on", `round ${number} waits for itself`, "name other rounds in depends_on");
  return found;
}

const placed = (at: Place | undefined, path: string) => ({ path, line: at?.line ?? 1, column: at?.column ?? 1 });
