// `lanekeeper claim|release|tell|…`: a session speaks. The arguments are those of a comment's command, and the server carries it out;
// where there is none, plain git does.
import { type Command, Option } from "commander";
import { becameLine } from "../render/became.ts";
import { printable } from "../render/escape.ts";
import { answer, EXIT } from "./output.ts";
import { clientOf, type ServerOptions, withServer } from "./server.ts";
import { speakerHere } from "./session-here.ts";
import { sayPlainly } from "./speak-plainly.ts";
import { DASHES, VERBS } from "./spoken.ts";

interface Options extends ServerOptions {
  readonly session?: string;
  /** Plain git carries it, whatever server there is. */
  readonly offline?: boolean;
}

/** What plain git carries too: as a trailer, or in a queue file. */
const CARRIED: ReadonlySet<string> = new Set([
  "claim",
  "release",
  "ack",
  "task",
  "tell",
  "ask",
  "handoff",
  "found",
  "note",
]);

export const sessionOption = (): Option =>
  new Option("--session <id>", "who speaks; default: the current branch's session").env("LANEKEEPER_SESSION");

export const withSession = (command: Command): Command => withServer(command).addOption(sessionOption());

export function speak(program: Command): void {
  for (const { verb, args, about, words } of VERBS) {
    const command = program.command(verb).description(about);
    if (args !== "") command.arguments(args);
    withSession(command);
    if (CARRIED.has(verb))
      command.option("--offline", "by plain git: committed and pushed, for the server to read later");
    command.action(async (...given: unknown[]) => {
      const isUrlSaid = command.getOptionValueSource("url") !== "default";
      const options = { ...(given.at(-2) as Options), isUrlSaid };
      const said = given
        .slice(0, -2)
        .flat()
        .filter((each): each is string => typeof each === "string");
      await sayIt(lineOf(verb, said, words === true), options);
    });
  }
}

/** The command as a comment would have it; a reason is text, and needs no quotes. */
export function lineOf(verb: string, said: readonly string[], words: boolean): string {
  const dashes = said.indexOf(DASHES);
  const isWord = (index: number) => words && (dashes === -1 || index < dashes);
  const text = said
    .map((each, index) => (isWord(index) && /[\s"]/.test(each) ? `"${each.replace(/["\\]/g, "\\$&")}"` : each))
    .join(" ");
  // A line that goes on ends with a backslash.
  return `/${verb}${text === "" ? "" : ` ${text.replace(/\r\n?|\n/g, "\\\n")}`}`;
}

async function sayIt(line: string, options: Options & { readonly isUrlSaid: boolean }): Promise<void> {
  // Where nothing of a server is said there is none.
  if (options.offline || (options.token === undefined && !options.isUrlSaid)) return sayPlainly(line, options);
  const client = await clientOf(options);
  const { became, findings } = await client.command(line, await speakerHere(options.session));
  const code = findings.length > 0 ? EXIT.findings : EXIT.ok;
  const lines = became.map(becameLine).filter((each) => each !== null);
  const refused = findings.map(
    ({ message, fix }) => `refused: ${printable(message)}${fix ? `\n  fix: ${printable(fix)}` : ""}`,
  );
  answer(options.json, code, { by: "server", became, findings }, [...lines, ...refused].join("\n") || "done");
}
