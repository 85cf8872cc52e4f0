// `/release` (PROTOCOL §5, §6): claims by their patterns or ids, all of them, and messages that somebody took. Whole or not at all.

import { type Command, isSession, type Saying } from "../commands/command.ts";
import { grant, type Ruling, refuse } from "../commands/ruling.ts";
import type { Entry } from "../entry.ts";
import { putBack } from "../messages/decide.ts";
import { quotePath } from "../path.ts";
import { type Policy, teamOf } from "../policy.ts";
import type { State } from "../state.ts";
import type { Claim } from "./claims.ts";
import type { ClaimEntry } from "./entry.ts";
import { patterns } from "./words.ts";

type Spoken = Saying & { readonly as: string };

const MAX_THINGS = 200;

export function release(state: State, saying: Spoken, { what, reason }: Command & { kind: "release" }): Ruling {
  const mine = state.claims.of(saying.as);
  if (what === "all") return grant(...mine.map((each) => ending(saying, each, reason)));
  if (what.length === 0)
    return refuse("it does not say what to release", "say /release PATTERN…, a claim's id, or all");
  if (what.length > MAX_THINGS) return refuse(`one line releases at most ${MAX_THINGS} things`);
  const within = [...mine, ...ofTeam(state, saying.policy, saying.as)];
  /** What is left of the claims that are let go of, by id. */
  const left = new Map<string, { readonly claim: Claim; readonly paths: readonly string[] }>();
  const messages: Entry[] = [];
  for (const each of new Set(what)) {
    const named = within.filter(({ paths }) => paths.includes(each));
    for (const claim of named) {
      const paths = (left.get(claim.id)?.paths ?? claim.paths).filter((path) => path !== each);
      left.set(claim.id, { claim, paths });
    }
    if (named.length > 0) continue;
    const claim = state.claims.get(each);
    if (claim !== undefined) {
      const refused = within.includes(claim) ? null : forbidden(saying, claim, reason);
      if (refused !== null) return refused;
      left.set(each, { claim, paths: [] });
    } else if (state.messages.has(each)) {
      const ruling = putBack(state, saying, each, reason);
      if (ruling.kind === "refused") return ruling;
      messages.push(...ruling.entries);
    } else return unknown(state, saying, each);
  }
  const claims = [...left.values()].map(({ claim, paths }) => {
    const { since: _, ...kept } = claim;
    return paths.length === 0 ? ending(saying, claim, reason) : ({ kind: "claimed", ...kept, paths } as const);
  });
  return grant(...claims, ...messages);
}

/** A session of a team may let go of what the team claimed. */
function ofTeam(state: State, policy: Policy, as: string): readonly Claim[] {
  const team = isSession(as) ? teamOf(policy, as) : null;
  return team === null ? [] : state.claims.of(team.name);
}

function forbidden({ as, architect }: Spoken, { id, holder }: Claim, reason: string | null): Ruling | null {
  if (!architect)
    return refuse(
      `${id} is a claim of ${holder}'s, and ${as} cannot release it`,
      `ask them with: /ask ${holder} …, or ask an architect`,
    );
  return (reason ?? "").trim() === ""
    ? refuse(`to release ${id}, which is ${holder}'s, an architect says why`, `say /release ${id} -- WHY`)
    : null;
}

function ending({ as, by, policy }: Spoken, { id, holder, paths }: Claim, reason: string | null): ClaimEntry {
  const isOwn = holder === as || (isSession(as) && teamOf(policy, as)?.name === holder);
  return { kind: "claim-ended", id, holder, paths, why: isOwn ? "released" : "overridden", by, reason };
}

function unknown(state: State, { as }: Spoken, what: string): Ruling {
  const theirs = [...state.claims.values()].filter(({ paths }) => paths.includes(what));
  const whose = theirs.map(({ id, holder }) => `${holder} (${id})`).slice(0, 3);
  if (whose.length > 0)
    return refuse(
      `${quotePath(what)} is claimed by ${whose.join(" and ")}, not by ${as}`,
      "name the claim by its id; only its holder or an architect can release it",
    );
  const held = state.claims.of(as).flatMap(({ paths }) => paths);
  return refuse(
    `${as} holds no claim and no message called ${quotePath(what.slice(0, 200))}`,
    held.length > 0 ? `${as} holds ${patterns(held)}` : `${as} holds no claims`,
  );
}
