// Every command of the program, each a file beside this one; nothing runs by being read.
import { Command } from "commander";
import { check } from "./check.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { done } from "./done.ts";
import { explain } from "./explain.ts";
import { finish } from "./finish.ts";
import { history } from "./history.ts";
import { hook } from "./hook.ts";
import { hooks } from "./hooks.ts";
import { inbox } from "./inbox.ts";
import { init } from "./init.ts";
import { installCommand, uninstallCommand } from "./install.ts";
import { look } from "./look.ts";
import { mcp } from "./mcp.ts";
import { policy } from "./policy.ts";
import { prime } from "./prime.ts";
import { rebuild } from "./rebuild.ts";
import { round } from "./round.ts";
import { run } from "./run.ts";
import { serve } from "./serve.ts";
import { speak } from "./speak.ts";
import { start } from "./start-session.ts";
import { token } from "./token.ts";
import { top } from "./top.ts";
import { VERSION } from "./version.ts";
import { waitFor } from "./wait-for.ts";
import { watch } from "./watch.ts";

const COMMANDS = [
  demo,
  serve,
  installCommand,
  uninstallCommand,
  check,
  explain,
  policy,
  init,
  doctor,
  rebuild,
  token,
  round,
  waitFor,
  watch,
  speak,
  look,
  inbox,
  history,
  run,
  mcp,
  top,
  prime,
  hook,
  start,
  finish,
  done,
  hooks,
];

/** The whole program, ready to parse; nothing has run. */
export function program(): Command {
  const root = new Command("lanekeeper")
    .description("Keeps coding agents and people out of each other's way on one repository.")
    .version(VERSION)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const add of COMMANDS) add(root);
  return root;
}
