// The ledger as server-sent events: numbered, in order, taken up where they broke off, alive, and ended when they should be.
import type { Entry, Stamped } from "../../src/core/entry.ts";
import { type Desk, openDesk } from "./library.ts";

const KEY = "local/lane";
let desk: Desk;
let other: Desk | null = null;
let token = "";
beforeEach(async () => {
  desk = await openDesk({ "local/lane": KEY, "local/other": "local/other" });
  token = (await desk.tokens.create({ repo: null, session: null, role: "read", login: null })).token;
});
afterEach(async () => {
  await other?.close();
  other = null;
  await desk.close();
  expect(desk.errors).toEqual([]);
});

const late = (round: number): Entry => ({ kind: "round-late", round, team: "qa" });

/** A stream that is open, and what came over it, block by block. */
class Listener {
  readonly blocks: string[] = [];
  readonly ended: Promise<void>;
  readonly #stop = new AbortController();

  private constructor(answer: Response) {
    this.ended = this.#read(answer).catch(() => {});
  }

  static async open(query = "", headers: Record<string, string> = {}, at: Desk = desk): Promise<Listener> {
    const stop = new AbortController();
    const answer = await at.ask(`${KEY}/events${query}`, token, { headers, signal: stop.signal });
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([
      200,
      "text/event-stream",
      "no-store",
    ]);
    const listener = new Listener(answer);
    listener.#stop.signal.addEventListener("abort", () => stop.abort());
    return listener;
  }

  async #read(answer: Response): Promise<void> {
    let rest = "";
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      const parts = (rest + Buffer.from(chunk).toString("utf8")).split("\n\n");
      rest = parts.pop()!;
      this.blocks.push(...parts);
    }
  }

  /** The numbers of the events that came so far. */
  get ids(): number[] {
    return this.blocks.flatMap((block) => (block.startsWith("id: ") ? [Number(/^id: (\d+)$/m.exec(block)?.[1])] : []));
  }

  async until(what: string, done: () => boolean, ms = 10_000): Promise<void> {
    for (const end = performance.now() + ms; !done(); await new Promise((resolve) => setTimeout(resolve, 5)))
      if (performance.now() > end) throw new Error(`no ${what}: ${JSON.stringify(this.blocks)}`);
  }

  leave(): void {
    this.#stop.abort();
  }
}

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

test("an event is its number, its kind and the entry as one line of JSON", async () => {
  desk.append(KEY, { kind: "round-called", round: 1, why: "late", team: "q\n\nid: 9\na" });
  const listener = await Listener.open();
  await listener.until("event", () => listener.ids.length === 1);
  const [greeting, block = ""] = listener.blocks;
  expect(greeting).toBe(": listening");
  const [id, event, data, ...more] = block.split("\n");
  expect([id, event, more]).toEqual(["id: 1", "event: round-called", []]);
  expect(JSON.parse(data!.slice("data: ".length))).toEqual({
    seq: 1,
    at: "2026-05-31T18:00:00.000Z",
    cause: "test",
    entry: { kind: "round-called", round: 1, why: "late", team: "q\n\nid: 9\na" },
  });
  listener.leave();
});

test("what is appended is sent at once, in order, each once, and nothing of another repository", async () => {
  desk.append(KEY, late(1), late(2));
  const listener = await Listener.open();
  await listener.until("beginning", () => listener.ids.length === 2);
  const began = performance.now();
  desk.append("local/other", late(7));
  desk.append(KEY, late(3));
  await listener.until("news", () => listener.ids.length === 3);
  // Woken, not found by looking now and then.
  expect(performance.now() - began).toBeLessThan(1_500);
  for (let round = 4; round <= 500; round += 1) desk.append(KEY, late(round));
  await listener.until("the rest", () => listener.ids.length >= 500);
  expect(listener.ids).toEqual(upTo(1, 500));
  listener.leave();
});

