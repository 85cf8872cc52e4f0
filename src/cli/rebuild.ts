// `lanekeeper rebuild`: an empty ledger filled again from git and the forge, and a list of what only a backup brings back.
import { mkdir, realpath } from "node:fs/promises";
import type { Command } from "commander";
import { Book } from "../app/book.ts";
import type { State } from "../core/state.ts";
import { registered, socketOf } from "../hosts/bare/data.ts";
import { answers } from "../hosts/bare/resident.ts";
import type { Inbox } from "../ports.ts";
import { readSettings } from "../settings.ts";
import { openStore } from "../store/store.ts";
import { answer, EXIT, Usage } from "./output.ts";
import { dataOption } from "./serve.ts";

interface Options {
  readonly data: string;
  readonly json?: boolean;
}

interface Row {
  readonly repo: string;
  readonly branches: number;
  readonly pulls: number;
  readonly verdicts: number;
  /** Moves of refs with somebody's name, and refs whose last move is nobody's. */
  readonly moves: number;
  readonly unknown: readonly string[];
  /** As comments, trailers, queue files and the scoreboard carry them. */
  readonly sessions: number;
  readonly claims: number;
  readonly messages: number;
}

/** What neither git nor the forge keeps. */
const ONLY_A_BACKUP = [
  "who moved a ref, where the forge's activity log does not reach back",
  "moves of branches that are deleted",
  "which rounds an architect closed or opened again, replies that were withdrawn, and since when a team is in its state",
  "claims, messages, notes and what was kept, said over HTTP or the command line, heartbeats, and jobs that run",
  "the numbers of claims and messages, and which of them a later number meant",
  "what a comment said before it was edited, and how long pushes kept a claim alive between two comments",
  "when something was judged first, and verdicts on heads that were superseded",
];

export function rebuild(program: Command): void {
  program
    .command("rebuild")
    .description("fill an empty ledger from git and the forge, and list what only a backup restores")
    .addOption(dataOption())
    .option("--json", "one JSON document on stdout")
    .action(run);
}

async function run({ data: folder, json }: Options): Promise<void> {
  const settings = readSettings(process.env);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const data = await realpath(folder);
  if (await answers(socketOf(data))) throw new Usage("a server is running on this data folder", "stop it first");
  const store = await openStore({ url: settings.databaseUrl, data });
  const taken = (await store.ledger.repos()).length;
  await store.close();
  if (taken > 0)
    throw new Usage(
      `the ledger has entries of ${taken} repositories; rebuild only fills an empty one`,
      "move the database away, or name another data folder with --data",
    );
  const { startKeeper } = await import("../main.ts");
  const keeper = await startKeeper({
    settings,
    data,
    log: () => {},
    repositories: () => registered(data),
    anew: true,
  });
  try {
    await keeper.sweep();
    await drained(keeper.store.inbox);
    const book = new Book(keeper.store.ledger);
    const rows = await Promise.all(
      (await keeper.store.ledger.repos()).map(async (repo) => rowOf(await book.read(repo), repo)),
    );
    const text = [...rows.map(lineOf), "only a backup restores:", ...ONLY_A_BACKUP.map((each) => `  - ${each}`)].join(
      "\n",
    );
    answer(json, EXIT.ok, { repositories: rows, lost: ONLY_A_BACKUP }, text);
  } finally {
    await keeper.stop();
  }
}

async function drained(inbox: Inbox): Promise<void> {
  while ((await inbox.count()).waiting > 0) await inbox.wait(200);
}

function rowOf(state: State, key: string): Row {
  const named = [...state.moves.values()].flat().filter(({ by }) => by !== null).length;
  const judged = [...state.verdicts.keys()];
  const refs = judged
    .filter((subject) => subject.startsWith("branch:"))
    .map((subject) => subject.replace("branch:", "refs/heads/"));
  const unknown = refs.filter((ref) => state.moves.get(ref)?.some(({ by }) => by !== null) !== true);
  return {
    repo: state.name ?? key,
    branches: refs.length,
    pulls: state.pulls.size,
    verdicts: judged.length,
    moves: named,
    unknown,
    sessions: state.sessions.size,
    claims: state.claims.size,
    messages: state.messages.size,
  };
}

const lineOf = ({ repo, unknown, ...row }: Row): string =>
  [
    `${repo}: ${row.branches} branches, ${row.pulls} open pull requests, ${row.verdicts} verdicts, ${row.moves} moves with a name`,
    `${row.sessions} sessions, ${row.claims} live claims, ${row.messages} messages`,
    ...(unknown.length > 0 ? [`nobody knows who pushed: ${unknown.join(", ")}`] : []),
  ].join("; ");
