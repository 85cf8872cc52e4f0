// Measures how long an event takes from the command that caused it to those who listen, with 1, 100 and 1,000 of them, what each costs
// the server in memory, and a question and its answer between two sessions beside the sum of its parts. Prints tables only.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { median, ms, print, timed } from "./push/measure.mjs";
import { build, CLI } from "./push/ours.mjs";
import { at, env, run } from "./push/world.mjs";

const quick = process.argv.includes("--quick");
const CROWDS = [1, 100, 1000];
const EVENTS = quick ? 20 : 200;
const TRIPS = quick ? 20 : 200;
const NAME = "local/events";
const [BARE, DATA] = [at("events.git"), at("events-data")];

build();
run("git", ["init", "-q", "--bare", "--initial-branch=main", BARE]);
const policy = "architects: [ada]\nteams:\n  core: {write: [core/], sessions: [sA, sB]}\n";
const stamp = "committer bench <bench@localhost> 1767225600 +0000\ndata 5\nBegin\n";
const file = `M 100644 inline .github/lanekeeper.yml\ndata ${Buffer.byteLength(policy)}\n${policy}\n`;
run("git", ["-C", BARE, "fast-import", "--quiet"], { input: `commit refs/heads/main\n${stamp}${file}\n` });
run(process.execPath, [CLI, "install", BARE, "--data", DATA, "--identity", "env"]);
const tokenOf = (session) =>
  run(process.execPath, [CLI, "token", "create", "--role", "write", "--session", session, "--data", DATA]).trim();
const tokens = { sA: tokenOf("sA"), sB: tokenOf("sB") };
const server = spawn(process.execPath, [CLI, "serve", "--port", "0", "--data", DATA], {
  env,
  stdio: ["ignore", "pipe", "ignore"],
});
process.on("exit", () => server.kill("SIGKILL"));
const url = await new Promise((resolve, reject) => {
  server.stdout.once("data", (text) => resolve(/listening on (\S+)/.exec(text)?.[1]));
  server.once("exit", () => reject(new Error("the server did not start")));
});

const api = `${url}/api/v1/repos/${NAME}`;
async function say(session, text) {
  const headers = { authorization: `Bearer ${tokens[session]}` };
  const answer = await fetch(`${api}/commands`, { method: "POST", headers, body: JSON.stringify({ text }) });
  if (!answer.ok) throw new Error(`${text} was refused: ${await answer.text()}`);
  return (await answer.json()).became;
}

/** A line that is open; `heard` is told each entry and when it came. */
function listen(after, heard) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${tokens.sA}` };
    const asked = request(`${api}/events?after=${after}`, { headers, agent: false }, (answer) => {
      let rest = "";
      answer.setEncoding("utf8").on("data", (chunk) => {
        const now = performance.now();
        const blocks = (rest + chunk).split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) {
          const data = /^data: (.*)$/m.exec(block)?.[1];
          if (data !== undefined) heard(JSON.parse(data).entry, now);
          else resolve(() => asked.destroy());
        }
      });
      answer.on("error", () => {});
    });
    asked.on("error", reject).end();
  });
}

async function until(done) {
  for (const end = performance.now() + 60_000; !done(); await sleep(1))
    if (performance.now() > end) throw new Error("an event did not come");
}

const seq = async () =>
  (await (await fetch(`${api}/state`, { headers: { authorization: `Bearer ${tokens.sA}` } })).json()).seq;
/** Kilobytes that the server holds, where the system tells. */
function resident() {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]);
  } catch {
    return Number.NaN;
  }
}
const quantile = (values, part) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1];

/** Milliseconds from the command to each listener, of every event; and to the command's own answer. */
async function crowd(size) {
  const [times, answers] = [[], []];
  let [mark, text, left] = [0, "", 0];
  const heard = (entry, now) => {
    if (entry.kind !== "posted" || entry.text !== text) return;
    times.push(now - mark);
    left -= 1;
  };
  const before = resident();
  const last = await seq();
  const ends = [];
  for (let opened = 0; opened < size; opened += 50)
    ends.push(...(await Promise.all(Array.from({ length: Math.min(50, size - opened) }, () => listen(last, heard)))));
  await sleep(500);
  const each = size < 1000 ? null : (resident() - before) / size;
  // The first few warm everything up and do not count.
  for (let event = -3; event < EVENTS; event += 1) {
    if (event === 0) times.length = answers.length = 0;
    [text, left, mark] = [`${size} ${event}`, size, performance.now()];
    await say("sA", `/note ${text}`);
    answers.push(performance.now() - mark);
    await until(() => left === 0);
  }
  for (const end of ends) end();
  await sleep(500);
  return { times, answers, each };
}

// Warm, so that memory is that of listeners.
for (let time = 0; time < 50; time += 1) await say("sA", `/note warm ${time}`);
const rows = [];
for (const size of CROWDS) {
  const { times, answers, each } = await crowd(size);
  rows.push({
    listeners: size,
    events: EVENTS,
    "to the listener, median": `${ms(median(times))} ms`,
    "99 of 100": `${ms(quantile(times, 0.99))} ms`,
    "to the command's own answer, median": `${ms(median(answers))} ms`,
    "server's memory each": each === null ? "-" : `${each.toFixed(1)} kB`,
  });
}
print("1. From a command to the line of whoever listens; all listeners in this one process", rows);

const trips = { whole: [], health: [], ask: [], answer: [] };
let [asked, answered] = [null, null];
const stop = await listen(await seq(), (entry) => {
  if (entry.kind === "sent" && entry.type === "question") asked?.(entry.id);
  if (entry.kind === "acked" && entry.status === "answered") answered?.();
});
for (let trip = -3; trip < TRIPS; trip += 1) {
  const came = new Promise((resolve) => {
    asked = resolve;
  });
  const back = new Promise((resolve) => {
    answered = resolve;
  });
  const health = await timed(async () => (await fetch(`${url}/healthz`)).text());
  const began = performance.now();
  const sent = say("sA", `/ask sB number ${trip}?`);
  const id = await came;
  const there = performance.now();
  const said = say("sB", `/ack ${id} answered -- number ${trip}`);
  await back;
  const end = performance.now();
  await Promise.all([sent, said]);
  if (trip < 0) continue;
  trips.health.push(health);
  trips.ask.push(there - began);
  trips.answer.push(end - there);
  trips.whole.push(end - began);
}
stop();
const parts = [
  ["a question and its answer", trips.whole],
  ["  the question, from asking to hearing it", trips.ask],
  ["  the answer, from giving to hearing it", trips.answer],
  ["a request that does nothing", trips.health],
];
print(
  `2. Two sessions: a question and its answer, ${TRIPS} times`,
  parts.map(([what, times]) => ({
    what,
    median: `${ms(median(times))} ms`,
    "99 of 100": `${ms(quantile(times, 0.99))} ms`,
  })),
);
server.kill("SIGTERM");
