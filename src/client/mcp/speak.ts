// Tools by which a session speaks: each is one command of the grammar, and the server carries it out.
import type { Command } from "../../core/commands/command.ts";
import { parseDuration } from "../../core/duration.ts";
import type { Entry } from "../../core/entry.ts";
import { ACKS, type AckStatus } from "../../core/messages/messages.ts";
import { printCommand } from "../../text/command-print.ts";
import { readerOf, waitingFor } from "../waiting.ts";
import {
  type Desk,
  data,
  input,
  list,
  many,
  NOBODY,
  NUMBER,
  type Reply,
  STRING,
  type Tool,
  text,
  word,
  wrong,
} from "./tool.ts";

/** Say it; what it became is told in short. */
async function say(desk: Desk, command: Command, became: (entries: readonly Entry[]) => Reply): Promise<Reply> {
  const outcome = await desk.client.command(printCommand(command), desk.session);
  return outcome.findings.length > 0 ? { kind: "refused", findings: outcome.findings } : became(outcome.became);
}

const ofKind = <Kind extends Entry["kind"]>(entries: readonly Entry[], kind: Kind) =>
  entries.filter((entry): entry is Entry & { readonly kind: Kind } => entry.kind === kind);

const startSession: Tool<{ readonly session?: string; readonly task?: string }> = {
  name: "start_session",
  description:
    "Say that your session is there and what it works on, and learn how things stand: your claims, who else is there, how many messages wait. Call it first, and again after a restart.",
  readOnly: false,
  input: input({
    session: {
      type: "string",
      pattern: "^s[A-Z][A-Z0-9]?$",
      description: "your session's id, such as sA; default: by the branch",
    },
    task: text("what you work on now, in a few words", 2_000),
  }),
  output: { seq: NUMBER, session: STRING, claims: many(), others: many(), waiting: NUMBER },
  run: async (desk, { session = desk.session, task }) => {
    if (session === null) return NOBODY;
    const command: Command = task === undefined ? { kind: "heartbeat" } : { kind: "task", text: task };
    const reply = await say({ ...desk, session }, command, () => data({}));
    if (reply.kind !== "data") return reply;
    desk.session = session;
    const state = await desk.client.state({ open: true });
    const reader = readerOf(state, session);
    const self = state.sessions.find(({ id }) => id === session);
    return data({
      seq: state.seq,
      session,
      team: reader.team,
      task: self?.task ?? null,
      keeps: self?.keeps ?? {},
      claims: state.claims
        .filter(({ holder }) => holder === session || holder === reader.team)
        .map(({ id, holder, paths, until }) => ({ id, holder, paths, until })),
      others: state.sessions
        .filter(({ id, presence }) => id !== session && presence !== "gone")
        .map(({ id, name, team, presence, task }) => ({ id, name, team, presence, task })),
      waiting: waitingFor(state.messages, reader).length,
    });
  },
};

interface ClaimInput {
  readonly paths: readonly string[];
  readonly for?: string;
  readonly shared?: boolean;
  readonly task?: string;
  readonly reason?: string;
}

const claim: Tool<ClaimInput> = {
  name: "claim",
  description:
    "Claim paths before you write them, all or none. Refused where somebody else holds them: the finding says who, until when, and what to do.",
  readOnly: false,
  input: input(
    {
      paths: list(text("a pattern from the repository's root: src/api/** or src/api/"), "what to claim"),
      for: text("for how long, such as 2h or 1h30m; renewed while you work; default: as the policy says"),
      shared: { type: "boolean", description: "others may claim it shared as well" },
      task: text("the task it is for, such as #12"),
      reason: text("why, for those who would like to write there", 1_000),
    },
    "paths",
  ),
  output: { id: STRING, holder: STRING, paths: many(STRING), until: STRING },
  run: async (desk, { paths, for: long, shared = false, task = null, reason = null }) => {
    const lasts = long === undefined ? null : parseDuration(long);
    if (long !== undefined && (lasts === null || lasts === 0))
      return wrong(`${long} is not a duration`, "such as 2h or 1h30m");
    const command: Command = {
      kind: "claim",
      paths,
      mode: shared ? "shared" : "exclusive",
      lasts,
      until: null,
      task,
      reason,
    };
    return say(desk, command, (entries) => {
      const [made] = ofKind(entries, "claimed");
      if (made === undefined) return wrong("nothing was claimed: these paths are nobody's to claim");
      const { id, holder, mode, until } = made;
      return data({ id, holder, paths: made.paths, mode, until });
    });
  },
};

