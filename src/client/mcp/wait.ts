// `wait_for`: sleeps until teams are done or a message comes, woken by the server's events.
import { parseDuration } from "../../core/duration.ts";
import type { StateDocument } from "../api.ts";
import { type Standing, standingOf } from "../round-wait.ts";
import { partsOf, readerOf, waitingFor } from "../waiting.ts";
import { messageFor } from "./look.ts";
import {
  type Call,
  type Desk,
  data,
  input,
  list,
  many,
  maybe,
  NOBODY,
  type Reply,
  STRING,
  type Tool,
  text,
  word,
  wrong,
} from "./tool.ts";

interface Input {
  readonly teams?: readonly string[];
  readonly round?: number;
  readonly need?: number;
  readonly message?: boolean;
  readonly timeout?: string;
}

/** Clients give a call up after a minute unless they are told otherwise. */
const DEFAULT = "50s";
const LONGEST = 3_600_000;
const ALIVE_MS = 10_000;

const MESSAGES: ReadonlySet<string> = new Set(["sent", "handed-back", "acked"]);

async function run(desk: Desk, asked: Input, { signal, alive }: Call): Promise<Reply> {
  const { teams = [], need = teams.length, message = false, timeout = DEFAULT } = asked;
  const ms = parseDuration(timeout);
  if (ms === null || ms > LONGEST) return wrong(`${timeout} is not a time to wait`, "from 0s to 1h");
  if (teams.length === 0 && !message)
    return wrong("nothing says what to wait for", '{"teams": ["qa"]} or {"message": true}');
  if (need > teams.length) return wrong(`${need} of ${teams.length} teams`, "name more teams, or ask for fewer");
  if (message && desk.session === null) return NOBODY;
  const ended = new AbortController();
  const end = () => ended.abort();
  signal.addEventListener("abort", end);
  const giveUp = setTimeout(end, ms);
  const ticking = setInterval(alive, ALIVE_MS);
  try {
    let state = await desk.client.state({ open: asked.round === undefined });
    const events = desk.client.events(state.seq, ended.signal);
    for (;;) {
      const found = look(state, { teams, need, round: asked.round ?? null, who: message ? desk.session : null });
      if (found.outcome !== "timeout") return data({ ...found });
      let next = await events.next();
      while (!next.done && !next.value.entry.kind.startsWith("round-") && !MESSAGES.has(next.value.entry.kind))
        next = await events.next();
      if (next.done) return data({ ...found });
      state = (await desk.client.stateUntil(ended.signal)) ?? state;
    }
  } finally {
    clearTimeout(giveUp);
    clearInterval(ticking);
    signal.removeEventListener("abort", end);
    ended.abort();
  }
}

interface Wanted {
  readonly teams: readonly string[];
  readonly need: number;
  readonly round: number | null;
  /** Whose messages end it; null: none do. */
  readonly who: string | null;
}

interface Found {
  readonly outcome: "done" | "refused" | "message" | "timeout";
  readonly round: Standing | null;
  readonly messages: readonly unknown[];
}

function look(state: StateDocument, { teams, need, round: wanted, who }: Wanted): Found {
  const round = teams.length === 0 ? null : standingOf(state, teams, wanted);
  if (who !== null) {
    const reader = readerOf(state, who);
    // What was seen is waited for no more.
    const fresh = waitingFor(state.messages, reader).filter((each) => partsOf(each, reader).includes("sent"));
    if (fresh.length > 0)
      return { outcome: "message", round, messages: fresh.slice(0, 10).map((each) => messageFor(each, reader)) };
  }
  if (round === null) return { outcome: "timeout", round, messages: [] };
  const isDone = round.done.length >= need;
  const isRefused = teams.length - round.refused.length < need;
  return { outcome: isDone ? "done" : isRefused ? "refused" : "timeout", round, messages: [] };
}

export const waitFor: Tool<Input> = {
  name: "wait_for",
  description:
    "Wait without polling: for teams to be done with a round, for a message to you that you have not acknowledged, or for whichever comes first. `outcome` is done, refused, message or timeout; after timeout call it again. What you have read, acknowledge as seen, or it ends the next wait at once.",
  readOnly: true,
  input: input({
    teams: list(word("a team"), "teams that must be done"),
    round: {
      type: "integer",
      minimum: 1,
      description: "the round; default: the newest of these teams that is not closed",
    },
    need: { type: "integer", minimum: 1, description: "so many of the teams are enough; default: all" },
    message: { type: "boolean", description: "a message to you ends it" },
    timeout: text("how long at most, up to 1h; default 50s, because many clients give up after a minute"),
  }),
  output: { outcome: STRING, round: maybe("object"), messages: many() },
  run,
};
