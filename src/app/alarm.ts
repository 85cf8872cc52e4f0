// Time-driven states are looked at between sweeps: where time made something true, a signal goes the way of every other.
import { decide } from "../core/decide.ts";
import type { RepoKey } from "../core/signal.ts";
import type { Inbox } from "../ports.ts";
import type { Shop } from "./desk.ts";

/** At least this often, however seldom the sweep runs. */
export const LOOK_MS = 15_000;

/** Ask for a look at every repository where something is due; answers with how many. */
export async function ringDue(
  { book, clock }: Shop,
  inbox: Pick<Inbox, "put">,
  repos: readonly RepoKey[],
): Promise<number> {
  let rung = 0;
  for (const key of repos) {
    const state = await book.read(key);
    const now = clock.now();
    if (decide(state, { kind: "tick", now }).length === 0) continue;
    const repo = { key, name: state.name ?? key, installation: state.installation };
    await inbox.put({ id: `tick/${now}/${key}`, repo, signal: { kind: "tick" } }, now);
    rung += 1;
  }
  return rung;
}
