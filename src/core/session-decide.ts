// What has become true of sessions, claims and messages: by what was said, by a push, by a branch's end, by time.
import { bind } from "./binding.ts";
import { Chain } from "./chain.ts";
import { charterOf } from "./charter.ts";
import { endClaimsOfBranch, expireClaims } from "./claims/decide.ts";
import { readRows } from "./claims/scoreboard.ts";
import { obey } from "./commands/obey.ts";
import type { Entry } from "./entry.ts";
import type { HostEvent } from "./event.ts";
import { loseJobs } from "./jobs/decide.ts";
import { readBlocks } from "./messages/blocks.ts";
import { nudgeMessages } from "./messages/nudge.ts";
import { branchOf, type Oid } from "./model.ts";
import { reapSessions, signOfLife } from "./presence/decide.ts";
import type { State } from "./state.ts";

export function decideSessions(state: State, event: HostEvent): readonly Entry[] {
  switch (event.kind) {
    case "said":
      return obey(state, event.saying);
    case "gathered":
      return pushed(state, event);
    case "policy-read": {
      if (event.policy.kind !== "valid") return [];
      const charter = charterOf(event.policy.policy);
      const isKnown = JSON.stringify(state.charter) === JSON.stringify(charter);
      return isKnown ? [] : [{ kind: "chartered", charter }];
    }
    case "posted":
      return readBlocks(state, event);
    case "scored":
      return readRows(state, event);
    case "branch-lost":
      return endClaimsOfBranch(state, event.branch, event.landed ? "merged" : "deleted");
    case "pull-gone": {
      const branch = state.pulls.get(event.number)?.branch ?? null;
      return event.merged && branch !== null ? endClaimsOfBranch(state, branch, "merged") : [];
    }
    case "tick": {
      const chain = new Chain(state, event.now);
      chain.add(expireClaims(state, event.now));
      chain.add(reapSessions(chain.state, event.now));
      chain.add(nudgeMessages(chain.state, event.now));
      chain.add(loseJobs(chain.state, event.now, event.since ?? null));
      return chain.entries;
    }
    case "moved":
    case "unreadable":
    case "pull":
    case "round-command":
    case "rerun":
    case "repository":
    case "repository-gone":
      return [];
    default:
      return event satisfies never;
  }
}

/** A head that somebody pushed to a branch of a team or session is a sign of life, once. */
function pushed(
  state: State,
  { policy, push, pushedAt, head, subject }: HostEvent & { kind: "gathered" },
): readonly Entry[] {
  const branch = branchOf(push.ref);
  if (policy.kind !== "valid" || !subject.startsWith("branch:") || branch === null) return [];
  if (push.ref === push.trunk.ref) return landed(state, new Set(push.commits.map(({ oid }) => oid)));
  // Judged again, it is no sign of life.
  if (push.after === null || state.verdicts.get(subject)?.head === head) return [];
  const { session, team, intruder } = bind(policy.policy, branch);
  if ((session === null && team === null) || intruder) return [];
  const paths = push.changes.slice(0, PATHS).map(({ path }) => path);
  const work = { branch, head, paths };
  return signOfLife(state, {
    session,
    team: team?.name ?? null,
    seen: pushedAt,
    via: "push",
    work,
    policy: policy.policy,
  });
}

/** So many paths of a push are remembered. */
const PATHS = 20;

/** Claims of branches whose head came to trunk end with it. */
function landed(state: State, commits: ReadonlySet<Oid>): readonly Entry[] {
  if (state.claims.size === 0) return [];
  return [...state.verdicts.values()].flatMap(({ subject, head }) =>
    subject.startsWith("branch:") && commits.has(head)
      ? endClaimsOfBranch(state, subject.slice("branch:".length), "merged")
      : [],
  );
}
