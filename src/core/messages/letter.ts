// A message as the server puts it into the ledger: numbered, addressed, whole.

import type { State } from "../state.ts";
import type { Sent } from "./entry.ts";

/** `after`: how many messages the same decision numbered before this one. */
export function letter(
  { numbered }: Pick<State, "numbered">,
  parts: Pick<Sent, "from" | "to" | "type" | "text" | "addressees"> & Partial<Sent>,
  after = 0,
): Sent {
  const id = `m${numbered + 1 + after}`;
  return { kind: "sent", id, ref: null, broadcast: false, answers: null, written: null, by: null, ...parts };
}
