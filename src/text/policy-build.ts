// From a policy as it was written, without errors, to the policy the rules see. It complains about nothing.
import { parseDuration } from "../core/duration.ts";
import { compile } from "../core/glob.ts";
import { type Name, type Pattern, POLICY_PATH, type Policy, type Scope, type Team } from "../core/policy.ts";
import { branchesOf } from "./policy-patterns.ts";
import type { PolicyDraft, TeamDraft } from "./policy-schema.ts";
import type { Text } from "./policy-shape.ts";

export function buildPolicy(draft: PolicyDraft): Policy {
  const { sessions, rounds, claims, messages, presence } = draft;
  const queue = messages.queue.text.replace(/\/$/, "");
  const scoreboard = messages.scoreboard.text;
  return {
    version: draft.version,
    architects: namesOf(draft.architects ?? []),
    teams: draft.teams.map(({ key, value }) => buildTeam(key, value)),
    sessions: {
      branches: sessions.branches,
      prefix: sessions.prefix,
      names: new Map(sessions.names.map(({ key, value }) => [key.text, value.text])),
      write: new Map(sessions.write.map(({ key, value }) => [key.text, scope(value)])),
    },
    shared: scope(draft.shared ?? [byDefault(`${queue}/`), byDefault(scoreboard)]),
    protected: scope(guarded(draft.protected)),
    trunk: draft.trunk,
    unmatched: draft.unmatched,
    free: namesOf(draft.free),
    history: draft.history,
    rounds: {
      branch: rounds.branch.text,
      announcement: rounds.announcement.text,
      reply: rounds.reply.text,
      barrier: rounds.barrier,
      deadline: rounds.deadline === null ? null : milliseconds(rounds.deadline),
      advance: rounds.advance,
      artifacts: rounds.artifacts,
    },
    claims: { mode: claims.mode, ttl: milliseconds(claims.ttl), ignore: scope(claims.ignore) },
    messages: {
      queue,
      scoreboard,
      ackWithin: milliseconds(messages.ack_within),
      escalateTo: textsOf(messages.escalate_to),
    },
    presence: {
      idle: milliseconds(presence.idle),
      stale: milliseconds(presence.stale),
      gone: milliseconds(presence.gone),
    },
    github: { approve: draft.github.approve },
    notify: textsOf(draft.notify),
  };
}

function buildTeam(name: Text, team: TeamDraft): Team {
  return {
    name: name.text,
    aliases: textsOf(team.aliases),
    branches: scope(branchesOf(name, team)),
    write: scope(team.write ?? []),
    read: scope(team.read),
    members: namesOf(team.members),
    sessions: [...new Set(textsOf(team.sessions))],
    // A name stands in the file, whatever else is there by default.
    at: name.at!,
  };
}

/** With the policy file itself, which guards everything else. */
const guarded = (patterns: readonly Text[]): readonly Pattern[] =>
  patterns.some(({ text }) => text === POLICY_PATH) ? patterns : [...patterns, byDefault(POLICY_PATH)];

const scope = (patterns: readonly Pattern[]): Scope => ({ patterns, set: compile(textsOf(patterns)) });
const byDefault = (text: string): Pattern => ({ text, at: null });
const textsOf = (texts: readonly Text[]): readonly string[] => texts.map(({ text }) => text);
const namesOf = (texts: readonly Text[]): readonly Name[] => texts.map(({ text, at }) => ({ name: text, at }));
const milliseconds = ({ text }: Text): number => parseDuration(text)!;
