// Measures the App on GitHub, as the server that `serve` starts, before a double in a process of its own: requests a push costs, time
// from a delivery to its check, deliveries handled a second, memory after many. Prints tables only. `--quick` measures less.
import { execFileSync, fork, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { median, print } from "./push/measure.mjs";

const quick = process.argv.includes("--quick");
const RUNS = quick ? 3 : 5;
const SIZES = quick ? [100, 2_000] : [100, 20_000];
const PUSHES = quick ? 15 : 60;
/** Deliveries in all; of them under a new id that name what is old; real pushes besides. */
const FLOOD = quick ? [10_000, 100, 30] : [100_000, 700, 300];
const BURST = quick ? 10 : 40;
const REPOS = 6;
/** The way to GitHub and back. */
const AWAY_MS = 50;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const data = mkdtempSync(join(tmpdir(), "lanekeeper-github-"));
// Where node finds the packages that stay outside the bundle, and the double what it reads beside itself.
const built = here(`../node_modules/.lanekeeper-github-${process.pid}`);
const children = new Set();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of [data, built]) rmSync(folder, { recursive: true, force: true });
});

mkdirSync(built);
await build({
  ...{ bundle: true, platform: "node", target: "node20", format: "esm", packages: "external", splitting: true },
  entryPoints: { app: here("../src/cli/main.ts"), world: here("github/world.ts") },
  ...{ outdir: built, outExtension: { ".js": ".mjs" }, logLevel: "warning" },
});
cpSync(here("../test/world/openapi"), join(built, "openapi"), { recursive: true });

let starts = 0;
const world = await startWorld();
await requests();
await times();
await memory();
await world.close();

async function requests() {
  const rows = [];
  for (const size of SIZES) {
    const name = `acme/files-${size}`;
    await world.repo(name, size);
    const cells = new Map();
    const add = (what, cost) => cells.set(what, [...(cells.get(what) ?? []), cost]);
    for (let run = 0; run < RUNS; run += 1) {
      const before = await world.requests();
      const app = await startApp();
      add("the sweep at a start", { requests: { length: (await world.requests()) - before }, deliveries: 0 });
      const branch = `framework/${size}-${run}`;
      add("push of 1 file, the first after a start", await world.push(name, branch, 1));
      // The first one after that may still find something new, such as who the team's people are.
      await world.push(name, branch, 1);
      for (const count of [1, 50, 400])
        add(`push of ${count} file${count > 1 ? "s" : ""}`, await world.push(name, branch, count));
      const { trunk, merge } = await world.merge(name, branch, 10);
      add("push of 10 commits to trunk", trunk);
      add("push of a merge of trunk", merge);
      await world.open(name, branch);
      add("push of 1 file to a pull request", await world.push(name, branch, 1));
      await stop(app);
    }
    for (const [what, costs] of cells) {
      const count = median(costs.map((cost) => cost.requests.length));
      const row = rows.find((each) => each.what === what) ?? {
        what,
        deliveries: median(costs.map((cost) => cost.deliveries)),
      };
      if (!rows.includes(row)) rows.push(row);
      row[`${size} files`] = `${count}`;
    }
  }
  print(`REST requests, all deliveries of it together; medians of ${RUNS} runs, by the size of the repository`, rows);
}

