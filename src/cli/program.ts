// Every command of the program, each a file beside this one, read when it is typed: whoever says one thing waits for no other.
import { Command } from "commander";
import { SPOKEN } from "./spoken.ts";
import { VERSION } from "./version.ts";

/** The commands that a file adds, and the file. */
export const FILES: readonly {
  readonly verbs: readonly string[];
  readonly load: () => Promise<(to: Command) => void>;
}[] = [
  { verbs: ["demo"], load: async () => (await import("./demo.ts")).demo },
  { verbs: ["serve"], load: async () => (await import("./serve.ts")).serve },
  { verbs: ["install"], load: async () => (await import("./install.ts")).installCommand },
  { verbs: ["uninstall"], load: async () => (await import("./install.ts")).uninstallCommand },
  { verbs: ["check"], load: async () => (await import("./check.ts")).check },
  { verbs: ["explain"], load: async () => (await import("./explain.ts")).explain },
  { verbs: ["policy"], load: async () => (await import("./policy.ts")).policy },
  { verbs: ["init"], load: async () => (await import("./init.ts")).init },
  { verbs: ["doctor"], load: async () => (await import("./doctor.ts")).doctor },
  { verbs: ["rebuild"], load: async () => (await import("./rebuild.ts")).rebuild },
  { verbs: ["token"], load: async () => (await import("./token.ts")).token },
  { verbs: ["round"], load: async () => (await import("./round.ts")).round },
  { verbs: ["wait-for"], load: async () => (await import("./wait-for.ts")).waitFor },
  { verbs: ["watch"], load: async () => (await import("./watch.ts")).watch },
  { verbs: [...SPOKEN], load: async () => (await import("./speak.ts")).speak },
  { verbs: ["status", "claims", "messages", "sessions", "alive"], load: async () => (await import("./look.ts")).look },
  { verbs: ["inbox"], load: async () => (await import("./inbox.ts")).inbox },
  { verbs: ["log"], load: async () => (await import("./history.ts")).history },
  { verbs: ["run"], load: async () => (await import("./run.ts")).run },
  { verbs: ["mcp"], load: async () => (await import("./mcp.ts")).mcp },
  { verbs: ["top"], load: async () => (await import("./top.ts")).top },
  { verbs: ["prime"], load: async () => (await import("./prime.ts")).prime },
  { verbs: ["hook"], load: async () => (await import("./hook.ts")).hook },
  { verbs: ["start"], load: async () => (await import("./start-session.ts")).start },
  { verbs: ["finish"], load: async () => (await import("./finish.ts")).finish },
  { verbs: ["done"], load: async () => (await import("./done.ts")).done },
  { verbs: ["hooks"], load: async () => (await import("./hooks.ts")).hooks },
];

/** The program, ready to parse, with the command that was typed; with all of them where none was. Nothing has run. */
export async function program(typed?: string): Promise<Command> {
  const root = new Command("lanekeeper")
    .description("Keeps coding agents and people out of each other's way on one repository.")
    .version(VERSION)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  const file = FILES.find(({ verbs }) => typed !== undefined && verbs.includes(typed));
  for (const { load } of file === undefined ? FILES : [file]) (await load())(root);
  return root;
}
