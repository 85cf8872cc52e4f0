// A thousand who listen at once: the ledger is read once for all of them, a server that comes back loses nothing for any of them, and
// who takes nothing costs little.
import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { News } from "../../src/app/news.ts";
import type { Stamped } from "../../src/core/entry.ts";
import { EMPTY } from "../../src/core/state.ts";
import type { AskForge } from "../../src/http/auth.ts";
import { Channel } from "../../src/http/channel.ts";
import { Ear, until } from "./crowd.ts";
import { type Desk, openDesk } from "./library.ts";

const KEY = "github/1";
const MANY = 1000;

/** A ledger that outlives its server, and counts how often it is read. */
class Kept {
  readonly news = new News();
  readonly entries_: Stamped[] = [];
  reads = 0;

  readonly entries = (_: string, after: number): AsyncIterable<Stamped> => {
    this.reads += 1;
    const all = this.entries_.slice(after);
    return (async function* () {
      yield* all;
    })();
  };
  readonly state = async () => ({ ...EMPTY, seq: this.entries_.length });

  append(count: number, team = "qa"): void {
    for (let round = 0; round < count; round += 1) {
      const seq = this.entries_.length + 1;
      const entry = { kind: "round-late", round: seq, team } as const;
      this.entries_.push({ seq, at: "2026-05-31T18:00:00.000Z", cause: "test", entry });
    }
    this.news.ring(KEY);
  }
}

const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

describe("a thousand who listen", () => {
  let ledger = new Kept();
  let desk: Desk;
  let ears: Ear[] = [];
  const forge: AskForge = async () => ({ login: "grace", session: null, role: "read" });
  const open = async (port = 0) => {
    desk = await openDesk({ "acme/app": KEY }, forge, ledger, port);
  };
  beforeEach(async () => {
    ledger = new Kept();
    await open();
    const url = `${desk.url}/api/v1/repos/acme/app/events`;
    ears = Array.from({ length: MANY }, () => new Ear(() => url, "ghp_x"));
    await until("all there", () => ears.every(({ opened }) => opened === 1));
  });
  afterEach(async () => {
    for (const ear of ears) ear.leave();
    await desk.close();
    expect(desk.errors).toEqual([]);
  });

  it("are told at once, and the ledger is read once for all of them", async () => {
    const before = ledger.reads;
    for (let time = 1; time <= 5; time += 1) {
      ledger.append(1);
      await until(`told ${time}`, () => ears.every(({ last }) => last === time));
    }
    // Besides what is read for each event, it is looked now and then.
    expect(ledger.reads - before).toBeLessThan(60);
    expect(ears.every(({ heard }) => heard.length === 5)).toBe(true);
  });

  it("lose no event and hear none twice while the server goes and comes back", async () => {
    ledger.append(3);
    await until("told", () => ears.every(({ last }) => last === 3));
    for (let time = 1; time <= 2; time += 1) {
      const port = Number(new URL(desk.url).port);
      // What is being sent while it goes may arrive or not.
      ledger.append(20);
      await desk.close();
      expect(desk.errors).toEqual([]);
      ledger.append(20);
      await open(port);
      ledger.append(20);
      const all = ledger.entries_.length;
      await until("told all", () => ears.every(({ last }) => last === all));
      expect(ears.filter(({ opened }) => opened < time + 1)).toEqual([]);
    }
    const wanted = JSON.stringify(upTo(ledger.entries_.length));
    expect(ears.filter(({ heard }) => JSON.stringify(heard) !== wanted)).toEqual([]);
  });
});

describe("who takes nothing", () => {
  /** A line that is full once it was given this many bytes, until it is emptied. */
  class Pipe extends EventEmitter {
    readonly given: Buffer[] = [];
    destroyed = false;
    held = 0;
    write(bytes: Buffer | string): boolean {
      const part = Buffer.from(bytes);
      this.given.push(part);
      this.held += part.length;
      return this.held < 16 * 1024;
    }
    take(): void {
      this.held = 0;
      this.emit("drain");
    }
    end(): void {
      this.emit("close");
    }
    get ids(): number[] {
      return [
        ...Buffer.concat(this.given)
          .toString("latin1")
          .matchAll(/^id: (\d+)$/gm),
      ].map(([, id]) => Number(id));
    }
  }

  it("has no more held for it than a page, and gets the rest in order once it takes again", async () => {
    const ledger = new Kept();
    const channel = new Channel(ledger, KEY, 0);
    const pipe = new Pipe();
    channel.join(pipe as unknown as ServerResponse, 0, { authorization: "", may: async () => true });
    const running = channel.run();
    for (let time = 0; time < 40; time += 1) {
      ledger.append(100, "q".repeat(1000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until("read", () => channel.last === 4000);
    // 4 MB were said.
    expect(pipe.held).toBeLessThan(300 * 1024);
    let most = 0;
    for (let time = 0; time < 1000 && pipe.ids.at(-1) !== 4000; time += 1) {
      pipe.take();
      await new Promise((resolve) => setTimeout(resolve, 1));
      most = Math.max(most, pipe.held);
    }
    expect(pipe.ids).toEqual(upTo(4000));
    expect(most).toBeLessThan(300 * 1024);
    pipe.end();
    ledger.news.ring(KEY);
    await running;
  });

  it("does not keep others from hearing", async () => {
    const ledger = new Kept();
    const channel = new Channel(ledger, KEY, 0);
    const [slow, quick] = [new Pipe(), new Pipe()];
    for (const each of [slow, quick])
      channel.join(each as unknown as ServerResponse, 0, { authorization: "", may: async () => true });
    const running = channel.run();
    for (let time = 1; time <= 30; time += 1) {
      ledger.append(10, "q".repeat(1000));
      await until("heard", () => {
        quick.take();
        return quick.ids.at(-1) === time * 10;
      });
    }
    expect(quick.ids).toEqual(upTo(300));
    expect(slow.ids.length).toBeLessThan(300);
    for (const each of [slow, quick]) each.end();
    ledger.news.ring(KEY);
    await running;
  });
});
