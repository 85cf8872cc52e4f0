// Measures deliveries a second at the edge, each durably stored before it is answered, beside a bare Node server that does HMAC and
// JSON.parse and keeps nothing, and beside Probot's own server. Prints a table only.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { median, print } from "./push/measure.mjs";

const quick = process.argv.includes("--quick");
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** A burst: enough of them that the disk's delay is shared, as it is when many push at once. */
const CONNECTIONS = 64;
/** Commits in a payload, deliveries in a run, runs. */
const CELLS = quick
  ? [
      [1, 3000, 5],
      [20, 2000, 5],
      [500, 300, 5],
    ]
  : [
      [1, 10_000, 15],
      [20, 6000, 15],
      [500, 600, 15],
    ];
const KINDS = ["bare", "ours", "probot"];

const data = mkdtempSync(join(tmpdir(), "lanekeeper-edge-"));
// Where node finds the packages that stay outside the bundle.
const built = here(`../node_modules/.lanekeeper-edge-${process.pid}`);
const children = new Set();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of [data, built]) rmSync(folder, { recursive: true, force: true });
});

mkdirSync(built);
await build({
  ...{ bundle: true, platform: "node", target: "node20", format: "esm", packages: "external", splitting: true },
  ...{ entryPoints: [here("edge/server.ts")], outdir: built, outExtension: { ".js": ".mjs" }, logLevel: "warning" },
});

console.log(
  `Load from a process of its own over ${CONNECTIONS} kept connections; 'of bare' is the median of the rounds' ratios.`,
);
const rows = [];
for (const [commits, count, runs] of CELLS) {
  const servers = {};
  for (const kind of KINDS) servers[kind] = await start(kind, join(data, `${kind}-${commits}`));
  const times = Object.fromEntries(KINDS.map((kind) => [kind, []]));
  const cpus = Object.fromEntries(KINDS.map((kind) => [kind, []]));
  // The first two rounds warm everything up and do not count.
  for (let run = -2; run < runs; run += 1)
    for (const kind of run % 2 === 0 ? KINDS : KINDS.toReversed()) {
      const before = await servers[kind].cpu();
      const ms = await load(servers[kind].url, commits, count);
      if (run < 0) continue;
      times[kind].push(ms);
      cpus[kind].push((await servers[kind].cpu()) - before);
    }
  const { checks } = await (await fetch(`${servers.ours.url}/readyz`)).json();
  if (Number(checks.waiting) !== count * (runs + 2)) throw new Error(`${checks.waiting} deliveries are in the store`);
  for (const child of children) child.kill("SIGKILL");
  const rate = (kind) => `${Math.round(count / (median(times[kind]) / 1000))}/s`;
  const ratio = (kind) => median(times.bare.map((ms, at) => ms / times[kind][at])).toFixed(2);
  const cpu = (kind) => `${Math.round(median(cpus[kind]) / count)} µs`;
  rows.push({
    commits,
    deliveries: `${count} x ${runs}`,
    "bare, nothing kept": rate("bare"),
    "ours, durable": rate("ours"),
    "of bare": ratio("ours"),
    "Probot's server, nothing kept": rate("probot"),
    "of bare ": ratio("probot"),
    "processor time each": KINDS.map(cpu).join(", "),
  });
}
print("Deliveries a second at the edge", rows);

function start(kind, folder) {
  const env = { ...process.env, NODE_ENV: "production", WEBHOOK_PATH: "/api/github/webhooks" };
  const child = spawn(process.execPath, [join(built, "server.mjs"), kind, folder], {
    env,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  return ready(child);
}

function ready(child) {
  children.add(child);
  return new Promise((resolve, reject) => {
    let said = "";
    child.once("exit", () => {
      children.delete(child);
      reject(new Error("a server ended"));
    });
    child.stdout.on("data", (chunk) => {
      if (said.length < 10_000) said += chunk;
      const url = /listening on (http\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve({ url, cpu: () => cpuOf(child) });
    });
  });
}

/** Microseconds of processor time so far; a busy machine distorts them less than it does the clock. */
function cpuOf(child) {
  return new Promise((resolve) => {
    child.once("message", ({ user, system }) => resolve(user + system));
    child.send("cpu");
  });
}

function load(url, commits, count) {
  const args = [here("edge/load.mjs"), url, commits, count, CONNECTIONS].map(String);
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    child.once("close", (code) => (code === 0 ? resolve(Number(said)) : reject(new Error("the load ended early"))));
  });
}
