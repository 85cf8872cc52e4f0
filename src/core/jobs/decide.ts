// What becomes of a job: started, heard of, ended with a report, or lost because nothing was heard of it any more.

import { charterOf } from "../charter.ts";
import type { Command, Saying } from "../commands/command.ts";
import { grant, type Ruling, refuse } from "../commands/ruling.ts";
import { printDuration } from "../duration.ts";
import type { Entry, Instant } from "../entry.ts";
import { msOf } from "../instant.ts";
import { type Roll, resolve } from "../messages/address.ts";
import { MAX_TEXT } from "../messages/decide.ts";
import type { Sent } from "../messages/entry.ts";
import { letter } from "../messages/letter.ts";
import { SERVER } from "../messages/messages.ts";
import type { State } from "../state.ts";
import { isOver, isSilent, type Job, QUIET } from "./jobs.ts";

type Spoken = Saying & { readonly as: string };
type Said<Verb> = Command & { readonly kind: "job"; readonly verb: Verb };

const MAX_LINE = 500;
const MAX_HOST = 100;
const MAX_RUNNING = 50;
/** The words around what a job left on stderr. */
const MAX_FRAME = 1_000;

/** A job of whoever speaks. What is said twice is granted twice: its carrier may not have heard the first answer. */
export function job(state: State, saying: Spoken, command: Command & { kind: "job" }): Ruling {
  if (command.verb === "start") return start(state, saying, command);
  const known = state.jobs.get(command.id);
  if (known === undefined) return refuse(`there is no job ${command.id}`, "say first that it runs: /job start …");
  if (known.as !== saying.as) return refuse(`${known.id} is a job of ${known.as}, and you speak for ${saying.as}`);
  return command.verb === "beat" ? beat(state, saying, known) : end(state, saying, known, command);
}

function start(state: State, saying: Spoken, { id, line, on, beats, to }: Said<"start">): Ruling {
  const { as, by } = saying;
  const known = state.jobs.get(id);
  if (known !== undefined && known.as === as && known.line === line && known.ended === null) return grant();
  if (known !== undefined) return refuse(`there is a job ${id} already`, "give each run an id of its own");
  if (line.length > MAX_LINE) return refuse(`that is more than the ${MAX_LINE} characters a command line may have`);
  if (on !== null && on.length > MAX_HOST)
    return refuse(`that is more than the ${MAX_HOST} characters a machine's name may have`);
  const running = [...state.jobs.values()].filter((each) => each.as === as && !isOver(each));
  if (running.length >= MAX_RUNNING) return refuse(`${as} runs ${MAX_RUNNING} jobs already`);
  const found = resolve(rollOf(state, saying), to ?? as, null);
  if (found.kind === "unknown") return refuse(found.why, found.fix);
  return grant({ kind: "job-started", id, as, line, on, beats, to: to ?? as, by });
}

function beat(state: State, saying: Spoken, known: Job): Ruling {
  if (known.ended !== null) return refuse(`${known.id} is over`);
  const isNews = known.lostAt !== null || msOf(saying.at) - msOf(known.seen) >= QUIET * known.beats;
  if (!isNews) return grant();
  const back =
    known.lostAt === null ? [] : [tell(state, rollOf(state, saying), known, `${named(known)} runs after all`)];
  return grant({ kind: "job-beat", id: known.id }, ...back);
}

function end(state: State, saying: Spoken, known: Job, { code, signal, text }: Said<"end">): Ruling {
  if (known.ended !== null)
    return known.ended.code === code && known.ended.signal === signal ? grant() : refuse(`${known.id} is over`);
  if (text !== null && text.length > MAX_TEXT - MAX_FRAME)
    return refuse(`that is more than the ${MAX_TEXT - MAX_FRAME} characters of stderr a report may have`);
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  const took = printDuration(msOf(saying.at) - msOf(known.startedAt));
  const said = text === null ? "" : `\nlast lines of stderr:\n${text}`;
  const words = `${named(known)} ${how} after ${took}${said}`;
  const report = tell(state, rollOf(state, saying), known, words, { from: known.as, type: "status", by: saying.by });
  return grant({ kind: "job-ended", id: known.id, code, signal, report: report.id }, report);
}

/** Jobs whose supervisor is silent: whoever waits for them is told. */
export function loseJobs(state: State, now: Instant, since: Instant | null): readonly Entry[] {
  const { charter, sessions } = state;
  if (charter === null) return [];
  return [...state.jobs.values()]
    .filter((each) => !isOver(each) && isSilent(each, now, since))
    .flatMap((each, index): readonly Entry[] => {
      const words = `${named(each)} died without a word: it was to be heard of every ${printDuration(each.beats)}, and was last at ${each.seen}`;
      const report = tell(state, { charter, sessions, now }, each, words, {}, index);
      return [{ kind: "job-lost", id: each.id, report: report.id }, report];
    });
}

const named = ({ line, on }: Job): string => `run of ${line}${on === null ? "" : ` on ${on}`}`;

const rollOf = ({ sessions }: State, { policy, at }: Saying): Roll => ({
  charter: charterOf(policy),
  sessions,
  now: at,
});

/** To whom it was to be told; where nobody is called so any more it is kept as a dead letter. `after` as in `letter`. */
function tell(
  state: State,
  roll: Roll,
  { to }: Job,
  text: string,
  more: Pick<Partial<Sent>, "from" | "type" | "by"> = {},
  after = 0,
): Sent {
  const found = resolve(roll, to, null);
  const { addressees, broadcast } = found.kind === "known" ? found : { addressees: [], broadcast: false };
  return letter(state, { from: SERVER, type: "warning", ...more, to, text, addressees, broadcast }, after);
}
