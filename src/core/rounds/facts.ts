// What becomes true of a round by the head of one of its branches. Asked twice, it answers once.
import type { Oid } from "../model.ts";
import { replyRound } from "../rules/reply-round.ts";
import type { Case } from "../rules/rule.ts";
import { impossibilities } from "./branch.ts";
import { isSound, isTidied, type OnRound, onRound, theReply } from "./case.ts";
import type { RoundAnnounced, RoundEntry } from "./entry.ts";
import type { TeamRound } from "./rounds.ts";

/** What a branch's head makes true. */
export function lookAtBranch(subject: Case): RoundEntry[] {
  const here = onRound(subject);
  const { push } = subject;
  const head = push.after;
  if (here === null || here.number === null || head === null) return [];
  const { number: round, team, mine, carried } = here;
  // A second branch for the same team and round counts for nothing; its gate says so.
  if (mine !== null && mine.branch !== subject.binding.branch && !mine.gone) return [];
  if (here.round?.closed != null || mine?.state === "merged") return [];
  // A branch that was only set back to trunk brought nothing there.
  if (carried.landed && carried.continues && mine?.reply != null) return [{ kind: "round-merged", round, team }];
  const announced = announce(subject, here, round);
  if (mine === null && announced.length === 0) return [];
  const resets = mine !== null && announced.some(({ revision }) => revision > mine.revision);
  const kept = resets ? null : mine;
  const entries: RoundEntry[] = [...announced];
  if (works(subject) && (kept?.state ?? "announced") === "announced")
    entries.push({ kind: "round-worked", round, team, head });
  const stale = resets ? (mine.reply?.oid ?? mine.stale) : (mine?.stale ?? null);
  entries.push(...replied(subject, here, round, { kept, stale, head }));
  return entries;
}

function announce(
  subject: Case,
  { announced, mine, round: known, team, carried }: OnRound,
  round: number,
): RoundAnnounced[] {
  const { policy, binding, push } = subject;
  if (announced === null || !isSound(subject, announced)) return [];
  if (announced.oid === mine?.announcement.oid && !mine.gone) return [];
  if (impossibilities(policy, binding, announced.read, announced.path).length > 0) return [];
  const { title, teams, dependsOn, revision, text, scope, deadline } = announced.read.value!;
  const roster = teams?.map(
    (name) => policy.teams.find((each) => each.name === name || each.aliases.includes(name))!.name,
  );
  return [
    {
      kind: "round-announced",
      round,
      team,
      branch: binding.branch,
      oid: announced.oid,
      by: push.authors.get(announced.path)?.login ?? push.by.login,
      title,
      teams: roster ?? null,
      dependsOn,
      revision,
      text,
      scope: scope?.map((pattern) => pattern.text) ?? null,
      // The policy's deadline counts from the first announcement of the round.
      deadline: deadline ?? (known === null ? carried.due : null),
      barrier: policy.rounds.barrier,
      advance: policy.rounds.advance,
    },
  ];
}

/** Is there a commit beyond the announcement? */
const works = ({ push, policy }: Case): boolean =>
  push.commits.some(({ own }) => own.length === 0 || own.some(({ path }) => path !== policy.rounds.announcement));

interface Before {
  readonly kept: TeamRound | null;
  readonly stale: Oid | null;
  readonly head: Oid;
}

function replied(
  subject: Case,
  { team, carried }: OnRound,
  round: number,
  { kept, stale, head }: Before,
): RoundEntry[] {
  const reply = theReply(carried);
  if (reply !== null) {
    // One that cannot count takes nothing back: the gate says why.
    if (replyRound.check(subject).some(({ level }) => level === "error")) return [];
    if (reply.read.value === null || reply.oid === stale || reply.oid === kept?.reply?.oid) return [];
    const { status, path, text } = reply.read.value;
    return [{ kind: "round-replied", round, team, status, path, oid: reply.oid, head, text }];
  }
  if (kept?.state !== "replied") return [];
  if (carried.continues && isTidied(subject)) return [];
  const why = carried.continues ? "the reply was deleted" : "a force push dropped the reply";
  return [{ kind: "round-withdrawn", round, team, why }];
}
