// The patterns of a policy as a whole: how many there are, which repeat, and which of two teams can match one path.
// Two teams whose branches can meet are an error; write scopes that meet are often meant and only warned about.
import { compile } from "../core/glob.ts";
import type { Log } from "./policy-log.ts";
import { type Overlap, type Owned, overlaps } from "./policy-overlap.ts";
import type { PolicyDraft, TeamDraft } from "./policy-schema.ts";
import type { Text } from "./policy-shape.ts";
import { show } from "./yaml-node.ts";

export const MAX_PATTERNS = 2_000;
// For pairs whose literal prefixes do not already part them; three million take half a second.
const BRANCH_BUDGET = 3_000_000;
const WRITE_BUDGET = 1_000_000;

/** A team's patterns of branches, those it has by default included. */
export const branchesOf = (name: Text, team: TeamDraft): readonly Text[] =>
  team.branches ?? [name, ...team.aliases].map(({ text }) => ({ text: `${text}/**`, at: null }));

/** False where there are so many that nothing more is looked at. */
export function checkPatterns(draft: PolicyDraft, log: Log): boolean {
  const written = lists(draft);
  const all = written.flat();
  if (all.length > MAX_PATTERNS) {
    const at = all.slice(MAX_PATTERNS).find((each) => each.at !== null)?.at ?? draft.at;
    const message = `There are ${all.length} patterns, by default or written; ${MAX_PATTERNS} are allowed.`;
    log.error(at, message, "Name directories instead of single files.");
    return false;
  }
  for (const list of written) repeated(list, log);
  branchesMeet(draft, log);
  scopesMeet(draft, log);
  return true;
}

function lists({ teams, sessions, shared, protected: guarded, claims }: PolicyDraft): readonly (readonly Text[])[] {
  return [
    ...teams.flatMap(({ key, value }) => [branchesOf(key, value), value.write ?? [], value.read]),
    sessions.branches,
    ...sessions.write.map(({ value }) => value),
    shared ?? [],
    guarded,
    claims.ignore,
  ];
}

function repeated(list: readonly Text[], log: Log): void {
  const seen = new Set<string>();
  for (const { text, at } of list) {
    if (seen.has(text) && at !== null) log.warn(at, `the pattern ${show(text)} is repeated.`, "Remove it.");
    seen.add(text);
  }
}

function branchesMeet({ teams }: PolicyDraft, log: Log): void {
  const owned = teams.flatMap(({ key, value }) =>
    branchesOf(key, value).map((pattern): Owned => ({ owner: key.text, pattern })),
  );
  const order = new Map(owned.map(({ pattern }, index) => [pattern, index]));
  const { found, isComplete } = overlaps(owned, (_, second) => String(order.get(second.pattern)), BRANCH_BUDGET);
  for (const overlap of found) {
    const at = overlap.second.pattern.at ?? overlap.first.pattern.at;
    if (at !== null) log.error(at, says("branch", overlap), "A branch belongs to one team: make the patterns differ.");
  }
  // Not looked at is not passed: what was not compared does not validate.
  if (!isComplete)
    log.error(
      teams[0]!.key.at!,
      "There are too many branch patterns that start with a wildcard to compare.",
      "Start them with the team's name.",
    );
}

function scopesMeet({ teams, shared }: PolicyDraft, log: Log): void {
  const owned = teams.flatMap(({ key, value }) =>
    (value.write ?? []).map((pattern): Owned => ({ owner: key.text, pattern })),
  );
  const { found } = overlaps(owned, (first, second) => `${first.owner} ${second.owner}`, WRITE_BUDGET);
  const common = compile((shared ?? []).map(({ text }) => text));
  for (const overlap of found)
    if (!common.has(overlap.witness))
      log.warn(
        overlap.second.pattern.at!,
        says("path", overlap),
        "If both are meant to write it, list it under shared.",
      );
}

const says = (thing: string, { first, second, witness }: Overlap): string =>
  `teams ${first.owner} (${show(first.pattern.text)}) and ${second.owner} (${show(second.pattern.text)}) both match the ${thing} ${show(witness)}.`;
