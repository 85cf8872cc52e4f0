// Measures what a hook of Claude Code costs: `lanekeeper hook claude` for each event with its server up and down, beside a node that does
// nothing, which no hook in JavaScript can be quicker than; and how long what `prime` tells is. Prints tables only.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { inTurns, median, ms, print } from "./push/measure.mjs";
import { build, CLI } from "./push/ours.mjs";
import { at, env, run } from "./push/world.mjs";

const quick = process.argv.includes("--quick");
const RUNS = quick ? 9 : 31;
const TEAMS = Array.from({ length: 20 }, (_, n) => `t${n}`);
const POLICY = [
  "architects: [ada]",
  "teams:",
  ...TEAMS.map((team, n) => `  ${team}: {write: ["${team}/"], sessions: [s${String.fromCharCode(65 + n)}]}`),
  "",
].join("\n");

build();
mkdirSync(at("hook"));
const [bare, clone, data] = ["p.git", "clone", "data"].map((name) => at("hook", name));
run("git", ["init", "-q", "--bare", "-b", "main", bare]);
run("git", ["clone", "-q", bare, clone], { stdio: "ignore" });
run("git", ["-C", clone, "checkout", "-q", "-b", "main"]);
for (const folder of [".github", "t0"]) mkdirSync(at("hook/clone", folder));
writeFileSync(at("hook/clone/.github/lanekeeper.yml"), POLICY);
run("git", ["-C", clone, "add", "."]);
run("git", ["-C", clone, "commit", "-q", "-m", "Begin"]);
run("git", ["-C", clone, "push", "-q", "origin", "main"]);
run("git", ["-C", clone, "remote", "set-head", "origin", "main"]);
run("git", ["-C", clone, "checkout", "-q", "-b", "session-sA"]);
run(process.execPath, [CLI, "install", bare, "--data", data, "--identity", "env"]);
const server = spawn(process.execPath, [CLI, "serve", "--port", "0", "--data", data], {
  env,
  stdio: ["ignore", "pipe", "ignore"],
});
process.on("exit", () => server.kill("SIGKILL"));
const url = await new Promise((resolve) => server.stdout.once("data", (line) => resolve(/http:\S+/.exec(line)[0])));
const token = run(process.execPath, [CLI, "token", "create", "--role", "write", "--data", data]).trim();

async function say(session, ...lines) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ session, text: lines.join("\n") });
  const answer = await fetch(`${url}/api/v1/repos/local/p/commands`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(await answer.text());
}

for (let n = 1; n < TEAMS.length; n += 1) {
  const session = `s${String.fromCharCode(65 + n)}`;
  await say(session, `/claim t${n}/** for 8h`, "/tell sA read this some time", "/found something");
}

const event = (name, more = {}) => JSON.stringify({ session_id: "bench", cwd: clone, hook_event_name: name, ...more });
const tool = (name, input) => event("PreToolUse", { tool_name: name, tool_input: input });
const EVENTS = {
  "before a reading (PreToolUse, Bash)": tool("Bash", { command: "cat t1/x | head" }),
  "before a write in scope (PreToolUse, Write)": tool("Write", { file_path: "t0/x", content: "x" }),
  "before a write out of scope, denied": tool("Write", { file_path: "t1/x", content: "x" }),
  "after tools, nothing new (PostToolBatch)": event("PostToolBatch", { tool_calls: [] }),
  "at the start (SessionStart)": event("SessionStart", { source: "startup" }),
};

const node = (args, input, where) => () => {
  const begun = performance.now();
  const { status } = spawnSync(process.execPath, args, {
    input,
    env: {
      ...env,
      LANEKEEPER_TOKEN: token,
      XDG_STATE_HOME: at("hook", where === url ? "up" : "down"),
      LANEKEEPER_URL: where,
    },
  });
  if (status !== 0) throw new Error(`${args} ended with ${status}`);
  return performance.now() - begun;
};
const hook = (input, where) => node([CLI, "hook", "claude"], input, where);
const DOWN = "http://127.0.0.1:9";

// What waits is shown once, so that nothing is new after it.
hook(EVENTS["at the start (SessionStart)"], url)();
const rows = [];
for (const [what, input] of Object.entries(EVENTS)) {
  const times = await inTurns(
    { bare: node(["-e", "0"], "", url), up: hook(input, url), down: hook(input, DOWN) },
    RUNS,
  );
  const [nothing, up, down] = [times.bare, times.up, times.down].map(median);
  rows.push({
    event: what,
    "node -e 0": `${ms(nothing)} ms`,
    "server up": `${ms(up)} ms`,
    added: `${ms(up - nothing)} ms`,
    "up : node": (up / nothing).toFixed(2),
    "server down": `${ms(down)} ms`,
    "down : node": (down / nothing).toFixed(2),
  });
}
print(`1. lanekeeper hook claude: median wall time of ${RUNS} runs of each, in turns`, rows);

const sizes = [];
let waiting = 0;
for (const wanted of quick ? [10, 100] : [10, 100, 1000]) {
  for (; waiting < wanted; waiting += 1) await say("sB", `/tell t0 message ${waiting} ${"of many words ".repeat(20)}`);
  const args = [CLI, "prime", "--json", "--url", url, "--token", token, "--repo", "local/p", "--session", "sA"];
  const told = JSON.parse(run(process.execPath, args, { cwd: clone, maxBuffer: 1 << 28 }));
  sizes.push({
    "messages waiting": told.waiting.length,
    "characters of prime": told.text.length,
    "of at most": 9_900,
    "left out": told.left_out,
    "characters as JSON": JSON.stringify({ ...told, text: "" }).length,
  });
}
print("2. What a session is told at its start", sizes);
server.kill("SIGTERM");
