// Folds signs of life and what sessions say of themselves. A sign of life renews the claims of whoever gave it.
import type { ClaimTable } from "../claims/claims.ts";
import type { Refusal } from "../commands/ruling.ts";
import type { Instant } from "../entry.ts";
import { later } from "../instant.ts";
import type { SessionId } from "../policy.ts";
import type { Collision, PresenceEntry, Reply } from "./entry.ts";
import type { Session } from "./presence.ts";

/** Commands beyond these are forgotten, the oldest first: no carrier brings one again after so many others. */
const MAX_OBEYED = 20_000;
/** More keys a session does not keep. */
export const MAX_KEYS = 100;
/** So many branches of a session are remembered. */
const MAX_BRANCHES = 8;
/** So many answers stand on one thread. */
const MAX_REPLIES = 5;
const MAX_COLLISIONS = 20;

export interface PresenceDraft {
  claims: ClaimTable;
  sessions: Map<SessionId, Session>;
  obeyed: Map<string, Refusal | null>;
  replies: Map<number, readonly Reply[]>;
  collisions: readonly Collision[];
}

export function foldPresence(draft: PresenceDraft, entry: PresenceEntry, at: Instant): void {
  switch (entry.kind) {
    case "active":
      active(draft, entry, at);
      return;
    case "task-set":
      change(draft, entry.session, at, { task: entry.text });
      return;
    case "kept": {
      const keeps = new Map(draft.sessions.get(entry.session)?.keeps);
      keeps.delete(entry.key);
      if (entry.text !== "") keeps.set(entry.key, entry.text);
      if (keeps.size > MAX_KEYS) keeps.delete(keeps.keys().next().value!);
      change(draft, entry.session, at, { keeps });
      return;
    }
    case "reaped": {
      const { claims, messages } = entry;
      if (draft.sessions.has(entry.session)) change(draft, entry.session, at, { reaped: { at, claims, messages } });
      return;
    }
    case "revived":
      if (draft.sessions.has(entry.session)) change(draft, entry.session, at, { reaped: null });
      return;
    case "obeyed":
      draft.obeyed.set(entry.key, entry.refused);
      if (draft.obeyed.size > MAX_OBEYED) draft.obeyed.delete(draft.obeyed.keys().next().value!);
      if (entry.refused !== null && entry.refused.rule === "claim-overlap") {
        const { line, as, by, refused } = entry;
        draft.collisions = [...draft.collisions.slice(1 - MAX_COLLISIONS), { at, line, as, by, why: refused.why }];
      }
      return;
    case "answered": {
      const { kind: _, thread, ...reply } = entry;
      const others = (draft.replies.get(thread) ?? []).filter(({ comment }) => comment !== reply.comment);
      draft.replies.set(thread, [...others, reply].slice(-MAX_REPLIES));
      return;
    }
    default:
      entry satisfies never;
  }
}

function active(
  draft: PresenceDraft,
  { session, team, seen: said, work }: PresenceEntry & { kind: "active" },
  at: Instant,
) {
  // Nobody was seen in the future, whatever a scoreboard says.
  const seen = said < at ? said : at;
  if (session !== null) {
    const known = draft.sessions.get(session);
    const lastSeen = known !== undefined && known.lastSeen > seen ? known.lastSeen : seen;
    change(draft, session, seen, { lastSeen, ...(work === null ? {} : worked(known, work, seen)) });
  }
  for (const holder of new Set([session, team])) if (holder !== null) renew(draft.claims, holder, seen);
}

function worked(
  known: Session | undefined,
  { branch, head, paths }: NonNullable<(PresenceEntry & { kind: "active" })["work"]>,
  seen: Instant,
): Partial<Session> {
  const others = (known?.branches ?? []).filter((each) => each !== branch);
  const branches = [...others, branch].slice(-MAX_BRANCHES);
  const isNewest = known === undefined || known.workedAt === null || known.workedAt <= seen;
  return isNewest ? { branches, branch, head, paths, workedAt: seen } : { branches };
}

/** A fixed end stays, and nothing ends earlier than it did. */
function renew(claims: ClaimTable, holder: string, seen: Instant): void {
  for (const claim of claims.of(holder)) {
    if (claim.renews === null) continue;
    const until = later(seen, claim.renews);
    if (until > claim.until) claims.put({ ...claim, until });
  }
}

function change(draft: PresenceDraft, id: SessionId, at: Instant, made: Partial<Session>): void {
  const known = draft.sessions.get(id) ?? {
    id,
    lastSeen: at,
    task: null,
    branch: null,
    head: null,
    paths: [],
    workedAt: null,
    branches: [],
    keeps: new Map(),
    reaped: null,
  };
  draft.sessions.set(id, { ...known, ...made });
}
