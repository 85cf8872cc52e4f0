// Time-driven states are looked at between sweeps: where time made something true, a signal goes the way of every other.
import { decide } from "../core/decide.ts";
import type { RepoKey } from "../core/signal.ts";
import type { Inbox } from "../ports.ts";
import { type Shop, tickOf } from "./desk.ts";

/** At least this often, however seldom the sweep runs. */
export const LOOK_MS = 15_000;

/** Ask for a look at every repository where something is due; answers with how many. */
export async function ringDue(shop: Shop, inbox: Pick<Inbox, "put">, repos: readonly RepoKey[]): Promise<number> {
  let rung = 0;
  for (const key of repos) {
    const state = await shop.book.read(key);
    const tick = tickOf(shop);
    if (decide(state, tick).length === 0) continue;
    const repo = { key, name: state.name ?? key, installation: state.installation };
    await inbox.put({ id: `tick/${tick.now}/${key}`, repo, signal: { kind: "tick" } }, tick.now);
    rung += 1;
  }
  return rung;
}
