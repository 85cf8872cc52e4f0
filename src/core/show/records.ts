// What the world should display of claims and messages on the heads of lanes, by state alone: two checks and a comment, each only
// once there was something to record, then for as long as the head stands.
import type { Claim } from "../claims/claims.ts";
import type { Subject } from "../entry.ts";
import type { Finding } from "../finding.ts";
import type { Message } from "../messages/messages.ts";
import { isEscalated, isPending } from "../messages/standing.ts";
import type { Oid } from "../model.ts";
import type { State } from "../state.ts";
import { isOverlap } from "./board.ts";

/** Records, not gates. */
export const CLAIMS_CHECK = "lanekeeper/claims";
export const ACKS_CHECK = "lanekeeper/acks";

/** An open message as one of its addressees has it. */
export interface Waiting {
  readonly message: Message;
  readonly addressee: string;
}

export type RecordEffect =
  | {
      readonly kind: "claims-check";
      readonly screen: string;
      readonly on: Oid;
      readonly conclusion: "success" | "failure";
      readonly held: readonly Claim[];
      readonly overlaps: readonly Finding[];
    }
  | {
      readonly kind: "acks-check";
      readonly screen: string;
      readonly on: Oid;
      readonly conclusion: "success" | "failure";
      readonly waiting: readonly Waiting[];
    }
  | {
      readonly kind: "messages-comment";
      readonly screen: string;
      readonly thread: number;
      readonly waiting: readonly Waiting[];
    };

export function showRecords(state: State): readonly RecordEffect[] {
  const waiting = waitingBy(state);
  return [...standing(state)]
    .flatMap(([head, { holders, findings }]) => [
      ...claimsCheck(state, head, holders, findings),
      ...acksCheck(state, head, holders, waiting),
    ])
    .concat(comments(state, waiting));
}

interface Stand {
  readonly holders: Set<string>;
  readonly findings: Finding[];
}

/** The heads of branches: whose they are, and what their verdicts say of claims. */
function standing({ verdicts }: State): ReadonlyMap<Oid, Stand> {
  const heads = new Map<Oid, Stand>();
  for (const { subject, head, lane } of verdicts.values()) {
    if (!isBranch(subject)) continue;
    const { holders } = heads.get(head) ?? { holders: new Set(), findings: [] };
    for (const holder of [lane?.session, lane?.team]) if (holder != null) holders.add(holder);
    heads.set(head, { holders, findings: [] });
  }
  for (const { head, findings } of verdicts.values()) heads.get(head)?.findings.push(...findings.filter(isOverlap));
  return heads;
}

const isBranch = (subject: Subject): boolean => subject.startsWith("branch:");

function claimsCheck(
  { claims, shown }: State,
  head: Oid,
  holders: ReadonlySet<string>,
  findings: readonly Finding[],
): RecordEffect[] {
  const screen = `check:${head}:${CLAIMS_CHECK}`;
  const held = [...holders].flatMap((holder) => claims.of(holder));
  const overlaps = [...new Map(findings.map((each) => [JSON.stringify(each), each])).values()];
  if (held.length === 0 && overlaps.length === 0 && !shown.has(screen)) return [];
  const conclusion = overlaps.some(({ level }) => level === "error") ? "failure" : "success";
  return [{ kind: "claims-check", screen, on: head, conclusion, held, overlaps }];
}

function acksCheck(
  { shown }: State,
  head: Oid,
  holders: ReadonlySet<string>,
  by: ReadonlyMap<string, readonly Waiting[]>,
): RecordEffect[] {
  const screen = `check:${head}:${ACKS_CHECK}`;
  const waiting = [...holders].flatMap((holder) => by.get(holder) ?? []);
  if (waiting.length === 0 && !shown.has(screen)) return [];
  return [{ kind: "acks-check", screen, on: head, conclusion: waiting.some(isLate) ? "failure" : "success", waiting }];
}

/** People were told that this addressee does not acknowledge it. */
export const isLate = ({ message, addressee }: Waiting): boolean =>
  isEscalated(message) && message.acks.get(addressee)?.status === "sent";

/** A comment on each open pull request of an addressee: made for what is not acknowledged, then kept up to date. */
function comments({ pulls, verdicts, shown }: State, by: ReadonlyMap<string, readonly Waiting[]>): RecordEffect[] {
  return [...pulls.values()].flatMap(({ number, branch }): RecordEffect[] => {
    const { session, team } = verdicts.get(`branch:${branch}`)?.lane ?? { session: null, team: null };
    const screen = `comment:${number}:messages`;
    const waiting = [session, team].flatMap((holder) => by.get(holder ?? "") ?? []);
    const isNews = waiting.some(({ message, addressee }) => message.acks.get(addressee)?.status === "sent");
    return isNews || shown.has(screen) ? [{ kind: "messages-comment", screen, thread: number, waiting }] : [];
  });
}

/** What is open, by addressee. */
function waitingBy({ messages }: State): ReadonlyMap<string, readonly Waiting[]> {
  const by = new Map<string, Waiting[]>();
  for (const message of messages.values()) {
    for (const [addressee, ack] of message.acks)
      if (isPending(message, ack)) by.set(addressee, [...(by.get(addressee) ?? []), { message, addressee }]);
  }
  return by;
}
