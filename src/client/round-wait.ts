// How far a round is for whoever waits for some of its teams.
import type { RoundDocument, StateDocument } from "../core/document.ts";

export interface Standing {
  /** Null where no round is known yet. */
  readonly round: number | null;
  readonly done: readonly string[];
  /** Teams that will not be done: blocked, declined, or the round was closed without them. */
  readonly refused: readonly string[];
  readonly waiting: readonly string[];
}

/** `wanted`: the round; null: the newest of these teams that is not closed. */
export function standingOf({ rounds }: StateDocument, teams: readonly string[], wanted: number | null): Standing {
  const found = rounds.findLast((each) =>
    wanted === null ? each.state !== "closed" && hasAny(each, teams) : each.round === wanted,
  );
  const of = (name: string) => found?.teams.find(({ team }) => team === name);
  const done = teams.filter((name) => of(name)?.status === "done");
  const refused = teams.filter((name) => {
    const team = of(name);
    return (
      team?.status === "blocked" ||
      team?.status === "declined" ||
      (found?.state === "closed" && team?.status !== "done")
    );
  });
  const waiting = teams.filter((name) => !done.includes(name) && !refused.includes(name));
  return { round: found?.round ?? null, done, refused, waiting };
}

const hasAny = ({ teams }: RoundDocument, names: readonly string[]): boolean =>
  teams.some(({ team }) => names.includes(team));
