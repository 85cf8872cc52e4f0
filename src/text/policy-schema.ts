// The shape of a policy file, described once: what reads it and what editors are given (JSON Schema) both come from here.
// Only what one key can be judged by stands here; what keys mean to each other is in policy-checks.ts.
import {
  BRANCHES,
  DISPLAY_NAME,
  DURATION,
  FILE_NAME,
  FILE_PATH,
  FOLDER_PATH,
  LOGIN,
  PATTERN,
  ROUND_BRANCH,
  SESSION_BRANCH,
  SESSION_ID,
  TEAM_NAME,
  WEB_ADDRESS,
} from "./policy-forms.ts";
import { dictionary, list } from "./policy-lists.ts";
import { defaulted, optional, record, required } from "./policy-record.ts";
import { choice, constant, countOr, flag, text } from "./policy-scalars.ts";
import type { JsonObject, Shape } from "./policy-shape.ts";

const names = list(text(LOGIN));
const patterns = list(text(PATTERN));
const duration = text(DURATION);

const team = record({
  aliases: defaulted("Other names of the team; they count wherever the name does.", [], list(text(TEAM_NAME))),
  branches: optional(
    "Patterns of the team's branches. By default `<name>/**` and the same for every alias. No branch may belong to two teams.",
    list(text(BRANCHES)),
  ),
  write: required(
    "Patterns of the paths the team may write. `dir/` means everything below it, a bare name itself and everything below it.",
    "Name the paths the team may write; [] for none but the shared ones.",
    patterns,
  ),
  read: defaulted("Patterns of what its sessions are told to read. A server cannot enforce reading.", ["*"], patterns),
  members: defaulted(
    "Logins and teams of the forge. If there are any, only they and architects may push, force-push or delete the team's branches.",
    [],
    names,
  ),
  sessions: defaulted(
    "Ids of the sessions that work for the team; each belongs to one team only.",
    [],
    list(text(SESSION_ID)),
  ),
});

const sessions = record({
  branches: defaulted(
    "Patterns of sessions' branches, with `{id}` where the session's id stands.",
    ["session-{id}", "**/*-{id}"],
    list(text(SESSION_BRANCH)),
  ),
  prefix: defaulted(
    "Must the commits on a session's branch start with `[sX] `?",
    "required",
    choice(["required", "warn", "off"]),
  ),
  names: defaulted(
    "Display names of sessions, by id.",
    {},
    dictionary("The display name of the session.", SESSION_ID, text(DISPLAY_NAME)),
  ),
  write: defaulted(
    "What sessions that belong to no team may write, by id.",
    {},
    dictionary("Patterns of the paths the session may write.", SESSION_ID, patterns),
  ),
});

const rounds = record({
  branch: defaulted(
    "The branch a team works on in a round, with `{team}` and `{n}`.",
    "{team}/round-{n}",
    text(ROUND_BRANCH),
  ),
  announcement: defaulted(
    "The file at the root of a round's branch that says what to do.",
    "ANNOUNCEMENT.md",
    text(FILE_NAME),
  ),
  reply: defaulted("The file a team answers with.", "REPLY.md", text(FILE_NAME)),
  barrier: defaulted("How many teams must be done before a round is complete.", "all", countOr(["all", "any"])),
  deadline: optional("How long after its announcement a round is late. By default never.", duration),
  advance: defaulted(
    "Who closes a complete round: an architect, or itself (which needs a roster in the announcement).",
    "architect",
    choice(["architect", "auto"]),
  ),
  artifacts: defaulted(
    "May a pull request to trunk carry announcement and reply?",
    "forbid",
    choice(["forbid", "allow"]),
  ),
});

const claims = record({
  mode: defaulted("Does writing under somebody else's claim warn or fail?", "warn", choice(["warn", "enforce"])),
  ttl: defaulted("How long a claim lives without a sign of its holder.", "6h", duration),
  ignore: defaulted("Patterns of paths on which claims never conflict.", [], patterns),
});

const messages = record({
  queue: defaulted("The directory of the message queues.", "docs/ai/sessions/queue", text(FOLDER_PATH)),
  scoreboard: defaulted("The file with a row for every session.", "docs/ai/sessions/active.md", text(FILE_PATH)),
  ack_within: defaulted(
    "After this long without an acknowledgement a message is reminded of; after twice as long it is escalated.",
    "30m",
    duration,
  ),
  escalate_to: defaulted("Who is called for a message nobody acknowledges. By default the architects.", [], names),
});

const presence = record({
  idle: defaulted("A session is idle after this long without activity.", "5m", duration),
  stale: defaulted("A session is stale after this long.", "1h", duration),
  gone: defaulted("A session is gone after this long: its claims are released.", "6h", duration),
});

const github = record({
  approve: defaulted(
    "Also leave a review that approves when the gate is green. It can count as a required approval.",
    false,
    flag,
  ),
});

const policy = record({
  version: defaulted("The version of this file's format.", 1, constant(1, "This program knows version 1 only.")),
  architects: required(
    "Logins and teams of the forge who may announce rounds, write protected paths and move the trunk. At least one.",
    'Name at least one login or forge team: architects: [ada, "@acme/architects"].',
    list(text(LOGIN), 1),
  ),
  teams: defaulted(
    "The teams, by name: which branches are theirs and which paths they may write.",
    {},
    dictionary("A team; small letters, digits, dot, dash and underscore make its name.", TEAM_NAME, team),
  ),
  sessions: defaulted("How sessions, single running agents, name branches and commits.", {}, sessions),
  shared: optional(
    "Patterns of paths everybody with a branch of their own may write. By default the queue and the scoreboard.",
    patterns,
  ),
  protected: defaulted("Patterns of paths only architects may write. This file is always among them.", [], patterns),
  trunk: defaulted("Is trunk moved by pull requests, or pushed to directly?", "branch", choice(["branch", "direct"])),
  unmatched: defaulted(
    "Whose pull requests pass from branches of no team and no session: architects' only, or anybody's.",
    "architects",
    choice(["architects", "allow"]),
  ),
  free: defaulted("Logins whose branches need no lane, such as bots that update dependencies.", [], names),
  history: defaulted(
    "What a change outside the scope means that a later commit took back.",
    "warn",
    choice(["warn", "enforce", "off"]),
  ),
  rounds: defaulted("How rounds are announced and answered.", {}, rounds),
  claims: defaulted("How claims on paths behave.", {}, claims),
  messages: defaulted("Where messages are kept and how soon they are to be acknowledged.", {}, messages),
  presence: defaulted("When a silent session counts as idle, stale and gone.", {}, presence),
  github: defaulted("What is done on GitHub only.", {}, github),
  notify: defaulted("Web addresses that get a JSON POST when a person is called.", [], list(text(WEB_ADDRESS))),
});

export const POLICY_SHAPE = policy;

type Read<S> = S extends Shape<infer T> ? T : never;
/** A policy as it was written, with the defaults that stand by themselves. */
export type PolicyDraft = Read<typeof policy>;
export type TeamDraft = Read<typeof team>;

/** The JSON Schema of a policy file, for editors and for whoever else wants to validate one. */
export function policySchema(): JsonObject {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:lanekeeper:policy:1",
    title: "Lanekeeper policy",
    description: "Who may write what, and when: .github/lanekeeper.yml on the default branch.",
    ...policy.schema,
    examples: [
      {
        version: 1,
        architects: ["ada", "@acme/architects"],
        teams: { framework: { write: ["src/core/"], sessions: ["sA"] }, qa: { write: ["test/"] } },
      },
    ],
  };
}
