// `lanekeeper inbox [--follow]`: the messages that wait for a session. Showing one acknowledges nothing: only an ack does.
import type { Command } from "commander";
import type { MessageDocument } from "../client/api.ts";
import { readerOf, waitingFor } from "../client/waiting.ts";
import { messageLine } from "../render/terminal.ts";
import { answer, EXIT, Usage } from "./output.ts";
import { clientOf, type ServerOptions } from "./server.ts";
import { speakerHere } from "./session-here.ts";
import { withSession } from "./speak.ts";

interface Options extends ServerOptions {
  readonly session?: string;
  readonly follow?: boolean;
}

export function inbox(program: Command): void {
  withSession(
    program
      .command("inbox")
      .description("the messages that wait for a session")
      .option("--follow", "go on as messages come, one a line"),
  ).action(run);
}

async function run(options: Options): Promise<void> {
  const who = await speakerHere(options.session);
  if (who === null) throw new Usage("nobody can tell whose inbox", "say --session sA, or stand on a session's branch");
  const client = await clientOf(options);
  let state = await client.state();
  const waiting = waitingFor(state.messages, readerOf(state, who));
  if (!options.follow) {
    const lines = waiting.map(
      (each) =>
        `${messageLine(each)}\n  answer: lanekeeper ack ${each.id} ${each.type === "question" ? "answered" : "done"} -- …`,
    );
    answer(
      options.json,
      EXIT.ok,
      { seq: state.seq, session: who, messages: waiting },
      lines.join("\n") || "nothing waits",
    );
    return;
  }
  const shown = new Set<string>();
  const show = (messages: readonly MessageDocument[]) => {
    for (const each of messages) {
      if (shown.has(each.id)) continue;
      shown.add(each.id);
      process.stdout.write(`${options.json ? JSON.stringify(each) : messageLine(each)}\n`);
    }
  };
  process.exitCode = EXIT.ok;
  show(waiting);
  for await (const { entry } of client.events(state.seq, new AbortController().signal)) {
    // What was handed back waits again.
    if (entry.kind === "handed-back") shown.delete(entry.id);
    if (entry.kind !== "sent" && entry.kind !== "handed-back") continue;
    state = await client.state();
    show(waitingFor(state.messages, readerOf(state, who)));
  }
}