const release: Tool<{ readonly what?: readonly string[]; readonly all?: boolean; readonly reason?: string }> = {
  name: "release",
  description:
    "Let go of claims, by pattern as claimed or by id, or hand a message back by its id; `all` lets go of every claim.",
  readOnly: false,
  input: input({
    what: list(text("a pattern, a claim's id (c3) or a message's (m7)"), "what to let go of"),
    all: { type: "boolean", description: "every claim of yours" },
    reason: text("why", 1_000),
  }),
  output: { released: many(), handed_back: many(STRING) },
  run: async (desk, { what = [], all = false, reason = null }) => {
    if (all === what.length > 0) return wrong("say either what or all", '{"what": ["src/api/**"]} or {"all": true}');
    return say(desk, { kind: "release", what: all ? "all" : what, reason }, (entries) =>
      data({
        released: ofKind(entries, "claim-ended").map(({ id, paths }) => ({ id, paths })),
        handed_back: ofKind(entries, "handed-back").map(({ id }) => id),
      }),
    );
  },
};

const KINDS = ["tell", "ask", "handoff", "found", "note"] as const;

interface SendInput {
  readonly kind: (typeof KINDS)[number];
  readonly to?: string;
  readonly text: string;
  readonly task?: string;
}

const send: Tool<SendInput> = {
  name: "send",
  description:
    "Write to a session, a team, `human` or `all` (tell, ask, handoff), or to everybody's board (found, note). A question's answer comes to your inbox.",
  readOnly: false,
  input: input(
    {
      kind: { type: "string", enum: [...KINDS], description: "what it is" },
      to: word("sB, a team, a name, human or all; not for found and note"),
      text: text("what to say", 4_000),
      task: word("of a handoff: the task, such as #12"),
    },
    "kind",
    "text",
  ),
  output: { id: { type: ["string", "null"] }, type: STRING },
  run: async (desk, { kind, to, text: words, task }) => {
    const isPost = kind === "found" || kind === "note";
    if (isPost !== (to === undefined)) return wrong(isPost ? `${kind} goes to everybody` : `${kind} needs to`, null);
    if (task !== undefined && kind !== "handoff") return wrong("only a handoff has a task");
    return say(desk, commandOf(kind, to ?? "", words, task ?? null), (entries) => {
      const [sent] = ofKind(entries, "sent");
      const [posted] = ofKind(entries, "posted");
      if (sent !== undefined) return data({ id: sent.id, type: sent.type, to: sent.to, addressees: sent.addressees });
      return posted === undefined ? wrong("nothing was sent") : data({ id: null, type: posted.type });
    });
  },
};

function commandOf(kind: SendInput["kind"], to: string, words: string, ref: string | null): Command {
  if (kind === "found" || kind === "note")
    return { kind: "post", type: kind === "found" ? "discovery" : "note", text: words };
  const type = kind === "ask" ? "question" : kind === "tell" ? "note" : "handoff";
  return { kind: "send", type, to, ref, text: words };
}

const ack: Tool<{ readonly id: string; readonly status: AckStatus; readonly text?: string }> = {
  name: "ack",
  description:
    "Say how far you are with a message. Reading one acknowledges nothing. An answer to a question is status `answered` with the text.",
  readOnly: false,
  input: input(
    {
      id: text("the message's id, such as m7"),
      status: { type: "string", enum: [...ACKS], description: "how far you are" },
      text: text("the answer, or why not", 4_000),
    },
    "id",
    "status",
  ),
  output: { id: STRING, status: STRING, changed: { type: "boolean" } },
  run: async (desk, { id, status, text: words = null }) =>
    say(desk, { kind: "ack", message: id, status, text: words }, (entries) =>
      data({ id, status, changed: ofKind(entries, "acked").length > 0 }),
    ),
};

export const SPEAKING = [startSession, claim, release, send, ack] as const;
