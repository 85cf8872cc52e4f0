// `lanekeeper serve`: the resident judge for the repositories named or installed, and the HTTP door. SIGTERM drains.
import { mkdir, realpath } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { State } from "../core/state.ts";
import { localName, registered, socketOf } from "../hosts/bare/data.ts";
import { bareRepository, refuseNamesake } from "../hosts/bare/install.ts";
import { Resident } from "../hosts/bare/resident.ts";
import { api } from "../http/api.ts";
import { pages } from "../http/pages.ts";
import { httpServer } from "../http/server.ts";
import { Tokens } from "../http/tokens.ts";
import { BadSettings, readSettings, type Settings } from "../settings.ts";
import { logTo } from "./log.ts";
import { Usage } from "./output.ts";
import { VERSION } from "./version.ts";

interface Options {
  readonly host: string;
  readonly port: string;
  readonly data: string;
  readonly repo: readonly string[];
}

export const dataOption = (): Option =>
  new Option("--data <dir>", "the server's data folder").env("LANEKEEPER_DATA").default("./.lanekeeper");

export function serve(program: Command): void {
  program
    .command("serve")
    .description("run the server: the resident judge of the repositories named or installed")
    .addOption(new Option("--host <host>", "address to listen on").env("HOST").default("127.0.0.1"))
    .addOption(new Option("--port <port>", "port to listen on; 0: any").env("PORT").default("3000"))
    .addOption(dataOption())
    .option("--repo <path...>", "a bare repository to serve, besides those installed", [])
    .action(run);
}

/** Longer than anything should take, shorter than those who stop services wait before they kill. */
const STOP_MS = 25_000;

async function run(options: Options): Promise<void> {
  const port = portOf(options.port);
  const settings = settingsOf(process.env);
  await mkdir(options.data, { recursive: true, mode: 0o711 });
  const data = await realpath(options.data);
  const named = await Promise.all(options.repo.map(bareRepository));
  for (const each of named) refuseNamesake(each, [...named, ...(await registered(data))]);
  const repositories = async () => [...new Set([...named, ...(await registered(data))])];
  const log = logTo(process.stderr, settings.logLevel);
  const onError = (error: unknown) =>
    log({ level: "error", event: "error", message: error instanceof Error ? error.message : String(error) });
  // The resident judge answers before the ledger is open; until then it remembers nothing.
  let remembering: ((key: string) => Promise<State>) | null = null;
  const resident = new Resident({
    known: async (gitDir) => {
      const key = localName(await realpath(gitDir));
      // Of repositories that are called alike nobody knows whose memory it is.
      if ((await repositories()).filter((each) => localName(each) === key).length !== 1) return null;
      const state = await remembering?.(key);
      return state === undefined ? null : { ...state, rounds: state.seq === 0 ? null : state.rounds };
    },
    socket: socketOf(data),
    serves: async (gitDir) => {
      const real = await realpath(gitDir).catch(() => null);
      return real !== null && (await repositories()).includes(real);
    },
    onJudged: (judged) => log({ event: "push judged", ...judged }),
    onError,
  });
  // Whatever was opened is closed again, the last first, also where the next thing does not open.
  const close: (() => Promise<void>)[] = [];
  try {
    await resident.listen();
    close.unshift(() => resident.close());
    // Only a server needs all of it; the other commands start without.
    const { startKeeper } = await import("../main.ts");
    const keeper = await startKeeper({ settings, data, log, repositories });
    close.unshift(() => keeper.stop());
    remembering = keeper.library.state;
    const { ready, webhook, meters } = keeper;
    const tokens = new Tokens(data);
    const routes = api(keeper.library, tokens, keeper.askForge, onError);
    meters.countListeners(routes.listeners);
    const board = pages(keeper.library, tokens, keeper.askForge);
    const metrics = () => meters.text();
    const http = httpServer({ version: VERSION, ready, metrics, webhook, api: routes, pages: board, onError });
    const url = await http.listen(options.host, port).catch((error) => refuse(error, options.host, port));
    close.unshift(() => http.close());
    close.unshift(async () => routes.close());
    process.stdout.write(`listening on ${url}\n`);
    await new Promise((resolve) => process.once("SIGTERM", resolve).once("SIGINT", resolve));
  } finally {
    // What was taken is finished; what was not, or takes too long, stays in the inbox.
    const late = setTimeout(() => process.exit(), STOP_MS);
    for (const each of close) await each();
    clearTimeout(late);
  }
  process.exit(0);
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new Usage(`${text} is not a port`, "name one from 0 to 65535 with --port or PORT; 0 takes any");
}

function refuse(error: NodeJS.ErrnoException, host: string, port: number): never {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} of ${host} is taken`,
    EACCES: `port ${port} may not be listened on by you`,
    EADDRNOTAVAIL: `${host} is no address of this machine`,
    ENOTFOUND: `${host} is not known`,
  };
  const said = why[error.code ?? ""];
  throw said === undefined ? error : new Usage(said, "name another with --port or --host; port 0 takes any");
}

function settingsOf(env: NodeJS.ProcessEnv): Settings {
  try {
    return readSettings(env);
  } catch (error) {
    if (error instanceof BadSettings)
      throw new Usage(error.problems.join("; "), "set the environment as docs/reference/server.md says");
    throw error;
  }
}
