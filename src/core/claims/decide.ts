// What has become true of claims: granted whole or refused whole, ended by time and a branch's end, given back after a reaping.
import { bind } from "../binding.ts";
import { type Command, isSession, type Saying } from "../commands/command.ts";
import { grant, type Ruling, refuse } from "../commands/ruling.ts";
import type { Entry, Instant } from "../entry.ts";
import { overlap, patternProblem } from "../glob.ts";
import { later } from "../instant.ts";
import { quotePath } from "../path.ts";
import { type Policy, teamOf } from "../policy.ts";
import type { State } from "../state.ts";
import type { Claim, ClaimEnd } from "./claims.ts";
import { aBudget, conflictsOf, type Wish } from "./conflict.ts";
import type { ClaimEntry } from "./entry.ts";
import { type Lanes, lanesOf } from "./lane.ts";
import { type Term, termOf } from "./term.ts";
import { conflictFix, conflictWords, few } from "./words.ts";

type Spoken = Saying & { readonly as: string };

const MAX_PATTERNS = 100;
/** Of one holder, at one time. */
const MAX_HELD = 200;
const MAX_REASON = 1_000;
const MAX_TASK = 200;

/** What somebody asks for, with its end settled. */
export type Asked = Wish & Term & Pick<Claim, "reason" | "branch" | "by">;

/** `/claim`: from now, for as long as was said, else the policy's `claims.ttl` (PROTOCOL §5). */
export function claim(state: State, saying: Spoken, command: Command & { kind: "claim" }): Ruling {
  const { as, at, policy, by } = saying;
  if (as === "human")
    return refuse("whoever has no lane claims nothing, and you speak for none", "begin the line with: as sA: /claim …");
  const term = termOf(command, at, policy.claims.ttl);
  if ("why" in term) return refuse(term.why, term.fix);
  const { mode, task, reason } = command;
  const paths = [...new Set(command.paths)];
  return ask(state, policy, { paths, holder: as, mode, task, reason, by, branch: homeOf(policy, saying), ...term }, at);
}

/** The branch it was said on, where that is the holder's: its end will be the claim's. */
function homeOf(policy: Policy, { as, branch }: Spoken): string | null {
  if (branch === null) return null;
  const { session, team } = bind(policy, branch);
  const isMine =
    session === as ||
    team?.name === as ||
    (session === null && isSession(as) && team === teamOf(policy, as) && team !== null);
  return isMine ? branch : null;
}

/** Grants whole or refuses whole. The holder saying the same again renews what it has. */
export function ask(state: State, policy: Policy, asked: Asked, now: Instant): Ruling {
  const lanes = lanesOf(policy);
  const problem = problemOf(asked) ?? outside(lanes, asked);
  if (problem !== null) return problem;
  const held = state.claims.of(asked.holder);
  const same = held.find((each) => each.task === asked.task && isSame(each.paths, asked.paths));
  if (same === undefined && held.length >= MAX_HELD)
    return refuse(
      `${asked.holder} has ${held.length} claims, and ${MAX_HELD} is the most`,
      "release some with: /release …",
    );
  if (same === undefined || same.mode !== asked.mode) {
    const conflicts = conflictsOf(state.claims, lanes, asked, now);
    if (conflicts.length > 0)
      return refuse(
        few(conflicts, conflictWords, (count) => `and ${count} more claims stand against it`),
        conflictFix(asked, conflicts),
        "claim-overlap",
      );
  }
  const id = same?.id ?? `c${state.claimed + 1}`;
  const reason = asked.reason ?? same?.reason ?? null;
  return grant({ kind: "claimed", ...asked, id, reason, branch: asked.branch ?? same?.branch ?? null });
}

/** The same patterns, in whatever order. */
export const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each) => b.includes(each));

function problemOf({ paths, reason, task }: Asked): Ruling | null {
  if (paths.length === 0) return refuse("a claim names paths, and this one names none", "say /claim PATTERN…");
  if (paths.length > MAX_PATTERNS)
    return refuse(
      `a claim has at most ${MAX_PATTERNS} patterns, and this one has ${paths.length}`,
      "claim a directory",
    );
  for (const path of paths) {
    const problem = patternProblem(path);
    if (problem !== null) return refuse(`${quotePath(path.slice(0, 200))} is no pattern: ${problem.message}`);
  }
  if ((reason?.length ?? 0) > MAX_REASON) return refuse(`a reason has at most ${MAX_REASON} characters`);
  if ((task?.length ?? 0) > MAX_TASK) return refuse(`the name of a task has at most ${MAX_TASK} characters`);
  return null;
}

/** A pattern that lies wholly outside what its holder may write claims nothing. */
function outside(lanes: Lanes, { holder, paths }: Asked): Ruling | null {
  const lane = lanes.of(holder);
  const budget = aBudget();
  const wrong = paths.filter((path) => overlap([[path], lane.write], lanes.closed, budget).kind === "apart");
  if (wrong.length === 0) return null;
  const named = few(wrong, quotePath, (count) => `${count} more`);
  return refuse(
    `${named} ${wrong.length === 1 ? "lies" : "lie"} wholly outside what ${holder} can claim: ${lane.says}, and what is shared`,
    "claim within it, or ask an architect to widen it in the policy",
    "write-scope",
  );
}

const ended = (claim: Claim, why: ClaimEnd, reason: string | null): ClaimEntry => {
  const { id, holder, paths } = claim;
  return { kind: "claim-ended", id, holder, paths, why, by: null, reason };
};

/** Claims whose end has come. */
export function expireClaims(state: State, now: Instant): readonly Entry[] {
  const over: Entry[] = [];
  for (const each of state.claims.values()) if (each.until <= now) over.push(ended(each, "expired", null));
  return over;
}

/** Claims that were made on a branch, and those that its session made on none. */
export function endClaimsOfBranch(
  state: State,
  branch: string,
  why: ClaimEnd & ("merged" | "deleted"),
): readonly Entry[] {
  const over: Entry[] = [];
  for (const each of state.claims.values()) {
    const home = each.branch ?? state.sessions.get(each.holder)?.branch ?? null;
    if (home === branch) over.push(ended(each, why, null));
  }
  return over;
}

/** Claims that were reaped, given back under their ids where their paths are still free. */
export function regrant(state: State, policy: Policy, reaped: readonly Claim[], now: Instant): readonly Entry[] {
  if (reaped.length === 0) return [];
  const lanes = lanesOf(policy);
  return reaped.flatMap(({ since: _, ...each }): readonly Entry[] => {
    const until = each.renews === null ? each.until : later(now, each.renews);
    if (until <= now || state.claims.get(each.id) !== undefined) return [];
    return conflictsOf(state.claims, lanes, each, now).length > 0 ? [] : [{ kind: "claimed", ...each, until }];
  });
}
