// `lanekeeper done`: the team's reply to the round whose branch one stands on, written, committed and pushed. That is all a server needs.
import { type Command, Option } from "commander";
import { reply } from "../client/plain/done.ts";
import { NotHere } from "../client/plain/git.ts";
import { bind } from "../core/binding.ts";
import { isSession } from "../core/commands/command.ts";
import { roundOfBranch } from "../core/rounds/branch.ts";
import { REPLY_STATUS, type ReplyStatus } from "../core/rounds/rounds.ts";
import { answerLanded, plainly } from "./plainly.ts";
import { sessionOption } from "./speak.ts";

interface Options {
  readonly status?: ReplyStatus;
  readonly session?: string;
  readonly json?: boolean;
}

export function done(program: Command): void {
  program
    .command("done")
    .description("answer the round of the current branch, and push the answer")
    .argument("[text...]", "what to say; default: what stands in the reply file here")
    .addOption(new Option("--status <status>", "how it went (default: done)").choices([...REPLY_STATUS]))
    .addOption(sessionOption())
    .option("--json", "one JSON document on stdout")
    .action(run);
}

const run = (words: readonly string[], { status, session, json }: Options): Promise<void> =>
  plainly(async ({ checkout, policy }) => {
    if (policy === null)
      throw new NotHere("there is no policy that says which branches are rounds'", "lanekeeper init");
    const { branch } = await checkout.head();
    const binding = bind(policy, branch);
    const round = roundOfBranch(policy, binding);
    if (round === null || binding.team === null)
      throw new NotHere(`${branch} is the branch of no round`, `a round's branch is ${policy.rounds.branch}`);
    const said = session !== undefined && isSession(session) ? session : null;
    const landed = await reply(checkout, {
      round,
      team: binding.team.name,
      session: said ?? binding.session,
      status: status ?? null,
      text: words.length === 0 ? null : words.join(" "),
      file: policy.rounds.reply,
    });
    const more = { round, team: binding.team.name, status: landed.status };
    answerLanded(json, `round ${round} is answered, ${landed.status}`, landed, more);
  });
