// The scoreboard's rows (PROTOCOL §8), import only: as claims and as signs of life.
import type { Entry } from "./entry.ts";
import type { HostEvent } from "./event.ts";
import type { State } from "./state.ts";
export function readRows(_state: State, _event: HostEvent & { kind: "scored" }): readonly Entry[] {
  return [];
}
