// Which messages wait for somebody: for a session itself, or for its team.

import type { MessageDocument, StateDocument } from "../core/document.ts";
import { isOver } from "../core/messages/ack.ts";
import type { MessageStatus } from "../core/messages/messages.ts";

/** Who reads: a session's id or a team's name, and the team of the session where that is known. */
export interface Reader {
  readonly who: string;
  readonly team: string | null;
}

export const readerOf = ({ sessions }: Pick<StateDocument, "sessions">, who: string): Reader => ({
  who,
  team: sessions.find(({ id }) => id === who)?.team ?? null,
});

/** How far it is with those of its addressees that the reader is: none, one, or the session and its team. */
export const partsOf = ({ addressees }: MessageDocument, { who, team }: Reader): readonly MessageStatus[] =>
  [who, team].flatMap((each) => (each !== null && Object.hasOwn(addressees, each) ? [addressees[each]!] : []));

/** The messages that the reader is not through with. */
export const waitingFor = (messages: readonly MessageDocument[], reader: Reader): readonly MessageDocument[] =>
  messages.filter((message) => partsOf(message, reader).some((status) => !isOver({ status })));
