// The shapes of the API's documents, as JSON Schema. Their keys are held to those of the types by the compiler.
import type {
  ClaimDocument,
  MessageDocument,
  RoundDocument,
  SessionDocument,
  StateDocument,
  TeamDocument,
} from "../core/document.ts";
import type { Stamped } from "../core/entry.ts";
import { RULE_IDS } from "../core/finding.ts";
import type { JobDocument } from "../core/jobs/document.ts";
import { ACKS, type Note } from "../core/messages/messages.ts";
import type { Collision } from "../core/presence/entry.ts";
import type { VerdictDocument } from "../core/verdict-document.ts";
import type { FindingDocument, JudgementDocument } from "../render/judgement.ts";

export type Schema = { readonly [key: string]: unknown };

const string = { type: "string" } as const;
const number = { type: "integer", minimum: 0 } as const;
const flag = { type: "boolean" } as const;
const maybe = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });
const list = (items: Schema): Schema => ({ type: "array", items });
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const oneOf = (...values: readonly string[]): Schema => ({ type: "string", enum: values });
const instant = { type: "string", format: "date-time", description: "UTC" } as const;
const oid = { type: "string", pattern: "^(?:[0-9a-f]{40}|[0-9a-f]{64})$", description: "a full object id" } as const;
const status = oneOf("sent", ...ACKS, "cancelled");
const byName = (values: Schema): Schema => ({ type: "object", additionalProperties: values });

/** Every key that a document of this type can have. */
type Keys<T> = Readonly<Record<keyof T & string, Schema>>;

/** All keys are there, but those named. */
function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((key) => !optional.includes(key));
  return { type: "object", required, properties };
}

const session = {
  ...{ id: string, name: maybe(string), team: maybe(string), branch: maybe(string), task: maybe(string) },
  presence: oneOf("active", "idle", "stale", "gone"),
  last_seen: instant,
  paths: list(string),
  keeps: byName(string),
} satisfies Keys<SessionDocument>;

const claim = {
  ...{ id: string, paths: list(string), holder: string, mode: oneOf("exclusive", "shared"), until: instant },
  ...{ reason: maybe(string), task: maybe(string), branch: maybe(string) },
  renews: maybe({ type: "integer", description: "milliseconds that any activity of its holder renews it for" }),
} satisfies Keys<ClaimDocument>;

const team = {
  ...{ team: string, state: string, status: maybe(string), branch: maybe(string), late: flag },
  ...{ since: maybe(instant), revision: maybe({ type: "integer" }), reset: flag },
} satisfies Keys<TeamDocument>;

const round = {
  ...{ round: number, title: maybe(string), state: string, deadline: maybe(instant), depends_on: list(number) },
  closed: maybe(object({ by: string, at: instant })),
  teams: list(ref("Team")),
} satisfies Keys<RoundDocument>;

const message = {
  ...{ id: string, at: instant, from: string, to: string, type: string, ref: maybe(string), text: string, status },
  ...{ addressees: byName(status), acks: byName(status), answers: maybe(string), said: maybe(string) },
  ...{ overdue: flag, dead: flag },
} satisfies Keys<MessageDocument>;

const note = { at: instant, from: string, type: string, text: string } satisfies Keys<Note>;

const job = {
  ...{ id: string, session: string, command: string, on: maybe(string), tell: string, beats: number },
  ...{ started: instant, last_seen: instant, ended: maybe(instant), state: oneOf("running", "lost", "ended") },
  ...{ code: maybe({ type: "integer" }), signal: maybe(string), report: maybe(string) },
} satisfies Keys<JobDocument>;

const collision = {
  ...{ at: instant, line: string, as: maybe(string), by: maybe(string), why: string },
} satisfies Keys<Collision>;

const state = {
  ...{ seq: number, sessions: list(ref("Session")), claims: list(ref("Claim")), rounds: list(ref("Round")) },
  ...{ messages: list(ref("Message")), feed: list(ref("Note")), verdicts: list(ref("Verdict")) },
  ...{ jobs: list(ref("Job")), collisions: list(ref("Collision")) },
} satisfies Keys<StateDocument>;

const finding = {
  rule: oneOf(...RULE_IDS, "command"),
  level: oneOf("error", "warning", "notice"),
  message: string,
  path: maybe(string),
  path_hex: { ...string, description: "the bytes of a path that is not UTF-8" },
  ...{ line: maybe(number), column: maybe(number), commit: maybe(oid), fix: maybe(string) },
  undecided: { ...flag, description: "it blocks because it could not be decided" },
  claim: { ...string, description: "the claim that is in the way" },
} satisfies Keys<FindingDocument>;

const { column: _, path_hex: __, undecided: ___, claim: ____, ...brief } = finding;

const verdict = {
  ...{ branch: string, pull: maybe(number), head: oid, verdict: oneOf("pass", "fail", "unjudged") },
  counts: object({ error: number, warning: number, notice: number }),
  findings: list(object(brief)),
} satisfies Keys<VerdictDocument>;

const judgement = {
  verdict: oneOf("pass", "fail", "unjudged"),
  ...{ branch: string, team: maybe(string), session: maybe(string), base: maybe(oid), head: oid },
  policy: maybe({ ...string, description: "the policy's blob" }),
  findings: list(ref("Finding")),
} satisfies Keys<JudgementDocument>;

const entry: Schema = {
  type: "object",
  required: ["kind"],
  properties: { kind: { ...string, description: "what has become true, such as `claimed`, `sent` or `judged`" } },
};

const stamped = { seq: number, at: instant, cause: string, entry: ref("Entry") } satisfies Keys<Stamped>;

export const SCHEMAS: Readonly<Record<string, Schema>> = {
  State: object(state, ["verdicts"]),
  Session: object(session),
  Claim: object(claim),
  Round: object(round),
  Team: object(team),
  Message: object(message, ["acks"]),
  Note: object(note),
  Job: object(job),
  Collision: object(collision),
  Finding: object(finding, ["path_hex", "undecided", "claim"]),
  Judgement: object(judgement),
  Verdict: object(verdict),
  Entry: entry,
  Stamped: object(stamped),
  Became: object({ became: list(ref("Entry")) }),
  Question: object(
    {
      branch: { ...string, description: "the branch it would be pushed to" },
      base: { ...string, description: "an id, a branch or a full ref that it is measured against; default: trunk" },
      head: { ...string, description: "what would be pushed: an id that the repository has, a branch or a full ref" },
      by: { ...maybe(string), description: "the login that would push it, taken at its word" },
    },
    ["base", "by"],
  ),
  Saying: object(
    {
      text: { ...string, description: "one command a line, such as `/claim src/api/** for 2h`" },
      session: maybe({ ...string, description: "who speaks: a session or a team; default: as the token says" }),
    },
    ["session"],
  ),
  Problem: {
    ...object(
      {
        type: string,
        title: string,
        status: { type: "integer" },
        detail: string,
        findings: list(ref("Finding")),
        became: list(ref("Entry")),
      },
      ["type", "findings", "became"],
    ),
    description: "RFC 9457",
  },
  Delivery: { type: "object", description: "a payload of GitHub's" },
  Stored: object({ stored: number }),
  Health: object({ status: oneOf("ok"), version: string }),
  Readiness: object({ status: oneOf("ready", "not ready"), checks: byName(string) }),
  Description: { type: "object", description: "an OpenAPI 3.1 document" },
};
