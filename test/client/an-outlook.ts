// State documents in shorthand for what a session is told: empty but for what a test is about.
import type { ClaimDocument, MessageDocument, SessionDocument, StateDocument } from "../../src/core/document.ts";

export const T = "2026-05-31T15:00:00.000Z";

export const aDocument = (more: Partial<StateDocument> = {}): StateDocument => ({
  seq: 42,
  sessions: [],
  claims: [],
  rounds: [],
  messages: [],
  feed: [],
  jobs: [],
  collisions: [],
  ...more,
});

export const aMessage = (id: string, to: string, more: Partial<MessageDocument> = {}): MessageDocument => ({
  id,
  at: T,
  from: "sB",
  to,
  type: "question",
  ref: null,
  text: `text of ${id}`,
  status: "sent",
  addressees: { [to]: more.status ?? "sent" },
  answers: null,
  said: null,
  overdue: false,
  dead: false,
  ...more,
});

export const aClaim = (id: string, holder: string, path: string, more: Partial<ClaimDocument> = {}): ClaimDocument => ({
  id,
  paths: [path],
  holder,
  mode: "exclusive",
  until: T,
  renews: null,
  reason: null,
  task: null,
  branch: null,
  ...more,
});

export const aSession = (id: string, more: Partial<SessionDocument> = {}): SessionDocument => ({
  id,
  name: null,
  team: null,
  branch: null,
  task: null,
  presence: "active",
  last_seen: T,
  paths: [],
  keeps: {},
  ...more,
});
