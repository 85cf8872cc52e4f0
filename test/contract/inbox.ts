// What every Inbox keeps to, alone and with others on the same data. Never looks behind the port.
import type { Delivery } from "../../src/core/signal.ts";
import type { Inbox, Taken } from "../../src/ports.ts";

export interface InboxHolder {
  readonly inbox: Inbox;
  close(): Promise<void>;
}

/** New data for each call; each `open` is another holder of it, as another process would be. */
export type InboxWorld = () => Promise<{ open(): Promise<InboxHolder> }>;

const START = Date.parse("2026-03-01T12:00:00.000Z");
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
const LEASE = 60_000;

const delivery = (id: string, key: string): Delivery => ({
  id,
  repo: { key, name: "acme/site", installation: 7 },
  signal: { kind: "sweep" },
});
const ids = (taken: readonly Taken[]) => taken.map((one) => one.delivery.id);

export function inboxContract(world: InboxWorld): void {
  const opened: InboxHolder[] = [];
  let open: () => Promise<Inbox>;

  beforeEach(async () => {
    const fresh = await world();
    open = async () => {
      const holder = await fresh.open();
      opened.push(holder);
      return holder.inbox;
    };
  });
  afterEach(async () => {
    for (const holder of opened.splice(0)) await holder.close();
  });

  const filled = async (...deliveries: readonly (readonly [string, string])[]) => {
    const inbox = await open();
    for (const [id, key] of deliveries) await inbox.put(delivery(id, key), at(0));
    return inbox;
  };

  test("a delivery is new once, and seen while it waits, is held or is done", async () => {
    const inbox = await open();
    expect(await inbox.put(delivery("a", "r"), at(0))).toBe("new");
    expect(await inbox.put(delivery("a", "r"), at(1))).toBe("seen");
    await inbox.take(1, at(1), LEASE);
    expect(await inbox.put(delivery("a", "r"), at(2))).toBe("seen");
    await inbox.done("a", at(2));
    expect(await inbox.put(delivery("a", "r"), at(3))).toBe("seen");
    expect(await inbox.take(1, at(3), LEASE)).toEqual([]);
  });

  test("what is put at once under one id is new once", async () => {
    const inbox = await open();
    const answers = await Promise.all(Array.from({ length: 5 }, () => inbox.put(delivery("a", "r"), at(0))));
    expect(answers.filter((answer) => answer === "new")).toHaveLength(1);
  });

  test("what was done is new again after it was forgotten; what waits is never forgotten", async () => {
    const inbox = await filled(["a", "r"], ["b", "r"]);
    await inbox.take(1, at(0), LEASE);
    await inbox.done("a", at(10));
    await inbox.forget(at(10));
    expect(await inbox.put(delivery("a", "r"), at(11))).toBe("seen");
    await inbox.forget(at(11));
    expect(await inbox.put(delivery("a", "r"), at(12))).toBe("new");
    expect(ids(await inbox.take(9, at(12), LEASE))).toEqual(["b", "a"]);
  });

  test("what is taken comes whole, oldest first, with when it came and how often it was taken", async () => {
    const inbox = await open();
    await inbox.put(delivery("a", "r"), at(0));
    await inbox.put(delivery("b", "q"), at(1));
    expect(await inbox.take(9, at(5), LEASE)).toEqual([
      { delivery: delivery("a", "r"), attempts: 0, receivedAt: at(0) },
      { delivery: delivery("b", "q"), attempts: 0, receivedAt: at(1) },
    ]);
  });

  test("strings with U+0000 and lone surrogates come back as they were", async () => {
    const inbox = await open();
    const odd = { ...delivery("odd", "r"), signal: { kind: "rerun", head: "0", check: "\0 \ud800 \udc00" } } as const;
    expect(await inbox.put(odd, at(0))).toBe("new");
    expect((await inbox.take(1, at(0), LEASE))[0]?.delivery).toEqual(odd);
    await inbox.postpone("odd", at(1), "why \0 \ud800");
    expect(ids(await inbox.take(1, at(1), LEASE))).toEqual(["odd"]);
  });

  test("of a repository that somebody holds nobody gets anything, until all of it is done or postponed", async () => {
    const inbox = await filled(["a", "r"], ["b", "r"], ["c", "q"], ["d", "r"]);
    const other = await open();
    expect(ids(await inbox.take(2, at(0), LEASE))).toEqual(["a", "b"]);
    expect(ids(await other.take(9, at(0), LEASE))).toEqual(["c"]);
    expect(ids(await inbox.take(9, at(0), LEASE))).toEqual([]);
    await inbox.done("a", at(1));
    expect(ids(await other.take(9, at(1), LEASE))).toEqual([]);
    await inbox.done("b", at(2));
    expect(ids(await other.take(9, at(2), LEASE))).toEqual(["d"]);
  });

  test("repositories taken together are given back one by one", async () => {
    const inbox = await filled(["a", "r"], ["b", "q"], ["c", "r"]);
    expect(ids(await inbox.take(2, at(0), LEASE))).toEqual(["a", "b"]);
    await inbox.done("a", at(1));
    expect(ids(await inbox.take(9, at(1), LEASE))).toEqual(["c"]);
  });

  test("a postponed delivery holds up the later ones of its repository, and no others", async () => {
    const inbox = await filled(["a", "r"], ["b", "r"], ["c", "q"]);
    expect(ids(await inbox.take(1, at(0), LEASE))).toEqual(["a"]);
    await inbox.postpone("a", at(30), "not yet");
    expect(ids(await inbox.take(9, at(1), LEASE))).toEqual(["c"]);
    expect(ids(await inbox.take(9, at(29), LEASE))).toEqual([]);
    const again = await inbox.take(9, at(30), LEASE);
    expect(again.map((one) => [one.delivery.id, one.attempts])).toEqual([
      ["a", 1],
      ["b", 0],
    ]);
  });

  test("what stands before a postponed delivery can be taken", async () => {
    const inbox = await filled(["a", "r"], ["b", "r"]);
    await inbox.take(2, at(0), LEASE);
    await inbox.postpone("b", at(90), "wait");
    await inbox.postpone("a", at(10), "wait");
    expect(ids(await inbox.take(9, at(10), LEASE))).toEqual(["a"]);
  });

  test("a lease that ran out is taken again by anybody, and counted", async () => {
    const inbox = await filled(["a", "r"], ["b", "r"]);
    const other = await open();
    await inbox.take(2, at(0), LEASE);
    expect(await other.take(9, at(59), LEASE)).toEqual([]);
    const again = await other.take(1, at(60), LEASE);
    expect(again.map((one) => [one.delivery.id, one.attempts])).toEqual([["a", 1]]);
    expect(await inbox.take(9, at(60), LEASE)).toEqual([]);
  });

  test("a renewed lease does not run out", async () => {
    const inbox = await filled(["a", "r"], ["b", "q"]);
    const other = await open();
    await inbox.take(9, at(0), LEASE);
    await inbox.renew(["a"], at(50), LEASE);
    expect(ids(await other.take(9, at(70), LEASE))).toEqual(["b"]);
    expect(ids(await other.take(9, at(110), LEASE))).toEqual(["a"]);
  });

  test("who lost a lease can neither renew nor postpone what another has taken over", async () => {
    const inbox = await filled(["a", "r"], ["b", "r"]);
    const other = await open();
    await inbox.take(2, at(0), LEASE);
    expect(ids(await other.take(1, at(60), LEASE))).toEqual(["a"]);
    await inbox.renew(["a", "b"], at(61), 10 * LEASE);
    await inbox.postpone("a", at(999), "late");
    await inbox.postpone("b", at(999), "late");
    expect(await inbox.take(9, at(62), LEASE)).toEqual([]);
    await other.done("a", at(63));
    expect(ids(await other.take(9, at(64), LEASE))).toEqual(["b"]);
  });

  test("who lost a lease and finished all the same has finished, and the repository stays with the new holder", async () => {
    const inbox = await filled(["a", "r"], ["b", "r"]);
    const other = await open();
    await inbox.take(1, at(0), LEASE);
    await other.take(1, at(60), LEASE);
    await inbox.done("a", at(61));
    expect(await inbox.take(9, at(62), LEASE)).toEqual([]);
    await other.done("a", at(63));
    expect(ids(await inbox.take(9, at(64), LEASE))).toEqual(["b"]);
  });

  test("it counts what waits and since when", async () => {
    const inbox = await open();
    expect(await inbox.count()).toEqual({ waiting: 0, oldest: null });
    await inbox.put(delivery("a", "r"), at(3));
    await inbox.put(delivery("b", "r"), at(4));
    await inbox.take(1, at(5), LEASE);
    expect(await inbox.count()).toEqual({ waiting: 2, oldest: at(3) });
    await inbox.done("a", at(6));
    expect(await inbox.count()).toEqual({ waiting: 1, oldest: at(4) });
  });

  test("who waits is woken by a put, at once, and otherwise when the time is over", async () => {
    const inbox = await open();
    await inbox.take(1, at(0), LEASE);
    const before = performance.now();
    await inbox.wait(30);
    expect(performance.now() - before).toBeGreaterThan(20);
    const waiting = inbox.wait(30_000);
    await inbox.put(delivery("a", "r"), at(0));
    await waiting;
    // Put after it was looked and before it is waited: not missed either.
    await inbox.take(1, at(0), LEASE);
    await inbox.put(delivery("b", "r"), at(0));
    await inbox.wait(30_000);
  });

  test("many takers at once never get the same delivery, nor two the same repository", async () => {
    const inboxes = [await open(), await open(), await open(), await open()];
    const keys = Array.from({ length: 60 }, (_, n) => [`d${n}`, `r${n % 7}`] as const);
    await Promise.all(keys.map(([id, key]) => inboxes[0]!.put(delivery(id, key), at(0))));
    const holding = new Set<string>();
    const handled: string[] = [];
    const work = async (inbox: Inbox, worker: number) => {
      while (handled.length < keys.length) {
        const taken = await inbox.take(1 + (worker % 4), at(1), LEASE);
        const repos = new Set(taken.map((one) => one.delivery.repo.key));
        for (const repo of repos) {
          expect(holding.has(repo)).toBe(false);
          holding.add(repo);
        }
        const left = taken.map((one) => one.delivery);
        for (let one = left.shift(); one !== undefined; one = left.shift()) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          handled.push(one.id);
          if (!left.some((later) => later.repo.key === one.repo.key)) holding.delete(one.repo.key);
          await inbox.done(one.id, at(2));
        }
      }
    };
    await Promise.all([...inboxes, ...inboxes].map(work));
    expect(handled).toHaveLength(keys.length);
    expect(new Set(handled).size).toBe(keys.length);
    expect((await inboxes[0]!.count()).waiting).toBe(0);
  });
}
