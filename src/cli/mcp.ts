// `lanekeeper mcp`: the MCP server on stdio. Nothing but the protocol goes to stdout.
import type { Command } from "commander";
import { speakerIn } from "../client/here/bound.ts";
import { hereIn } from "../client/here/here.ts";
import { repoNamed } from "../client/origin.ts";
import { Usage } from "./output.ts";
import { clientOf, type ServerOptions, toServer } from "./server.ts";
import { sessionOption } from "./speak.ts";
import { VERSION } from "./version.ts";

interface Options extends ServerOptions {
  readonly session?: string;
}

export function mcp(program: Command): void {
  toServer(program.command("mcp").description("serve a session's tools over the Model Context Protocol, on stdio"))
    .addOption(sessionOption())
    .action(run);
}

async function run(options: Options): Promise<void> {
  const here = await hereIn(process.cwd());
  const repo = options.repo ?? (here?.origin == null ? null : repoNamed(here.origin));
  if (repo === null) throw new Usage("this is no clone with an origin", "say --repo OWNER/NAME");
  const client = await clientOf({ ...options, repo });
  const who = speakerIn(here ?? { policy: null, branch: null }, options.session || null);
  // The SDK is loaded by this command alone.
  const { serveMcp } = await import("../client/mcp/mcp.ts");
  await serveMcp({ client, repo, session: who, here: () => hereIn(process.cwd()) }, VERSION);
}
