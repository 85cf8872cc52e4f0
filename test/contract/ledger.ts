// What every Ledger keeps to, alone and with others on the same data. Never looks behind the port.
import fc from "fast-check";
import type { Entry, Stamped } from "../../src/core/entry.ts";
import type { Ledger } from "../../src/ports.ts";

export interface LedgerHolder {
  readonly ledger: Ledger;
  close(): Promise<void>;
}

/** New data for each call; each `open` is another holder of it, as another process would be. */
export type LedgerWorld = () => Promise<{ open(): Promise<LedgerHolder> }>;

const AT = "2026-03-01T12:00:00.000Z";
const note = (name: string): Entry => ({ kind: "repository-named", name, installation: 7 });
const named = (stamped: Stamped) => (stamped.entry.kind === "repository-named" ? stamped.entry.name : null);

async function all(ledger: Ledger, repo: string, after = 0): Promise<Stamped[]> {
  const entries: Stamped[] = [];
  for await (const stamped of ledger.read(repo, after)) entries.push(stamped);
  return entries;
}

/** Appends as the shell does: on conflict reads on and tries again. Answers with the number of the first. */
async function insist(
  ledger: Ledger,
  repo: string,
  entries: readonly Entry[],
): Promise<{ seq: number; tries: number }> {
  let last = 0;
  for (let tries = 1; ; tries++) {
    for await (const { seq } of ledger.read(repo, last)) last = seq;
    if ((await ledger.append(repo, last, "insists", AT, entries)) === "ok") return { seq: last + 1, tries };
  }
}

