// `lanekeeper status|claims|messages|sessions|alive`: how things stand, read from the server.

import type { Command } from "commander";
import type { StateDocument } from "../client/api.ts";
import { isOver } from "../core/messages/ack.ts";
import { claimLine, messageLine, roundLines, sessionLine } from "../render/terminal.ts";
import { answer, EXIT } from "./output.ts";
import { clientOf, type ServerOptions, withServer } from "./server.ts";

export function look(program: Command): void {
  const add = (name: string, about: string, show: (state: StateDocument, options: ServerOptions) => void) =>
    withServer(program.command(name).description(about)).action(async (options: ServerOptions) =>
      show(await (await clientOf(options)).state(), options),
    );
  add("status", "everything that stands now", status);
  add("claims", "the live claims", ({ seq, claims }, { json }) =>
    answer(json, EXIT.ok, { seq, claims }, claims.map(claimLine).join("\n") || "nothing is claimed"),
  );
  add("messages", "messages that are not finished", ({ seq, messages }, { json }) => {
    const open = messages.filter((each) => !isOver(each));
    answer(json, EXIT.ok, { seq, messages }, open.map(messageLine).join("\n") || "no message waits");
  });
  add("sessions", "the sessions and who is alive", ({ seq, sessions }, { json }) =>
    answer(json, EXIT.ok, { seq, sessions }, sessions.map(sessionLine).join("\n") || "no session was seen yet"),
  );
  withServer(
    program
      .command("alive")
      .description("exit 0 while a session is not gone, 1 when it is gone or unknown")
      .argument("<session>"),
  ).action(async (id: string, options: ServerOptions) => {
    const { sessions } = await (await clientOf(options)).state();
    const found = sessions.find((each) => each.id === id || each.name?.toLowerCase() === id.toLowerCase());
    const presence = found?.presence ?? "unknown";
    const lives = found !== undefined && found.presence !== "gone";
    const document = { session: found?.id ?? id, presence, last_seen: found?.last_seen ?? null };
    answer(
      options.json,
      lives ? EXIT.ok : EXIT.findings,
      document,
      found === undefined ? `${id}: unknown` : sessionLine(found),
    );
  });
}

function status(document: StateDocument, { json }: ServerOptions): void {
  const { sessions, claims, rounds, messages } = document;
  const open = messages.filter((each) => !isOver(each));
  const late = open.filter(({ overdue, dead }) => overdue || dead);
  const part = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
  const text = [
    ...part("overdue", late.map(messageLine)),
    ...part("sessions", sessions.map(sessionLine)),
    ...part("claims", claims.map(claimLine)),
    ...part("rounds", rounds.filter(({ state }) => state !== "closed").flatMap(roundLines)),
    ...part("messages", open.filter((each) => !late.includes(each)).map(messageLine)),
  ];
  answer(json, EXIT.ok, document, text.join("\n") || "nothing is going on");
}
