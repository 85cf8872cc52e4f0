// Measures the store beside a raw write+fdatasync of the same bytes: appends, group commit, deliveries, replay. Prints tables only.
// Read the ratios: what stands in one row was measured in turns, in one run. `--quick` replays a tenth. PostgreSQL by DATABASE_URL, if set.
import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const quick = process.argv.includes("--quick");
const ROUNDS = quick ? 3 : 7;
const EACH_MS = quick ? 400 : 1000;
const REPLAYED = quick ? 100_000 : 1_000_000;
const AT = "2026-03-01T12:00:00.000Z";

const root = fileURLToPath(new URL("..", import.meta.url));
const { openStore, driver } = await program();
const folder = mkdtempSync(join(tmpdir(), "lanekeeper-bench-"));
const url = process.env.DATABASE_URL ?? null;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const count = (value) => Math.round(value).toLocaleString("en").padStart(9);
const moved = (n) => ({
  kind: "ref-moved",
  ref: `refs/heads/team/topic-${n % 100}`,
  before: n.toString(16).padStart(40, "0"),
  after: (n + 1).toString(16).padStart(40, "0"),
  by: "somebody",
});

console.log(
  `The store on SQLite (${driver}), in ${tmpdir()}; medians of ${ROUNDS} rounds of ${EACH_MS} ms, in turns.\n`,
);
const store = await openStore({ url: null, data: join(folder, "rates") });
const postgres = url === null ? null : await openStore({ url, data: folder });
const busy = await openStore({ url: null, data: join(folder, "busy") });
await rates();
await store.close();
await busy.close();
await postgres?.close();
await replay();
rmSync(folder, { recursive: true });

/** Bundled to where its packages are found. */
async function program() {
  mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
  const at = mkdtempSync(join(root, "node_modules/.cache/lanekeeper-bench-"));
  const contents = 'export { openStore } from "./store.ts"; export { sqliteDriver } from "./sqlite-driver.ts";';
  await build({
    stdin: { contents, resolveDir: join(root, "src/store"), loader: "ts" },
    outfile: join(at, "store.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "warning",
  });
  const module = await import(pathToFileURL(join(at, "store.mjs")).href);
  rmSync(at, { recursive: true });
  return { openStore: module.openStore, driver: (await module.sqliteDriver()).name };
}

async function rates() {
  const log = openSync(join(folder, "raw.log"), "a");
  const ways = new Map([
    ["raw write + fdatasync, one entry each", { raw: true, once: raw(log), callers: 1 }],
    ["append, one entry per commit", { once: appends(store, "one"), callers: 1 }],
    ["append, 8 callers", { once: appends(store, "eight"), callers: 8 }],
    ["put, take, done, 1 caller", { once: deliveries(store, "one"), callers: 1 }],
    ["the same behind 10,000 that wait for a repository", { once: await behind(busy), callers: 1 }],
    ["put and done, 8 callers", { once: puts(store), callers: 8 }],
  ]);
  if (postgres !== null) {
    const run = `bench-${Date.now()}`;
    ways.set("PostgreSQL: append, one entry per commit", { once: appends(postgres, `${run}-one`), callers: 1 });
    ways.set("PostgreSQL: append, 8 callers", { once: appends(postgres, `${run}-eight`), callers: 8 });
    ways.set("PostgreSQL: put, take, done, 1 caller", { once: deliveries(postgres, run), callers: 1 });
  }
  const measured = new Map([...ways.keys()].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, way] of ways) measured.get(name).push(await perSecond(way));
  }
  closeSync(log);
  const limits = measured.get("raw write + fdatasync, one entry each");
  console.log("                                                  per s   median of ratios to raw");
  for (const [name, values] of measured) {
    const ratio = median(values.map((value, round) => value / limits[round]));
    console.log(`${name.padEnd(44)} ${count(median(values))}   ${ratio.toFixed(2)}`);
  }
}

async function perSecond({ once, callers }) {
  let done = 0;
  const start = performance.now();
  const call = async (caller) => {
    while (performance.now() - start < EACH_MS) {
      await once(caller);
      done++;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return (done * 1000) / (performance.now() - start);
}

function raw(log) {
  let n = 0;
  return async () => {
    writeSync(
      log,
      `${JSON.stringify({ repo: "github/1", seq: ++n, at: AT, cause: `delivery-${n}`, entry: moved(n) })}\n`,
    );
    fdatasyncSync(log);
  };
}

function appends({ ledger }, name) {
  const last = new Map();
  return async (caller) => {
    const repo = `${name}/${caller}`;
    const n = last.get(repo) ?? 0;
    last.set(repo, n + 1);
    if ((await ledger.append(repo, n, `delivery-${n}`, AT, [moved(n)])) !== "ok") throw new Error("conflict");
  };
}

function signal(id, key) {
  const { before, after, by, ref } = moved(1);
  const repo = { key, name: "acme/site", installation: 7 };
  return { id, repo, signal: { kind: "pushed", ref, before, after, by, at: AT } };
}

function deliveries({ inbox }, name) {
  let n = 0;
  return async () => {
    await inbox.put(signal(`${name}-${++n}`, name), AT);
    for (const { delivery } of await inbox.take(10, AT, 60_000)) await inbox.done(delivery.id, AT);
  };
}

function puts({ inbox }) {
  let n = 0;
  return async () => {
    const id = `put-${++n}`;
    await inbox.put(signal(id, "github/1"), AT);
    await inbox.done(id, AT);
  };
}

/** One repository is in somebody's hands and has a long queue; others must not wait for it. */
async function behind(store) {
  for (let n = 0; n < 10_000; n += 1000) {
    const some = Array.from({ length: 1000 }, (_, at) => signal(`held-${n + at}`, "github/held"));
    await Promise.all(some.map((delivery) => store.inbox.put(delivery, AT)));
  }
  await store.inbox.take(1, AT, 10 ** 9);
  return deliveries(store, "free");
}

async function replay() {
  const data = join(folder, "replay");
  const writer = await openStore({ url: null, data });
  for (let n = 0; n < REPLAYED; n += 1000) {
    const entries = Array.from({ length: 1000 }, (_, at) => moved(n + at));
    await writer.ledger.append("github/1", n, `delivery-${n}`, AT, entries);
  }
  await writer.close();
  const seconds = [];
  const used = [];
  let longest = 0;
  for (let round = 0; round < 3; round++) {
    const reader = await openStore({ url: null, data });
    const cpu = process.cpuUsage();
    const start = performance.now();
    let turn = start;
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - turn);
      turn = performance.now();
    }, 1);
    let read = 0;
    for await (const { seq } of reader.ledger.read("github/1", 0)) if (seq !== ++read) throw new Error("a gap");
    clearInterval(watch);
    if (read !== REPLAYED) throw new Error(`${read} of ${REPLAYED}`);
    const { user, system } = process.cpuUsage(cpu);
    used.push((user + system) / 1e6);
    seconds.push((performance.now() - start) / 1000);
    await reader.close();
  }
  const memory = Math.round(process.memoryUsage().rss / 1024 ** 2);
  const rate = count(REPLAYED / median(seconds)).trim();
  console.log(
    `\nreplay of ${count(REPLAYED).trim()} entries: ${median(seconds).toFixed(2)} s (${rate} per s; ${median(used).toFixed(2)} s of a processor), ` +
      `the event loop never held for more than ${Math.ceil(longest)} ms, ${memory} MB resident`,
  );
}
