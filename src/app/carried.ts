// What a judged branch carries besides its changes: commands in the trailers of its new commits, carried out once however often
// the commits are pushed, rebased or looked at again (PROTOCOL §6).
import { createHash } from "node:crypto";
import { sessionOfCommit } from "../core/attribution.ts";
import { bind } from "../core/binding.ts";
import type { Saying } from "../core/commands/command.ts";
import { speakerOf } from "../core/commands/speaker.ts";
import type { HostEvent } from "../core/event.ts";
import { branchOf, type Commit } from "../core/model.ts";
import { isArchitect, type Policy } from "../core/policy.ts";
import { trailerSayings } from "../text/trailers.ts";
import type { View } from "./subjects.ts";

/** More commands than this on one head are not carried out: the newest commits' are. */
const MAX_SAID = 200;

/** The commands that an event's new commits carry, oldest first; trunk's only where people commit to it directly. */
export function carriedBy({ trunk, now }: View, event: HostEvent): HostEvent[] {
  if (event.kind !== "gathered" || event.policy.kind !== "valid" || !event.subject.startsWith("branch:")) return [];
  const { policy } = event.policy;
  const isTrunk = event.push.ref === trunk.ref;
  if (isTrunk && policy.trunk === "branch") return [];
  const sayings = event.push.commits.flatMap((commit) => sayingsOf(policy, event, commit, isTrunk, now));
  return sayings.slice(-MAX_SAID).map((saying) => ({ kind: "said", saying }));
}

function sayingsOf(
  policy: Policy,
  { push }: HostEvent & { kind: "gathered" },
  commit: Commit,
  isTrunk: boolean,
  now: string,
): Saying[] {
  const branch = isTrunk ? null : branchOf(push.ref);
  const bound = branch === null ? null : bind(policy, branch);
  const session = bound?.session ?? sessionOfCommit(commit);
  const { as, unclear } = speakerOf(policy, session, branch, push.by);
  return trailerSayings(commit.trailers).map(({ line, command, problem, fix }) => ({
    key: `trailer:${digest([as, line, commit.authoredAt])}`,
    at: now,
    via: "trailer",
    line,
    command: command ?? { kind: "unread", why: problem ?? "this is not understood", fix },
    as,
    unclear,
    by: push.by.login,
    architect: isArchitect(policy, push.by),
    branch,
    policy,
  }));
}

const digest = (parts: readonly (string | null)[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
