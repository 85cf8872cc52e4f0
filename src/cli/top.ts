// `lanekeeper top`: how things stand, live, problems first. Where nobody looks, in a pipe, one frame and the end.
import type { Command } from "commander";
import { hereIn } from "../client/here/here.ts";
import { repoNamed } from "../client/origin.ts";
import { meaningOf, Screen } from "../client/top/screen.ts";
import { watchTop } from "../client/top/top.ts";
import type { StateDocument } from "../core/document.ts";
import { frame, type Line } from "../render/top.ts";
import { answer, EXIT, Usage } from "./output.ts";
import { type Paint, paintFor } from "./paint.ts";
import { clientOf, type ServerOptions, withServer } from "./server.ts";

const KEYS = "q quits";
/** Of a pipe nobody knows how wide it is shown. */
const WIDTH = 120;

export function top(program: Command): void {
  withServer(
    program.command("top").description("a live panel: problems, rounds, sessions, claims, jobs, messages"),
  ).action(run);
}

async function run(options: ServerOptions): Promise<void> {
  const here = options.repo === undefined ? await hereIn(process.cwd()) : null;
  const repo = options.repo ?? (here?.origin == null ? null : repoNamed(here.origin));
  if (repo === null) throw new Usage("this is no clone with an origin", "say --repo OWNER/NAME");
  const client = await clientOf({ ...options, repo });
  const now = () => new Date().toISOString();
  if (options.json || !process.stdout.isTTY) {
    const document = await client.state({ open: true });
    const view = { document, repo, now: now(), width: WIDTH, height: null, away: null, keys: null };
    return answer(
      options.json,
      EXIT.ok,
      document,
      frame(view)
        .map(({ text }) => text)
        .join("\n"),
    );
  }
  const paint = paintFor(process.stdout);
  const screen = new Screen(process.stdout);
  let last: readonly [StateDocument, string | null] | null = null;
  const draw = (document: StateDocument, away: string | null) => {
    last = [document, away];
    screen.enter();
    const { width, height } = screen.size;
    screen.draw(
      frame({ document, repo, now: now(), width, height, away, keys: KEYS }).map((line) => painted(paint, line)),
    );
  };
  const ended = new AbortController();
  const stop = handle(
    screen,
    () => last !== null && draw(...last),
    () => ended.abort(),
  );
  try {
    await watchTop({ client, draw, now, signal: ended.signal });
    process.exitCode = EXIT.ok;
  } finally {
    stop();
  }
}

const painted = (paint: Paint, { tone, text }: Line): string =>
  tone === "plain" ? text : tone === "title" ? paint.bold(text) : paint[tone](text);

/** Keys, signals and the size of the window; answers with what gives the terminal back. */
function handle(screen: Screen, redraw: () => void, quit: () => void): () => void {
  const { stdin, stdout } = process;
  const raw = (on: boolean) => {
    if (stdin.isTTY) stdin.setRawMode(on);
  };
  const suspend = () => {
    screen.leave();
    raw(false);
    process.kill(process.pid, "SIGTSTP");
  };
  const resume = () => {
    raw(true);
    redraw();
  };
  const onKeys = (keys: string) => {
    const meaning = meaningOf(keys);
    if (meaning === "quit") quit();
    else if (meaning === "suspend") suspend();
    else if (meaning === "redraw") redraw();
  };
  const leave = () => screen.leave();
  if (stdin.isTTY) stdin.setEncoding("utf8").on("data", onKeys);
  raw(true);
  stdout.on("resize", redraw);
  process.on("SIGCONT", resume).once("exit", leave);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, quit);
  return () => {
    leave();
    raw(false);
    stdin.off("data", onKeys).pause();
    stdout.off("resize", redraw);
    process.off("SIGCONT", resume).off("exit", leave);
  };
}