describe("where it begins", () => {
  it.each<[string, string, Record<string, string>, number]>([
    ["without anything, at the first", "", {}, 1],
    ["after a number", "?after=3", {}, 4],
    ["after the last there is, with what comes", "?after=5", {}, 6],
    ["after the event that came last", "", { "last-event-id": "4" }, 5],
    [
      "for a stream opened with a number and broken off later, after the event",
      "?after=1",
      { "last-event-id": "4" },
      5,
    ],
    ...["abc", "-1", "1.5", "0x3", "1e1", "Infinity", "", "9".repeat(30), "3;drop"].map(
      (text): [string, string, Record<string, string>, number] => [
        `after ${JSON.stringify(text)}, which is no number, at the first`,
        `?after=${encodeURIComponent(text)}`,
        {},
        1,
      ],
    ),
    ["after one that this ledger never came to, at the first", "?after=9", {}, 1],
    ["after an event of the ledger it was rebuilt from, at the first", "?after=2", { "last-event-id": "400" }, 1],
    ["an event of no number is none", "?after=2", { "last-event-id": "x" }, 3],
  ])("%s", async (_, query, headers, first) => {
    desk.append(KEY, ...upTo(1, 5).map(late));
    const listener = await Listener.open(query, headers);
    desk.append(KEY, late(6));
    await listener.until("end", () => listener.ids.at(-1) === 6);
    expect(listener.ids).toEqual(upTo(first, 6));
    listener.leave();
  });
});

test("whoever breaks off and comes back misses nothing and hears nothing twice", async () => {
  desk.append(KEY, ...upTo(1, 3).map(late));
  const heard: number[] = [];
  for (let to = 3; to <= 12; to += 3) {
    const listener = await Listener.open("", heard.length === 0 ? {} : { "last-event-id": `${heard.at(-1)}` });
    await listener.until("events", () => listener.ids.length === 3);
    heard.push(...listener.ids);
    listener.leave();
    await listener.ended;
    desk.append(KEY, ...upTo(to + 1, to + 3).map(late));
  }
  expect(heard).toEqual(upTo(1, 12));
});

test("a line where nothing happens says that it is alive, at least every fifteen seconds", async () => {
  const asked: number[] = [];
  const news = {
    mark: () => 0,
    after: async (_: string, __: number, ms: number) => {
      asked.push(ms);
      await new Promise((resolve) => setTimeout(resolve, 2));
    },
  };
  const quiet = await openDesk({ "local/lane": KEY }, null, { news });
  other = quiet;
  token = (await quiet.tokens.create({ repo: null, session: null, role: "read", login: null })).token;
  const listener = await Listener.open("", {}, quiet);
  const words = () => listener.blocks.filter((block) => block === ": still here").length;
  await listener.until("words", () => words() >= 40);
  // It slept for as long as it asked to; what is asked for while the last word is on its way is noise.
  expect(asked.reduce((sum, ms) => sum + ms, 0) / words()).toBeLessThanOrEqual(16_000);
  listener.leave();
});

test("a listener that left is forgotten: nothing is read for it any more", async () => {
  let reads = 0;
  const counted = await openDesk({ "local/lane": KEY }, null, {
    entries: async function* (_, after) {
      reads += 1;
      yield* ([] as Stamped[]).slice(after);
    },
  });
  other = counted;
  token = (await counted.tokens.create({ repo: null, session: null, role: "read", login: null })).token;
  const listener = await Listener.open("", {}, counted);
  listener.leave();
  await listener.ended;
  await new Promise((resolve) => setTimeout(resolve, 100));
  counted.news.ring(KEY);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const after = reads;
  for (let time = 0; time < 20; time += 1) {
    counted.news.ring(KEY);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(reads).toBe(after);
});

test("a token that is revoked hears nothing more within seconds, also on a line that is open", async () => {
  const { id, token: theirs } = await desk.tokens.create({ repo: KEY, session: null, role: "read", login: null });
  token = theirs;
  const listener = await Listener.open();
  desk.append(KEY, late(1));
  await listener.until("event", () => listener.ids.length === 1);
  await desk.tokens.revoke(id);
  await listener.ended;
  expect(listener.ids).toEqual([1]);
}, 20_000);

test("a server that stops ends every stream, at once", async () => {
  const listeners = await Promise.all(upTo(1, 5).map(() => Listener.open()));
  const began = performance.now();
  await desk.close();
  await Promise.all(listeners.map(({ ended }) => ended));
  expect(performance.now() - began).toBeLessThan(5_000);
});
