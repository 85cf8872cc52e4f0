// `lanekeeper round status|close|reopen`: where rounds stand, and an architect's word on one.
import type { Command } from "commander";
import { printable } from "../render/escape.ts";
import { roundLines } from "../render/terminal.ts";
import { answer, EXIT, Usage } from "./output.ts";
import { clientOf, type ServerOptions, withServer } from "./server.ts";

export function round(program: Command): void {
  const group = program.command("round").description("where rounds stand; close or reopen one");
  withServer(group.command("status").description("every round that is not closed, or one").argument("[round]")).action(
    status,
  );
  for (const verb of ["close", "reopen"] as const)
    withServer(group.command(verb).description(`${verb} a round; architects only`).argument("<round>")).action(
      (number: string, options: ServerOptions) => say(verb, number, options),
    );
}

export function numberOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Usage(`${text} is not a round`, "name it by its number, such as 5");
}

async function status(text: string | undefined, options: ServerOptions): Promise<void> {
  const wanted = text === undefined ? null : numberOf(text);
  const { seq, rounds } = await (await clientOf(options)).state();
  const shown = rounds.filter(({ round, state }) => (wanted === null ? state !== "closed" : round === wanted));
  const none = wanted === null ? "no active round" : `there is no round ${wanted}`;
  const words = shown.length === 0 ? none : shown.flatMap(roundLines).join("\n");
  answer(options.json, wanted !== null && shown.length === 0 ? EXIT.findings : EXIT.ok, { seq, rounds: shown }, words);
}

async function say(verb: "close" | "reopen", text: string, options: ServerOptions): Promise<void> {
  const number = numberOf(text);
  const { findings } = await (await clientOf(options)).command(`/round ${verb} ${number}`, null);
  const refused = findings.map(({ message }) => message);
  const words =
    refused.length > 0
      ? refused.map(printable).join("\n")
      : `round ${number} is ${verb === "close" ? "closed" : "open again"}`;
  answer(options.json, refused.length > 0 ? EXIT.findings : EXIT.ok, { round: number, refused }, words);
}
