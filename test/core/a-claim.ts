// Claims in shorthand for tables: a repository with a policy in which sessions and teams speak, one line after another.
import type { Claim } from "../../src/core/claims/claims.ts";
import type { Command, Saying } from "../../src/core/commands/command.ts";
import { obey } from "../../src/core/commands/obey.ts";
import type { Entry, Instant } from "../../src/core/entry.ts";
import type { Policy } from "../../src/core/policy.ts";
import { EMPTY, evolve, type State } from "../../src/core/state.ts";
import { aPolicy } from "./a-push.ts";

export const NOON = "2026-05-31T12:00:00.000Z";

export type Said = Omit<Command & { kind: "claim" }, "kind">;

/** `src/ test/a`, with whatever else is said. */
export const claiming = (paths: string, more: Partial<Said> = {}): Command => ({
  kind: "claim",
  paths: paths === "" ? [] : paths.split(" "),
  mode: "exclusive",
  lasts: null,
  until: null,
  task: null,
  reason: null,
  ...more,
});

export const releasing = (what: string, reason: string | null = null): Command => ({
  kind: "release",
  what: what === "all" ? "all" : what.split(" "),
  reason,
});

/** One repository's claims, as they come to be. */
export class Claims {
  state: State = EMPTY;
  readonly policy: Policy;
  at: Instant = NOON;
  /** Everything that became true. */
  readonly ledger: Entry[] = [];
  #said = 0;

  constructor(policy: Policy = aPolicy()) {
    this.policy = policy;
  }

  add(entries: readonly Entry[]): readonly Entry[] {
    this.ledger.push(...entries);
    this.state = evolve(
      this.state,
      entries.map((entry, index) => ({ seq: this.state.seq + index + 1, at: this.at, cause: "test", entry })),
    );
    return entries;
  }

  /** What came of it: `c1` where something was granted, else why not and what to do. */
  say(as: string | null, command: Command, more: Partial<Saying> = {}): string {
    const saying: Saying = {
      key: `k${++this.#said}`,
      at: this.at,
      via: "command",
      line: "",
      command,
      as,
      unclear: null,
      by: "grace",
      architect: false,
      branch: null,
      policy: this.policy,
      ...more,
    };
    const became = this.add(obey(this.state, saying));
    const obeyed = became.find((entry) => entry.kind === "obeyed");
    if (obeyed === undefined) return "said before";
    if (obeyed.refused !== null) return [obeyed.refused.why, obeyed.refused.fix].filter(Boolean).join(" → ");
    return became.flatMap((entry) => ("id" in entry ? [`${entry.kind} ${entry.id}`] : [])).join(", ");
  }

  claim(as: string, paths: string, more: Partial<Said> = {}): string {
    return this.say(as, claiming(paths, more));
  }

  /** `c1 sA src/core/`, and what else is not as usual. */
  get live(): readonly string[] {
    return [...this.state.claims.values()].map(show);
  }
}

const show = ({ id, holder, paths, mode, task }: Claim): string =>
  [id, holder, ...paths, mode === "shared" ? "(shared)" : "", task === null ? "" : `(${task})`]
    .filter(Boolean)
    .join(" ");
