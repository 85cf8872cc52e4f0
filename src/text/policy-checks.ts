// What the keys of a policy mean to each other: names that must be unique, sessions with one home, bounds in order.
// Each check looks at what could be read and never repeats a complaint about one key.
import { parseDuration } from "../core/duration.ts";
import type { Place } from "../core/finding.ts";
import type { Log } from "./policy-log.ts";
import type { PolicyDraft } from "./policy-schema.ts";
import type { Text } from "./policy-shape.ts";
import { show } from "./yaml-node.ts";

type Check = (draft: PolicyDraft, log: Log) => void;

const teamNames: Check = ({ teams }, log) => {
  const taken = new Map<string, Text>();
  const all = teams.flatMap(({ key, value }) => [key, ...value.aliases]);
  // Names before aliases: a name that meets an alias further up is not the one to change.
  for (const { key } of teams) taken.set(key.text, key);
  for (const name of all) {
    const other = taken.get(name.text);
    if (other === undefined) taken.set(name.text, name);
    else if (other !== name && name.at !== null)
      log.error(
        name.at,
        `${show(name.text)} already names a team ${where(other)}.`,
        "Names and aliases of teams must be unique.",
      );
  }
};

const oneHome: Check = ({ teams, sessions }, log) => {
  const home = new Map<string, { readonly id: Text; readonly team: string }>();
  for (const { key, value } of teams)
    for (const id of value.sessions) {
      const other = home.get(id.text);
      if (other === undefined) home.set(id.text, { id, team: key.text });
      else if (other.team === key.text) log.warn(id.at!, `session ${id.text} is listed twice.`);
      else
        log.error(
          id.at!,
          `session ${id.text} already belongs to team ${other.team} ${where(other.id)}.`,
          "A session belongs to one team.",
        );
    }
  for (const { key } of sessions.write) {
    const other = home.get(key.text);
    if (other !== undefined)
      log.error(
        key.at!,
        `session ${key.text} belongs to team ${other.team} ${where(other.id)}, so it has no scope of its own.`,
        "Take it out of the team or remove this entry.",
      );
  }
};

const displayNames: Check = ({ teams, sessions }, log) => {
  const taken = new Map<string, Text>();
  const teamNamed = new Set(teams.flatMap(({ key, value }) => [key.text, ...value.aliases.map((alias) => alias.text)]));
  for (const { value: name } of sessions.names) {
    const folded = name.text.toLowerCase();
    const other = taken.get(folded);
    if (other !== undefined)
      log.error(
        name.at!,
        `the display name ${show(name.text)} is already taken ${where(other)}.`,
        "Capitals make no difference.",
      );
    else if (teamNamed.has(folded))
      log.warn(
        name.at!,
        `the display name ${show(name.text)} is also the name of a team, and messages to it are ambiguous.`,
      );
    taken.set(folded, other ?? name);
  }
  for (const { key, value } of teams)
    for (const name of [key, ...value.aliases])
      if (name.text === "all" || name.text === "human")
        log.warn(name.at!, `a team called ${show(name.text)} cannot be written to: the address means something else.`);
};

const presenceBounds: Check = ({ presence: { idle, stale, gone } }, log) => {
  const inOrder = (less: Text, more: Text, names: readonly [string, string]) => {
    const at = more.at ?? less.at;
    if (at !== null && parseDuration(less.text)! >= parseDuration(more.text)!)
      log.error(
        at,
        `"presence.${names[1]}" (${more.text}) must be longer than "presence.${names[0]}" (${less.text}).`,
        "idle < stale < gone.",
      );
  };
  inOrder(idle, stale, ["idle", "stale"]);
  inOrder(stale, gone, ["stale", "gone"]);
};

const roundFiles: Check = ({ rounds: { announcement, reply } }, log) => {
  const at = reply.at ?? announcement.at;
  if (at !== null && announcement.text.toLowerCase() === reply.text.toLowerCase())
    log.error(at, `announcement and reply are the same file, ${show(reply.text)}.`, "Give them different names.");
};

/** All of them, in no order that matters. */
export const CHECKS: readonly Check[] = [teamNames, oneHome, displayNames, presenceBounds, roundFiles];

const where = ({ at }: { readonly at: Place | null }): string => (at === null ? "by default" : `on line ${at.line}`);
