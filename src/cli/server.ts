// Where a client command finds its server: options, then the environment, then the clone it stands in.
import { type Command, Option } from "commander";
import { Client } from "../client/api.ts";
import { repoNamed } from "../client/origin.ts";
import { tryGit } from "../hosts/bare/run.ts";
import { openClone } from "./clone.ts";
import { Usage } from "./output.ts";

export interface ServerOptions {
  readonly url?: string;
  readonly token?: string;
  readonly repo?: string;
  readonly json?: boolean;
}

/** Where the server is, who asks, about which repository. */
export const toServer = (command: Command): Command =>
  command
    .addOption(new Option("--url <url>", "the server").env("LANEKEEPER_URL").default("http://127.0.0.1:3000"))
    .addOption(new Option("--token <token>", "a bearer token of the server").env("LANEKEEPER_TOKEN"))
    .option("--repo <name>", "OWNER/NAME, or local/NAME for a bare repository; default: the clone's origin");

/** What every client command takes that answers for itself. */
export const withServer = (command: Command): Command => toServer(command).option("--json", "JSON on stdout");

export async function clientOf({ url = "", token, repo }: ServerOptions): Promise<Client> {
  if (!URL.canParse(url)) throw new Usage(`${url} is not a URL`, "such as http://127.0.0.1:3000");
  if (token === undefined)
    throw new Usage("there is no token", "set LANEKEEPER_TOKEN; on the server, lanekeeper token create makes one");
  return new Client({ url, token, repo: repo === undefined ? await originName() : repo });
}

/** `owner/name` of a forge, `local/name` of a bare repository. */
async function originName(): Promise<string> {
  const clone = await openClone(".");
  clone.git.close();
  const { code, stdout } = await tryGit(clone.place, ["config", "--get", "remote.origin.url"]);
  const origin = stdout.toString("utf8").trim();
  if (code !== 0 || origin === "") throw new Usage("the clone has no origin", "say --repo OWNER/NAME");
  return repoNamed(origin);
}
