// A fleet in shorthand for tables of screens: a state folded from entries, each at a minute of one day.
import type { Charter } from "../../src/core/charter.ts";
import type { Entry, Instant, Judged } from "../../src/core/entry.ts";
import { finding } from "../../src/core/finding.ts";
import { EMPTY, evolve, type State } from "../../src/core/state.ts";

/** So many minutes into the day. */
export const at = (minutes: number): Instant => new Date(Date.UTC(2026, 4, 31, 0, minutes)).toISOString();

export const CHARTER: Charter = {
  teams: [
    { name: "framework", aliases: ["fw"], sessions: ["sA", "sB"] },
    { name: "qa", aliases: [], sessions: ["sQ"] },
  ],
  loners: ["sC"],
  names: { sA: "Sintra" },
  ackWithin: 30 * 60_000,
  escalateTo: ["ada", "@acme/architects"],
  presence: { idle: 5 * 60_000, stale: 3600_000, gone: 6 * 3600_000 },
};

/** Entries that were made at one minute. */
export type Said = readonly [minute: number, ...entries: Entry[]];

/** The state of these entries, under the charter. */
export function aState(...said: Said[]): State {
  return more(EMPTY, [0, { kind: "chartered", charter: CHARTER }], ...said);
}

/** The same state, and then these. */
export function more(state: State, ...said: Said[]): State {
  return said.reduce(
    (now, [minute, ...entries]) =>
      evolve(
        now,
        entries.map((entry, index) => ({ seq: now.seq + index + 1, at: at(minute), cause: "test", entry })),
      ),
    state,
  );
}

export const active = (session: string, minute: number, branch: string | null = null, paths: string[] = []): Entry => ({
  kind: "active",
  session,
  team: null,
  seen: at(minute),
  via: "push",
  work: branch === null ? null : { branch, head: `head of ${branch}`, paths },
});

export const claimed = (id: string, holder: string, path: string, more: Partial<Entry & { kind: "claimed" }> = {}) => ({
  kind: "claimed" as const,
  id,
  paths: [path],
  holder,
  mode: "exclusive" as const,
  until: at(360),
  renews: 6 * 3600_000,
  reason: null,
  task: null,
  branch: null,
  by: "grace",
  ...more,
});

export const sent = (id: string, to: string, text: string, more: Partial<Entry & { kind: "sent" }> = {}) => ({
  kind: "sent" as const,
  id,
  from: "sA",
  to,
  type: "question",
  ref: null,
  text,
  broadcast: false,
  answers: null,
  written: null,
  addressees: [to],
  by: "grace",
  ...more,
});

export const acked = (id: string, addressee: string, status: "seen" | "done" | "blocked" | "answered", text = "") => ({
  kind: "acked" as const,
  id,
  addressee,
  status,
  as: addressee,
  text: text === "" ? null : text,
});

/** A verdict on a branch or pull request, with overlaps of these messages. */
export function judged(
  subject: string,
  head: string,
  overlaps: readonly string[] = [],
  more: Partial<Judged> = {},
): Judged {
  const findings = overlaps.map((message) =>
    finding("claim-overlap", { level: "warning", message, path: "src/core/a.ts", fix: "wait until the claim ends" }),
  );
  const counts = { error: 0, warning: findings.length, notice: 0 };
  const rest = { base: null, policy: "f".repeat(40), verdict: "pass", approve: false } as const;
  return { kind: "judged", subject, head, ...rest, findings, counts, ...more };
}
