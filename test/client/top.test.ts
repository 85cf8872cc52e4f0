// The panel kept true: an event redraws it, a server that is away is said to be, a signal ends it, and the terminal is as it was.

import { meaningOf, Screen } from "../../src/client/top/screen.ts";
import { watchTop } from "../../src/client/top/top.ts";
import type { Stamped } from "../../src/core/entry.ts";
import { Incomplete } from "../../src/ports.ts";
import { aDocument } from "./an-outlook.ts";

class Server {
  seq = 1;
  asked = 0;
  isAway = false;
  #wake = () => {};
  readonly #queue: Stamped[] = [];

  readonly state = async () => {
    this.asked += 1;
    if (this.isAway) throw new Incomplete("the server does not answer");
    return aDocument({ seq: this.seq });
  };

  readonly events = async function* (this: Server, _: number, signal: AbortSignal): AsyncGenerator<Stamped> {
    signal.addEventListener("abort", () => this.#wake());
    while (!signal.aborted) {
      const next = this.#queue.shift();
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }.bind(this);

  happens(): void {
    this.seq += 1;
    this.#queue.push({ seq: this.seq, at: "", cause: "", entry: { kind: "repository-left" } });
    this.#wake();
  }
}

async function watch(server: Server) {
  const drawn: (readonly [number, boolean])[] = [];
  const ended = new AbortController();
  const watching = watchTop({
    client: server,
    draw: ({ seq }, away) => drawn.push([seq, away !== null]),
    now: () => new Date().toISOString(),
    signal: ended.signal,
  });
  const until = async (seq: number, away: boolean) => {
    for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 5)))
      if (drawn.some((each) => each[0] === seq && each[1] === away)) return;
    throw new Error(`not drawn: ${seq} ${away}, but ${JSON.stringify(drawn)}`);
  };
  return { drawn, ended, watching, until };
}

test("draws at once, again when something happens, once for what comes together, and every second for the clock", async () => {
  const server = new Server();
  const { ended, watching, until, drawn } = await watch(server);
  await until(1, false);
  for (let index = 0; index < 50; index += 1) server.happens();
  await until(51, false);
  expect(server.asked).toBeLessThan(10);
  const before = drawn.length;
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(drawn.length).toBeGreaterThan(before);
  expect(server.asked).toBeLessThan(10);
  ended.abort();
  await watching;
});

test("a server that goes away leaves the last frame with the word that it is away, until it is back", async () => {
  const server = new Server();
  const { ended, watching, until } = await watch(server);
  await until(1, false);
  server.isAway = true;
  server.happens();
  await until(1, true);
  server.isAway = false;
  await until(2, false);
  ended.abort();
  await watching;
});

test("one that is away from the beginning is an error", async () => {
  const server = new Server();
  server.isAway = true;
  const { watching, drawn } = await watch(server);
  await expect(watching).rejects.toThrow("does not answer");
  expect(drawn).toEqual([]);
});

test("one that says we may not listen any more is an error too", async () => {
  const server = new Server();
  // A line that ends in a refusal.
  const events = async function* (this: Server, after: number, signal: AbortSignal): AsyncGenerator<Stamped> {
    for await (const stamped of this.events(after, signal)) {
      yield stamped;
      throw new Incomplete("the server does not know this token");
    }
  }.bind(server);
  server.happens();
  const draw = () => {};
  const watching = watchTop({
    client: { state: server.state, events },
    draw,
    now: () => new Date().toISOString(),
    signal: new AbortController().signal,
  });
  await expect(watching).rejects.toThrow("does not know this token");
});

test("the screen is entered once, drawn over, and given back once", () => {
  const written: string[] = [];
  const screen = new Screen({ write: (text: string) => written.push(text), columns: 40, rows: 10 });
  screen.draw(["not yet"]);
  screen.leave();
  expect(written).toEqual([]);
  screen.enter();
  screen.enter();
  screen.draw(["one", "two"]);
  screen.leave();
  screen.leave();
  expect(written).toEqual([
    "\x1b[?1049h\x1b[?25l\x1b[?7l",
    "\x1b[Hone\x1b[K\r\ntwo\x1b[K\x1b[J",
    "\x1b[?7h\x1b[?25h\x1b[?1049l",
  ]);
  expect([screen.size, new Screen({ write: () => {} }).size]).toEqual([
    { width: 40, height: 10 },
    { width: 80, height: 24 },
  ]);
});

test.each([
  ["q", "quit"],
  ["Q", "quit"],
  ["\x03", "quit"],
  ["\x04", "quit"],
  ["\x1a", "suspend"],
  ["\x0c", "redraw"],
  ["x", null],
  ["\x1b[A", null],
])("the key %j means %s", (keys, meaning) => expect(meaningOf(keys)).toBe(meaning));
