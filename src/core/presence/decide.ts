// What has become true of who is alive: signs of life, reaping and its undoing, what sessions say of themselves.
import { regrant } from "../claims/decide.ts";
import type { Command, Saying } from "../commands/command.ts";
import { isSession } from "../commands/command.ts";
import { grant, type Ruling, refuse } from "../commands/ruling.ts";
import type { Entry, Instant } from "../entry.ts";
import { instantOf, msOf } from "../instant.ts";
import { giveBack, handBack } from "../messages/return.ts";
import { type Policy, teamOf } from "../policy.ts";
import type { State } from "../state.ts";
import type { PresenceEntry } from "./entry.ts";
import { MAX_KEYS } from "./fold.ts";
import { presenceOf, type Session } from "./presence.ts";

export type Sign = Omit<PresenceEntry & { kind: "active" }, "kind"> & { readonly policy: Policy };

/** Signs closer together than this say nothing new, unless they bring work or renew a claim. */
const QUIET_MS = 60_000;

/** A sign of life; where it is of a session that was reaped, what was taken is given back as far as it is still free. */
export function signOfLife(state: State, { policy, ...given }: Sign): readonly Entry[] {
  const ms = msOf(given.seen);
  if (Number.isNaN(ms)) return [];
  const { session } = given;
  const home = session === null ? null : (teamOf(policy, session)?.name ?? null);
  const sign = { ...given, team: given.team ?? home, seen: instantOf(ms) };
  const known = session === null ? undefined : state.sessions.get(session);
  const reaped = known !== undefined && undoes(sign, known, policy) ? known.reaped : null;
  const quiet = Math.min(QUIET_MS, policy.presence.idle / 2);
  const isNews =
    reaped !== null ||
    (session !== null && (known === undefined || ms - msOf(known.lastSeen) >= quiet || isNewWork(sign, known)));
  if (!isNews && !isRenewal(state, sign, quiet)) return [];
  const entries: Entry[] = [{ kind: "active", ...sign }];
  if (known === undefined || reaped === null) return entries;
  return [
    ...entries,
    { kind: "revived", session: known.id },
    ...regrant(state, policy, reaped.claims, sign.seen),
    ...giveBack(state, known.id, reaped.messages),
  ];
}

type Seen = Omit<Sign, "policy">;

/** What was said is said now, whatever the clock was when it was reaped; what was only heard of late must be new enough. */
function undoes({ seen, via }: Seen, { lastSeen, reaped }: Session, { presence }: Policy): boolean {
  if (reaped === null) return false;
  const isHearsay = via === "push" || via === "scoreboard";
  return !isHearsay || (seen > lastSeen && presenceOf(seen, reaped.at, presence) !== "gone");
}

const isNewWork = ({ work, seen }: Seen, { workedAt, head }: Session): boolean =>
  work !== null && (workedAt === null || seen > workedAt || (seen === workedAt && work.head !== head));

/** Does it put off the end of a claim by enough to be written down? A hundredth of what the claim lasts, a minute at most. */
const isRenewal = ({ claims }: State, { session, team, seen }: Seen, quiet: number): boolean =>
  [...new Set([session, team])]
    .flatMap((holder) => (holder === null ? [] : claims.of(holder)))
    .some(({ until, renews }) => {
      const gain = renews === null ? 0 : msOf(seen) + renews - msOf(until);
      return gain > 0 && gain >= Math.min(quiet, renews! / 100);
    });

/** Sessions that were silent for too long: their claims end, what they had claimed of messages goes back. */
export function reapSessions(state: State, now: Instant): readonly Entry[] {
  const { charter } = state;
  if (charter === null) return [];
  return [...state.sessions.values()].flatMap((session): readonly Entry[] => {
    const isGone = presenceOf(session.lastSeen, now, charter.presence) === "gone";
    if (!isGone || session.reaped !== null || hasFreshPull(state, session, now, charter.presence.gone)) return [];
    return reap(state, session);
  });
}

function reap(state: State, { id }: Session): readonly Entry[] {
  const claims = state.claims.of(id);
  const returned = handBack(state, id, `${id} is gone`);
  const messages = returned.map((entry) => entry.id);
  return [
    { kind: "reaped", session: id, claims, messages },
    ...claims.map(({ id: claim, paths }): Entry => {
      return { kind: "claim-ended", id: claim, holder: id, paths, why: "reaped", by: null, reason: `${id} is gone` };
    }),
    ...returned,
  ];
}

/** An open pull request whose head is younger than the limit stands for a session that waits for it. */
function hasFreshPull({ pulls }: State, { branches }: Session, now: Instant, limit: number): boolean {
  return [...pulls.values()].some(
    ({ branch, seen }) => branch !== null && branches.includes(branch) && msOf(now) - msOf(seen) < limit,
  );
}

const MAX_TEXT = 2_000;
const MAX_KEPT = 8_000;
const MAX_KEY = 100;

/** What a session wants to be told again after a restart; an empty text forgets it. */
export function keep(
  { sessions }: State,
  { as }: Saying & { readonly as: string },
  { key, text }: Command & { kind: "keep" },
): Ruling {
  if (!isSession(as))
    return refuse(`only a session keeps something, and you speak for ${as}`, "begin the line with: as sA: /keep …");
  if (key.length > MAX_KEY) return refuse(`that is more than the ${MAX_KEY} characters a key may have`);
  if (text.length > MAX_KEPT) return refuse(`that is more than the ${MAX_KEPT} characters a key may keep`);
  const keeps = sessions.get(as)?.keeps;
  if (text !== "" && keeps !== undefined && !keeps.has(key) && keeps.size >= MAX_KEYS)
    return refuse(`${as} keeps ${MAX_KEYS} keys already`, "forget one: /keep <key>");
  return grant({ kind: "kept", session: as, key, text });
}

/** What a session works on now, in its own words. */
export function work({ as }: Saying & { readonly as: string }, { text }: Command & { kind: "task" }): Ruling {
  if (!isSession(as))
    return refuse(`only a session has a task, and you speak for ${as}`, "begin the line with: as sA: /task …");
  if (text.length > MAX_TEXT) return refuse(`that is more than the ${MAX_TEXT} characters a task may have`);
  return grant({ kind: "task-set", session: as, text: text === "" ? null : text });
}
