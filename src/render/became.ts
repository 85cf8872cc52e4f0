// What a command became, in a line for a terminal.
import type { Entry } from "../core/entry.ts";
import { printable } from "./escape.ts";

/** Null where an entry says nothing to whoever caused it. */
export function becameLine(entry: Entry): string | null {
  switch (entry.kind) {
    case "claimed": {
      const { id, holder, paths, until, mode } = entry;
      const how = mode === "shared" ? "shares" : "holds";
      return `${id}: ${holder} ${how} ${paths.map(printable).join(", ")} until ${until.slice(0, 16)}Z`;
    }
    case "claim-ended":
      return `${entry.id}: ${entry.holder} let go of ${entry.paths.map(printable).join(", ")} (${entry.why})`;
    case "overridden":
      return `${entry.rule} is set aside on ${printable(entry.branch)}, on record: ${printable(entry.reason)}`;
    case "sent":
      return entry.addressees.length === 0
        ? `${entry.id}: kept for ${printable(entry.to)}, whom nobody knows`
        : `${entry.id}: ${entry.type} to ${printable(entry.to)}`;
    case "acked":
      return `${entry.id}: ${entry.status}`;
    case "cancelled":
      return `${entry.id}: cancelled`;
    case "handed-back":
      return `${entry.id}: handed back`;
    case "posted":
      return `${entry.type} on everybody's board`;
    case "kept":
      return entry.text === "" ? `${printable(entry.key)}: forgotten` : `${printable(entry.key)}: kept`;
    case "task-set":
      return entry.text === null ? "no task" : `task: ${printable(entry.text)}`;
    case "job-started":
      return `${entry.id}: on record, ${printable(entry.to)} is told how it ends`;
    case "job-ended":
      return `${entry.id}: over, told in ${entry.report}`;
    case "round-closed":
      return `round ${entry.round} is closed`;
    case "round-reopened":
      return `round ${entry.round} is open again`;
    case "revived":
      return `${entry.session} is back`;
    default:
      return null;
  }
}
