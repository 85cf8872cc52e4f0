// `lanekeeper serve`: the resident judge for the repositories named or installed, and the HTTP door. SIGTERM drains.
import { mkdir, realpath } from "node:fs/promises";
import { type Command, Option } from "commander";
import { registered, socketOf } from "../hosts/bare/data.ts";
import { bareRepository } from "../hosts/bare/install.ts";
import { Resident } from "../hosts/bare/resident.ts";
import { httpServer } from "../http/server.ts";
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

async function run(options: Options): Promise<void> {
  await mkdir(options.data, { recursive: true, mode: 0o711 });
  const data = await realpath(options.data);
  const named = await Promise.all(options.repo.map(bareRepository));
  const log = (entry: Record<string, unknown>) =>
    process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
  const resident = new Resident({
    socket: socketOf(data),
    serves: async (gitDir) => {
      const real = await realpath(gitDir).catch(() => null);
      return real !== null && (named.includes(real) || (await registered(data)).includes(real));
    },
    onJudged: (judged) => log({ event: "push judged", ...judged }),
    onError: (error) => log({ event: "error", message: error instanceof Error ? error.message : String(error) }),
  });
  await resident.listen();
  const http = httpServer({ version: VERSION });
  const url = await http.listen(options.host, Number(options.port));
  process.stdout.write(`listening on ${url}\n`);
  const stop = async () => {
    await http.close();
    await resident.close();
    process.exit(0);
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
  await new Promise(() => {});
}
