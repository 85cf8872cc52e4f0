// The git carrier of messages (PROTOCOL §7): a block that was never read is sent, a status that a branch changed is an ack by whoever's
// branch it is. Files are read again with every push and many branches carry old copies: what was read before means nothing new.

import { charterOf } from "../charter.ts";
import type { Entry } from "../entry.ts";
import type { HostEvent } from "../event.ts";
import type { State } from "../state.ts";
import { oneOf, type Roll } from "./address.ts";
import { readStatus } from "./copy.ts";
import { messageOf } from "./fold.ts";
import { letter } from "./letter.ts";
import { type Message, SERVER } from "./messages.ts";
import { receive } from "./receive.ts";
import { report } from "./report.ts";

type Posted = HostEvent & { kind: "posted" };

/** More complaints to one reader at once are counted. */
const MAX_LINES = 10;

export function readBlocks(state: State, { policy, now, poster, branch, blocks }: Posted): readonly Entry[] {
  const roll = { charter: charterOf(policy), sessions: state.sessions, now };
  const entries: Entry[] = [];
  const complaints = new Map<string, string[]>();
  const complain = (to: string, { id, from, to: address }: Pick<Message, "id" | "from" | "to">, why: string) =>
    void complaints.set(to, [...(complaints.get(to) ?? []), `${id} (${from} → ${address}): ${why}`]);
  const read = new Set<string>();
  let letters = 0;
  for (const block of blocks) {
    const id = idOf(block.id);
    if (read.has(id) || state.forgotten.has(id)) continue;
    read.add(id);
    let message = state.messages.get(id);
    if (message === undefined) {
      const { sent, problems, tell } = receive(roll, { ...block, id }, poster);
      entries.push(sent);
      for (const why of problems) complain(tell, sent, why);
      message = messageOf(sent, now);
    }
    const { entries: moves, complaint } = readStatus(roll.charter, message, block.status, { poster, branch });
    entries.push(...moves);
    if (complaint !== null) complain(poster ?? oneOf(roll, complaint.to) ?? "human", message, complaint.why);
    for (const sent of reports(state, roll, message, moves, letters)) {
      letters += 1;
      entries.push(sent);
    }
  }
  return [...entries, ...warnings(state, complaints, letters)];
}

const reports = (state: State, roll: Roll, message: Message, moves: readonly Entry[], letters: number) =>
  moves.flatMap((move) => (move.kind === "acked" ? report(state, roll, message, { ...move, by: null }, letters) : []));

/** A block names itself as it likes, but not like what the server numbers. */
const idOf = (id: string): string => (/^m\d+$/.test(id) ? `file-${id}` : id).slice(0, 100);

/** One message for each who must know, however many blocks are wrong; what was said before in the same words is not said again. */
function warnings(state: State, complaints: ReadonlyMap<string, readonly string[]>, letters: number): readonly Entry[] {
  const said = complaints.size === 0 ? [] : [...state.messages.values()].filter(({ from }) => from === SERVER);
  return [...complaints]
    .map(([to, lines]) => {
      const more = lines.length > MAX_LINES ? [`and ${lines.length - MAX_LINES} more`] : [];
      return { to, text: [...lines.slice(0, MAX_LINES), ...more].join("\n") };
    })
    .filter(({ to, text }) => !said.some((each) => each.to === to && each.text === text))
    .map(({ to, text }, index) =>
      letter(state, { from: SERVER, to, addressees: [to], type: "warning", text }, letters + index),
    );
}