async function times() {
  const app = await startApp();
  const name = `acme/files-${SIZES[0]}`;
  const rows = [];
  for (const away of [0, AWAY_MS]) {
    await world.slow(away);
    await world.push(name, "framework/times", 1);
    const taken = [];
    for (let n = 0; n < PUSHES; n += 1) taken.push((await world.push(name, "framework/times", 1)).ms);
    taken.sort((a, b) => a - b);
    rows.push({
      "GitHub is": away === 0 ? "here" : `${away} ms away`,
      pushes: PUSHES,
      median: `${Math.round(median(taken))} ms`,
      p95: `${Math.round(taken[Math.floor(taken.length * 0.95)])} ms`,
    });
  }
  await world.slow(0);
  print("From a push being told to its check being there, one after the other", rows);

  const names = Array.from({ length: REPOS }, (_, n) => `acme/burst-${n}`);
  for (const each of names) await world.repo(each, 100);
  await world.burst(names, 2);
  const bursts = [];
  for (const [some, label] of [
    [names, `${REPOS} repositories`],
    [names.slice(0, 1), "1 repository"],
  ]) {
    const { deliveries, requests, ms, times } = await world.burst(some, BURST);
    bursts.push({
      "told at once": `${times.length} pushes, ${label}`,
      deliveries,
      requests,
      "handled/s": (deliveries / (ms / 1000)).toFixed(0),
      "checks/s": (times.length / (ms / 1000)).toFixed(0),
      "median to the check": `${Math.round(median(times))} ms`,
      last: `${Math.round(times.at(-1))} ms`,
    });
  }
  print("Bursts; what the double costs is in it", bursts);
  await stop(app);
}

async function memory() {
  const app = await startApp();
  const name = `acme/files-${SIZES[0]}`;
  const [count, again, pushes] = FLOOD;
  const rss = () =>
    Math.round(Number(execFileSync("ps", ["-o", "rss=", "-p", String(app.pid)], { encoding: "utf8" })) / 1024);
  await world.push(name, "framework/flood", 1);
  const rows = [{ after: "the start", resident: `${rss()} MB`, "answered/s": "" }];
  const parts = 4;
  for (let part = 1; part <= parts; part += 1) {
    const { sent } = await world.flood(name, count / parts, again / parts, Math.round(pushes / parts));
    rows.push({
      after: `${((count / parts) * part).toLocaleString("en")} deliveries`,
      resident: `${rss()} MB`,
      "answered/s": (count / parts / (sent / 1000)).toFixed(0),
    });
  }
  print(
    `Memory: of ${count.toLocaleString("en")} deliveries 60 % repeats of the same ids, 40 % that mean nothing, ${again} under new ids that name old heads; ${pushes} pushes in between`,
    rows,
  );
  await stop(app);
}

/** The double, called like an object. */
function startWorld() {
  const child = fork(join(built, "world.mjs"), [], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  children.add(child);
  const open = new Map();
  let last = 0;
  child.on("message", ({ id, answer, error }) => {
    const call = open.get(id);
    open.delete(id);
    if (error !== undefined) call?.reject(new Error(error));
    else call?.resolve(answer);
  });
  const ask =
    (call) =>
    (...args) =>
      new Promise((resolve, reject) => {
        last += 1;
        open.set(last, { resolve, reject });
        child.send({ id: last, call, args });
      });
  const proxy = new Proxy(
    {},
    { get: (_, call) => (call === "then" ? undefined : call === "close" ? close : ask(call)) },
  );
  const close = async () => {
    await ask("close")();
    child.disconnect();
  };
  return new Promise((resolve, reject) => {
    child.once("message", () => resolve(proxy));
    child.once("exit", () => reject(new Error("the double ended")));
  });
}

/** The server on a new data folder; its first sweep is done. */
async function startApp() {
  starts += 1;
  const env = {
    ...process.env,
    ...(await world.env()),
    ...{ NODE_ENV: "production", LANEKEEPER_PACE: "off", LANEKEEPER_SWEEP: "1h", LOG_LEVEL: "error" },
  };
  const child = spawn(
    process.execPath,
    [join(built, "app.mjs"), "serve", "--port", "0", "--data", join(data, String(starts))],
    {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  children.add(child);
  const url = await new Promise((resolve, reject) => {
    let said = "";
    child.once("exit", () => reject(new Error("the server ended")));
    child.stdout.on("data", (chunk) => {
      said += chunk;
      const found = /listening on (http\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    if (/^lanekeeper_sweeps_total\{outcome="done"\} [1-9]/m.test(text)) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await world.connect(url);
  return child;
}

function stop(child) {
  children.delete(child);
  return new Promise((resolve) => {
    child.removeAllListeners("exit");
    child.once("exit", resolve);
    child.kill("SIGTERM");
  });
}
