// A command as somebody would type it, so that `parseSayings` gives it back. Texts in it stand as they are, over several lines too.
import type { Command } from "../core/commands/command.ts";
import { printDuration } from "../core/duration.ts";
import { isDashes } from "./command-words.ts";

const POSTS = { discovery: "found", note: "note", warning: "warn" } as const;
const KEYWORDS: ReadonlySet<string> = new Set(["for", "until", "task", "shared", "all", "--", "—"]);

/** One command, ready to stand at the start of a line; what no command can say of a message is left out. */
export function printCommand(command: Command): string {
  return continued(
    `/${wordsOf(command)
      .filter((word) => word !== "")
      .join(" ")}`,
  );
}

function wordsOf(command: Command): readonly string[] {
  switch (command.kind) {
    case "claim": {
      const { paths, mode, lasts, until, task, reason } = command;
      return [
        "claim",
        ...paths.map(quote),
        lasts === null ? "" : `for ${printDuration(lasts)}`,
        until === null ? "" : `until ${until}`,
        mode === "shared" ? "shared" : "",
        task === null ? "" : `task ${quote(task)}`,
        because(reason),
      ];
    }
    case "release":
      return ["release", ...(command.what === "all" ? ["all"] : command.what.map(quote)), because(command.reason)];
    case "ack":
      return ["ack", quote(command.message), command.status, because(command.text)];
    case "send": {
      const { type, to, ref, text } = command;
      if (type !== "handoff") return [type === "question" ? "ask" : "tell", to, text];
      const [first = ""] = text.split(/\s/, 1);
      const isPlain = first !== "task" && !isDashes(first);
      return ["handoff", to, ref === null ? "" : `task ${ref}`, isPlain ? text : `-- ${text}`];
    }
    case "post":
      return [POSTS[command.type], command.text];
    case "keep":
      return ["keep", command.key, command.text];
    case "task":
      return ["task", command.text];
    case "cancel":
      return ["cancel", command.message];
    case "heartbeat":
      return ["heartbeat"];
    case "job":
      return ["job", command.verb, command.id, ...wordsOfJob(command)];
    case "round":
      return ["round", command.verb, String(command.round)];
    case "override":
      return [
        "override",
        command.rule,
        command.branch === null ? "" : `on ${quote(command.branch)}`,
        because(command.reason),
      ];
    case "ask-state":
      return [command.about === "rounds" ? "round" : command.about];
    default:
      return command satisfies never;
  }
}

function wordsOfJob(command: Command & { kind: "job" }): readonly string[] {
  if (command.verb === "beat") return [];
  if (command.verb === "end") {
    const { code, signal, text } = command;
    return [signal === null ? `code ${code}` : `signal ${signal}`, because(text)];
  }
  const { beats, on, to, line } = command;
  const told = [...(on === null ? [] : ["on", quote(on)]), ...(to === null ? [] : ["tell", quote(to)])];
  return [`every ${printDuration(beats)}`, ...told, because(line)];
}

const because = (reason: string | null): string => (reason === null ? "" : `-- ${reason}`);

function quote(word: string): string {
  const isPlain = word !== "" && !KEYWORDS.has(word) && !/\s|^"|,$|^<!--/.test(word);
  return isPlain ? word : `"${word.replace(/[\\"]/g, "\\$&")}"`;
}

/** A backslash continues the line; behind the last one it would, so an empty line follows. */
const continued = (text: string): string => {
  const whole = text.replaceAll("\n", "\\\n");
  return whole.endsWith("\\") ? `${whole}\\\n` : whole;
};
