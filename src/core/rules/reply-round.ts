// reply-round: a reply that cannot count is loud. It says which round it is for, whose branch that is, and what to do.
import type { Complaint } from "../finding.ts";
import { quotePath } from "../path.ts";
import type { Read } from "../push.ts";
import { disagreements } from "../rounds/branch.ts";
import { isSound, type OnRound, onRound } from "../rounds/case.ts";
import { type Reply, rosterOf, waitsFor } from "../rounds/rounds.ts";
import type { Case, Rule } from "./rule.ts";

export const replyRound: Rule = {
  id: "reply-round",
  about:
    "A reply is for a round that is open, from a team of its roster, on the one branch of that team, and can be read.",
  check: (subject) => {
    const here = onRound(subject);
    if (here === null || here.carried.landed || subject.push.merged) return [];
    const { replies } = here.carried;
    const first = replies[0];
    if (first === undefined) return secondBranch(here, subject, null);
    const unclear = [...replies.flatMap((reply) => unreadable(subject, here, reply)), ...disputed(replies)];
    if (unclear.some(({ level }) => level === "error")) return unclear;
    return [...unclear, ...misplaced(subject, here, first)];
  },
};

function unreadable({ policy, binding }: Case, here: OnRound, { path, oid, read }: Read<Reply>): Complaint[] {
  const wrong = disagreements(policy, binding, read, path);
  // The answer to an earlier round, on a branch that was stacked on that round's.
  const older =
    read.value?.round != null && here.carried.known?.get(read.value.round)?.teams.get(here.team)?.reply?.oid === oid;
  return [...read.complaints, ...(older ? [] : wrong)];
}

function disputed(replies: readonly Read<Reply>[]): Complaint[] {
  const [first, ...others] = replies;
  const said = ({ read: { value } }: Read<Reply>) => `${value?.round} ${value?.status}`;
  return others
    .filter((other) => said(other) !== said(first!))
    .map(({ path }) => ({
      level: "error",
      message: `${quotePath(path)} and ${quotePath(first!.path)} answer differently`,
      path,
      fix: "keep one of them",
    }));
}

function misplaced(subject: Case, here: OnRound, { path, oid }: Read<Reply>): Complaint[] {
  const { number, round, mine, team, carried } = here;
  const say = (message: string, fix: string): Complaint[] => [{ level: "error", message, path, fix }];
  if (number === null)
    return say("this reply says no round, and neither does its branch", "begin it with the lines ---, round: N, ---");
  // What counted already is not asked again: a closed round keeps its answers.
  if (mine !== null && mine.branch === subject.binding.branch && mine.reply?.oid === oid) return [];
  const second = secondBranch(here, subject, path);
  if (second.length > 0) return second;
  const isAnnounced = here.announced !== null && isSound(subject, here.announced);
  if (round === null) {
    if (isAnnounced) return early(here, path);
    if (carried.known === null) {
      const message = `no announcement of round ${number} is on this branch, and the server is not there to say whether it is open`;
      return [{ level: "warning", message, path, fix: "push again when the server answers" }];
    }
    const open = [...carried.known.values()].filter((each) => each.closed === null).map((each) => each.round);
    const others = open.length === 0 ? "there is no active round" : `open: ${open.join(", ")}`;
    return say(`round ${number} was not announced to anybody; ${others}`, "ask an architect to announce it");
  }
  if (round.closed !== null)
    return say(
      `round ${number} is closed, since ${round.closed.at.slice(0, 16)}Z`,
      `ask an architect to reopen it: /round reopen ${number}`,
    );
  const tooEarly = early(here, path);
  if (tooEarly.length > 0) return tooEarly;
  if (round.roster !== null && !rosterOf(round).includes(team))
    return say(
      `team ${team} is not on the roster of round ${number} (${rosterOf(round).join(", ")})`,
      "ask an architect to announce it with this team on it",
    );
  if (mine === null && !isAnnounced)
    return say(`round ${number} was not announced to team ${team}`, "ask an architect to announce it on this branch");
  return [];
}

/** A round that waits for others takes no reply, known to the ledger or only to this branch's announcement. */
function early({ number, round, announced, carried }: OnRound, path: string): Complaint[] {
  const said = announced?.read.value?.dependsOn ?? [];
  const dependsOn = said.length > 0 ? said : (round?.dependsOn ?? []);
  const waits = carried.known === null ? [] : waitsFor({ dependsOn }, carried.known);
  if (waits.length === 0) return [];
  const message = `round ${number} is not open: it waits for round ${waits.join(", ")}`;
  return [
    { level: "error", message, path, fix: "it counts once that is closed; a push that was refused is made again then" },
  ];
}

/** One branch per team and round: it is the one it was announced on first. */
function secondBranch(
  { number, mine, team, carried, announced }: OnRound,
  { binding }: Case,
  path: string | null,
): Complaint[] {
  if (mine === null || mine.gone || mine.branch === binding.branch) return [];
  if (path === null && (carried.announcement === null || announced === null)) return [];
  const at = path ?? carried.announcement!.path;
  const message = `round ${number} of team ${team} is on branch ${mine.branch}; a second branch does not count`;
  return [{ level: "error", message, path: at, fix: `push to ${mine.branch}, or delete it first` }];
}
