// The scoreboard's rows (PROTOCOL §8), import only: as claims and as signs of life. A row that says the same as before is not read again.
import { Chain } from "../chain.ts";
import type { Ruling } from "../commands/ruling.ts";
import type { Entry, Instant } from "../entry.ts";
import type { HostEvent } from "../event.ts";
import { later, msOf } from "../instant.ts";
import type { Policy } from "../policy.ts";
import { signOfLife } from "../presence/decide.ts";
import type { Row } from "../presence/presence.ts";
import type { State } from "../state.ts";
import { ask, expireClaims, isSame } from "./decide.ts";

/** More rows than there can be sessions are not looked at. */
const MAX_ROWS = 1_000;
const MAX_TASK = 2_000;

/** What became true by the rows as they stand now: each is kept by what it says, so that nothing is imported twice. */
export function readRows(state: State, { policy, now, rows }: HostEvent & { kind: "scored" }): readonly Entry[] {
  const chain = new Chain(state, now);
  for (const row of rows.slice(0, MAX_ROWS)) {
    const key = `row ${JSON.stringify([row.session, row.claimedAt, row.seenAt, row.task, row.paths])}`;
    if (chain.state.obeyed.has(key)) continue;
    chain.add(expireClaims(chain.state, now));
    readRow(chain, policy, now, row, key);
  }
  return chain.entries;
}

function readRow(chain: Chain, policy: Policy, now: Instant, row: Row, key: string): void {
  const { session, task } = row;
  const seen = notAfter(now, row.seenAt ?? row.claimedAt);
  // Whoever has been gone for long did not come back by being read of now.
  if (seen !== null && msOf(now) - msOf(seen) < policy.presence.gone) {
    chain.add(signOfLife(chain.state, { session, team: null, seen, via: "scoreboard", work: null, policy }));
    // What the session says itself counts for more.
    const known = chain.state.sessions.get(session);
    if (task !== null && known?.task === null)
      chain.add([{ kind: "task-set", session, text: task.slice(0, MAX_TASK) }]);
  }
  const ruling = claimOf(chain.state, policy, now, row, seen ?? now);
  const refused = ruling?.kind === "refused" ? { why: ruling.why, fix: ruling.fix, rule: ruling.rule } : null;
  chain.add([{ kind: "obeyed", key, line: `| ${session} |`, as: session, by: null, refused }]);
  if (ruling?.kind === "granted") chain.add(ruling.entries);
}

/** Null where there is nothing to claim: no patterns, too long ago, or it is claimed already. */
function claimOf(state: State, policy: Policy, now: Instant, row: Row, from: Instant): Ruling | null {
  const paths = [...new Set(row.paths)];
  const renews = policy.claims.ttl;
  const until = later(from, renews);
  if (paths.length === 0 || until <= now) return null;
  if (state.claims.of(row.session).some((each) => isSame(each.paths, paths))) return null;
  return ask(state, policy, { holder: row.session, paths, mode: "exclusive", until, renews, ...UNSAID }, now);
}

/** A row names a task in words, as a placeholder too, so it is no claim to one. */
const UNSAID = { task: null, reason: null, branch: null, by: null };

/** Nobody was seen in the future. */
function notAfter(now: Instant, seen: Instant | null): Instant | null {
  if (seen === null || Number.isNaN(msOf(seen))) return null;
  const at = later(seen, 0);
  return at > now ? now : at;
}
