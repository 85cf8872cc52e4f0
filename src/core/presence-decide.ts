// What has become true of who is alive: signs of life, reaping and its undoing, what sessions say of themselves.
import { regrant } from "./claim-decide.ts";
import type { Command, Saying } from "./command.ts";
import { isSession } from "./command.ts";
import type { Entry, Instant } from "./entry.ts";
import { msOf } from "./instant.ts";
import { giveBack, handBack } from "./message-return.ts";
import type { Policy, SessionId } from "./policy.ts";
import { presenceOf, type Session } from "./presence.ts";
import type { PresenceEntry } from "./presence-entry.ts";
import { grant, type Ruling, refuse } from "./ruling.ts";
import type { State } from "./state.ts";

export type Sign = Omit<PresenceEntry & { kind: "active" }, "kind"> & { readonly policy: Policy };

/** Signs closer together than this say nothing new, unless they bring work. */
const QUIET_MS = 60_000;

/** A sign of life; where it is of a session that was reaped, what was taken is given back as far as it is still free. */
export function signOfLife(state: State, { policy, ...sign }: Sign): readonly Entry[] {
  const known = sign.session === null ? undefined : state.sessions.get(sign.session);
  const isOld = known !== undefined && sign.seen < known.lastSeen;
  if (isOld && sign.work === null) return [];
  const quiet = Math.min(QUIET_MS, policy.presence.idle / 2);
  const isQuiet =
    known !== undefined &&
    known.reaped === null &&
    msOf(sign.seen) - msOf(known.lastSeen) < quiet &&
    sign.work === null;
  // What ends soon must be renewed by the least sign.
  if (isQuiet && !endsSoon(state, sign.session!, sign.seen, quiet)) return [];
  const entries: Entry[] = [{ kind: "active", ...sign }];
  if (known?.reaped == null || msOf(sign.seen) <= msOf(known.reaped.at)) return entries;
  return [
    ...entries,
    { kind: "revived", session: known.id },
    ...regrant(state, policy, known.reaped.claims, sign.seen),
    ...giveBack(state, known.id, known.reaped.messages),
  ];
}

const endsSoon = (state: State, session: SessionId, seen: Instant, within: number): boolean =>
  state.claims
    .of(session)
    .some(({ until, renews }) => renews !== null && msOf(until) - msOf(seen) <= renews / 2 + within);

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
function hasFreshPull(state: State, { branch }: Session, now: Instant, limit: number): boolean {
  if (branch === null) return false;
  return [...state.pulls.values()].some((pull) => pull.branch === branch && msOf(now) - msOf(pull.seen) < limit);
}

const MAX_TEXT = 2_000;
const MAX_KEPT = 8_000;

/** What a session wants to be told again after a restart; an empty text forgets it. */
export function keep({ as }: Saying & { readonly as: string }, { key, text }: Command & { kind: "keep" }): Ruling {
  if (!isSession(as))
    return refuse(`only a session keeps something, and you speak for ${as}`, "begin the line with: as sA: /keep …");
  if (text.length > MAX_KEPT) return refuse(`that is more than the ${MAX_KEPT} characters a key may keep`);
  return grant({ kind: "kept", session: as, key, text });
}

/** What a session works on now, in its own words. */
export function work({ as }: Saying & { readonly as: string }, { text }: Command & { kind: "task" }): Ruling {
  if (!isSession(as))
    return refuse(`only a session has a task, and you speak for ${as}`, "begin the line with: as sA: /task …");
  if (text.length > MAX_TEXT) return refuse(`that is more than the ${MAX_TEXT} characters a task may have`);
  return grant({ kind: "task-set", session: as, text: text === "" ? null : text });
}
