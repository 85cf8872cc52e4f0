// `lanekeeper wait-for TEAM…`: sleeps until the teams are done, woken by the ledger's events; an answer that says no ends it at once.
import type { Command } from "commander";
import { type Standing, standingOf } from "../client/round-wait.ts";
import { parseDuration } from "../core/duration.ts";
import { answer, EXIT, Usage } from "./output.ts";
import { numberOf } from "./round.ts";
import { clientOf, type ServerOptions, withServer } from "./server.ts";

interface Options extends ServerOptions {
  readonly round?: string;
  readonly any?: boolean;
  readonly min?: string;
  readonly timeout: string;
}

export function waitFor(program: Command): void {
  withServer(
    program
      .command("wait-for")
      .description("wait until teams are done with a round")
      .argument("<team...>")
      .option("--round <n>", "the round; default: the newest of these teams that is not closed")
      .option("--any", "one of them is enough")
      .option("--min <k>", "so many of them are enough")
      .option("--timeout <duration>", "give up after", "1h"),
  ).action(run);
}

async function run(teams: readonly string[], options: Options): Promise<void> {
  const timeout = parseDuration(options.timeout);
  if (timeout === null) throw new Usage(`${options.timeout} is not a duration`, "such as 30m or 1h");
  if (options.any && options.min !== undefined) throw new Usage("--any and --min say different things", "keep one");
  const need = options.any ? 1 : options.min === undefined ? teams.length : countOf(options.min);
  if (need > teams.length)
    throw new Usage(`--min ${need} of ${teams.length} teams`, "name more teams, or ask for fewer");
  const wanted = options.round === undefined ? null : numberOf(options.round);
  const client = await clientOf(options);
  const ended = new AbortController();
  const giveUp = setTimeout(() => ended.abort(), Math.min(timeout, 2 ** 31 - 1)).unref();
  let seen: Standing = { round: null, done: [], refused: [], waiting: teams };
  const end = (code: number, words: string) => {
    clearTimeout(giveUp);
    ended.abort();
    answer(options.json, code, seen, words);
  };
  let state = await client.state();
  const events = client.events(state.seq, ended.signal);
  for (;;) {
    seen = standingOf(state, teams, wanted);
    if (seen.done.length >= need) return end(EXIT.ok, `round ${seen.round}: done: ${seen.done.join(", ")}`);
    if (teams.length - seen.refused.length < need)
      return end(EXIT.findings, `round ${seen.round}: ${seen.refused.join(", ")} will not be done`);
    // Only what is a round's can change the answer.
    let next = await events.next();
    while (!next.done && !next.value.entry.kind.startsWith("round-")) next = await events.next();
    if (next.done) return end(EXIT.timeout, `still waiting for ${seen.waiting.join(", ")}`);
    state = (await client.stateUntil(ended.signal)) ?? state;
  }
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Usage(`${text} is not a number of teams`, "such as 2");
}