export function ledgerContract(world: LedgerWorld): void {
  const opened: LedgerHolder[] = [];
  let open: () => Promise<LedgerHolder>;

  beforeEach(async () => {
    const fresh = await world();
    open = async () => {
      const holder = await fresh.open();
      opened.push(holder);
      return holder;
    };
  });
  afterEach(async () => {
    for (const holder of opened.splice(0)) await holder.close();
  });

  test("what was appended is read back in order, with its number, time and cause", async () => {
    const { ledger } = await open();
    expect(await ledger.append("github/1", 0, "d1", AT, [note("a"), note("b")])).toBe("ok");
    expect(await ledger.append("github/1", 2, "d2", AT, [note("c")])).toBe("ok");
    expect(await all(ledger, "github/1")).toEqual([
      { seq: 1, at: AT, cause: "d1", entry: note("a") },
      { seq: 2, at: AT, cause: "d1", entry: note("b") },
      { seq: 3, at: AT, cause: "d2", entry: note("c") },
    ]);
    expect((await all(ledger, "github/1", 2)).map(named)).toEqual(["c"]);
    expect(await all(ledger, "github/1", 3)).toEqual([]);
  });

  test("an append after any other number than the last changes nothing", async () => {
    const { ledger } = await open();
    await ledger.append("github/1", 0, "d1", AT, [note("a"), note("b")]);
    for (const expected of [0, 1, 3]) {
      expect(await ledger.append("github/1", expected, "d2", AT, [note("x"), note("y")])).toBe("conflict");
      expect(await ledger.append("github/1", expected, "d2", AT, [])).toBe("conflict");
    }
    expect(await ledger.append("github/1", 2, "d2", AT, [])).toBe("ok");
    expect((await all(ledger, "github/1")).map(named)).toEqual(["a", "b"]);
  });

  test("repositories have numbers of their own and are listed once they have entries", async () => {
    const { ledger } = await open();
    expect(await ledger.repos()).toEqual([]);
    await ledger.append("github/2", 0, "d", AT, [note("a"), note("b")]);
    await ledger.append("local/x", 0, "d", AT, [note("c")]);
    expect(await ledger.repos()).toEqual(["github/2", "local/x"]);
    expect((await all(ledger, "local/x")).map(({ seq }) => seq)).toEqual([1]);
    expect(await all(ledger, "github/3")).toEqual([]);
  });

  test("of appends asked for at once after the same number one is right, and the conflicts of others do not harm it", async () => {
    const { ledger } = await open();
    const answers = await Promise.all([
      ledger.append("github/1", 0, "d", AT, [note("first")]),
      ledger.append("github/1", 0, "d", AT, [note("second"), note("third")]),
      ledger.append("github/2", 5, "d", AT, [note("nowhere")]),
      ledger.append("github/2", 0, "d", AT, [note("other")]),
    ]);
    expect(answers.slice(0, 2).sort()).toEqual(["conflict", "ok"]);
    expect(answers.slice(2)).toEqual(["conflict", "ok"]);
    expect((await all(ledger, "github/2")).map(named)).toEqual(["other"]);
  });

  test("strings with U+0000 and lone surrogates come back as they were", async () => {
    const { ledger } = await open();
    const odd = "nul \0 high \ud800 low \udc00 pair \ud83d\ude00 line \u2028 quote \"'\\";
    expect(await ledger.append("github/1", 0, "cause \0 \ud800", AT, [note(odd)])).toBe("ok");
    expect((await all(ledger, "github/1")).map(named)).toEqual([odd]);
  });

  test("entries of five megabytes come back whole", async () => {
    const { ledger } = await open();
    const large = "0123456789abcde\n".repeat(5 * 65_536);
    expect(await ledger.append("github/1", 0, "d", AT, [note(large), note("small"), note(large)])).toBe("ok");
    expect((await all(ledger, "github/1")).map((stamped) => named(stamped) === large)).toEqual([true, false, true]);
  });

  test("a ledger of several pages is read without a gap, also while it grows", async () => {
    const { ledger } = await open();
    const many = Array.from({ length: 2500 }, (_, at) => note(String(at + 1)));
    await ledger.append("github/1", 0, "d", AT, many);
    let seen = 0;
    for await (const { seq } of ledger.read("github/1", 0)) {
      expect(seq).toBe(++seen);
      if (seq === 100) await ledger.append("github/1", 2500, "d", AT, [note("late")]);
    }
    expect(seen).toBeGreaterThanOrEqual(2500);
    expect(await all(ledger, "github/1")).toHaveLength(2501);
  });

  test("what one holder appended another reads, and it outlives them", async () => {
    const [one, other] = [await open(), await open()];
    expect(await one.ledger.append("github/1", 0, "d", AT, [note("a")])).toBe("ok");
    expect(await other.ledger.append("github/1", 0, "d", AT, [note("b")])).toBe("conflict");
    expect((await all(other.ledger, "github/1")).map(named)).toEqual(["a"]);
    for (const holder of opened.splice(0)) await holder.close();
    expect((await all((await open()).ledger, "github/1")).map(named)).toEqual(["a"]);
  });

  test("eight writers who insist lose nothing, and none of them starves", async () => {
    const { ledger } = await open();
    const each = 25;
    const finished: number[] = [];
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let at = 0; at < each; at++)
          finished.push((await insist(ledger, "github/1", [note(`${writer}.${at}`)])).seq);
      }),
    );
    const entries = await all(ledger, "github/1");
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 8 * each }, (_, at) => at + 1));
    expect(finished.sort((a, b) => a - b)).toEqual(entries.map(({ seq }) => seq));
    const half = entries.slice(0, entries.length / 2).map((stamped) => named(stamped)!.split(".")[0]);
    expect(new Set(half).size).toBe(8);
  });

  test("any interleaving of appends reads back as one gapless sequence, each append in one piece", async () => {
    const holders = [await open(), await open(), await open()];
    let runs = 0;
    const scripts = fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }), {
      minLength: 2,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(scripts, async (writers) => {
        const repo = `github/${++runs}`;
        const write = async (sizes: readonly number[], writer: number) => {
          for (const [at, size] of sizes.entries()) {
            const batch = Array.from({ length: size }, (_, part) => note(`${writer}.${at}.${part}`));
            const { seq } = await insist(holders[writer % 3]!.ledger, repo, batch);
            expect((await all(holders[0]!.ledger, repo, seq - 1)).slice(0, size).map(({ entry }) => entry)).toEqual(
              batch,
            );
          }
        };
        await Promise.all(writers.map(write));
        const entries = await all(holders[1]!.ledger, repo);
        expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1));
        for (const [writer, sizes] of writers.entries()) {
          const own = entries.map((stamped) => named(stamped)!).filter((name) => name.startsWith(`${writer}.`));
          expect(own).toEqual(
            sizes.flatMap((size, at) => Array.from({ length: size }, (_, part) => `${writer}.${at}.${part}`)),
          );
        }
      }),
      { numRuns: 15 },
    );
  });
}
