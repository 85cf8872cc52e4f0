// What a host tells before it shows it, and what could not be read at all: when to come back instead of believing what is there.
import type { Oid } from "../core/model.ts";
import type { RefMove, State } from "../core/state.ts";
import type { Desk } from "./desk.ts";
import { TRIED_AGAIN } from "./subjects.ts";

/** How long a host may show a move later than it tells it; after that, what it shows is how it is. */
const LAG_MS = 60_000;

/** What is shown is what there was before: it may be that the move does not show yet. */
export function mayLag(desk: Desk, moves: readonly RefMove[], shown: Oid | null): boolean {
  const { signal } = desk.delivery;
  if (!desk.host.lags || desk.giveUp) return false;
  if ((signal.kind !== "pushed" && signal.kind !== "pulled") || signal.after === null) return false;
  if (shown === signal.after || (shown !== null && shown !== signal.before)) return false;
  if (moves.some(({ before, after }) => before === signal.after && after === shown)) return false;
  return Date.parse(desk.shop.clock.now()) - Date.parse(signal.at) < LAG_MS;
}

/** The gate promises to try again: that is kept, and after this many tries left to the sweep. */
export const LAST_TRY = 8;

/** Does a gate of these heads say that something could not be read? */
export const isUnread = ({ verdicts }: State, heads: ReadonlySet<Oid>): boolean =>
  [...verdicts.values()].some(
    ({ head, findings }) => heads.has(head) && findings.some(({ fix }) => fix === TRIED_AGAIN),
  );
