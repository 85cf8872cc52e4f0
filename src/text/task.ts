// Messages as people write them in tasks and their comments (PROTOCOL §7): the line of a queue file without its time, and the line that
// answers it. Both become commands of a comment.
import type { Command } from "../core/commands/command.ts";
import { ACKS } from "../core/messages/messages.ts";
import type { SayingRead } from "./command.ts";
import { sayable } from "./command-prose.ts";
import { replyOf, taskLineOf } from "./queue-fields.ts";

const MAX_LINES = 20;

/** `thread`: the issue it stands in, which a message without a `ref` is about and which an answer answers. */
export function taskSayings(text: string, thread: number): SayingRead[] {
  const lines = sayable(text, isTask, MAX_LINES);
  return lines.map((line): SayingRead => {
    const fields = taskLineOf(line)?.values;
    if (fields !== undefined) {
      const type = fields.get("type") ?? "note";
      const body = textBelow(text, line);
      const command: Command = {
        kind: "send",
        type,
        to: fields.get("to")!,
        ref: fields.get("ref") ?? `#${thread}`,
        text: body,
      };
      const problem = body === "" ? { problem: "this message has no text", fix: "write it on the lines below" } : null;
      return {
        line,
        as: speaker(fields.get("from")!),
        command: problem === null ? command : null,
        problem: null,
        fix: null,
        ...problem,
      };
    }
    const { from, status, text: said } = replyOf(line)!;
    const known = ACKS.find((each) => each === status);
    const command: Command | null =
      known === undefined
        ? null
        : { kind: "ack", message: `#${thread}`, status: known, text: said === "" ? null : said };
    const problem = known === undefined ? `${status} is not a status` : null;
    return {
      line,
      as: speaker(from),
      command,
      problem,
      fix: known === undefined ? `known are ${ACKS.join(", ")}` : null,
    };
  });
}

const isTask = (line: string): boolean => taskLineOf(line.trimEnd()) !== null || replyOf(line.trimEnd()) !== null;

/** `po:sA` is sA; who `human` is, the login says. */
function speaker(from: string): string | null {
  const name = from.slice(from.lastIndexOf(":") + 1);
  return name === "human" ? null : name;
}

/** What stands between a line and the next one of its kind. */
function textBelow(text: string, line: string): string {
  const lines = text.split(/\r\n?|\n/);
  const from = lines.findIndex((each) => each.trimEnd() === line.trimEnd()) + 1;
  const until = lines.findIndex((each, index) => index >= from && isTask(each));
  return lines
    .slice(from, until === -1 ? undefined : until)
    .join("\n")
    .trim();
}
