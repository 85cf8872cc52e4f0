// `lanekeeper prime`: all that a session needs after a restart or a compaction, as facts, under 10,000 characters.
import type { Command } from "commander";
import { boundHere } from "../client/here/bound.ts";
import { hereIn } from "../client/here/here.ts";
import { repoNamed } from "../client/origin.ts";
import { outlookOf } from "../client/prime.ts";
import { renderPrime } from "../render/prime.ts";
import { answer, EXIT, Usage } from "./output.ts";
import { clientOf, type ServerOptions } from "./server.ts";
import { withSession } from "./speak.ts";

interface Options extends ServerOptions {
  readonly session?: string;
}

export function prime(program: Command): void {
  withSession(
    program.command("prime").description("all a session needs after a restart or a compaction, as facts"),
  ).action(run);
}

async function run(options: Options): Promise<void> {
  const here = await hereIn(process.cwd());
  const repo = options.repo ?? (here?.origin == null ? null : repoNamed(here.origin));
  if (repo === null) throw new Usage("this is no clone with an origin", "say --repo OWNER/NAME");
  const client = await clientOf({ ...options, repo });
  const branch = here?.branch ?? null;
  const asker = { repo, branch, ...boundHere(here ?? { policy: null, branch }, options.session || null) };
  const outlook = outlookOf(await client.state({ branch: asker.branch, open: true }), asker);
  const { text, leftOut } = renderPrime(outlook);
  const { me, seq, ...rest } = outlook;
  const document = { seq, session: me.who, team: me.team, branch: me.branch, ...rest, left_out: leftOut, text };
  answer(options.json, EXIT.ok, document, text);
}
