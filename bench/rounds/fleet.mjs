// Five teams and an architect on a bare repository whose server runs: what they push, and waiting until the server knows it.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { build, CLI } from "../push/ours.mjs";
import { at, env, run } from "../push/world.mjs";

export const TEAMS = ["interface", "core", "llm", "monitor", "security"];
const NAME = "local/rounds";
const [BARE, CLONE, DATA] = ["rounds.git", "clone.git", "data"].map((name) => at("rounds", name));
const branch = (team, round) => `${team}/round-${round}`;

/** The repository with its policy and its server; every step ends when the server's state shows it. */
export async function fleet() {
  build();
  for (const path of [BARE, CLONE]) run("git", ["init", "-q", "--bare", "--initial-branch=main", path]);
  for (const [key, value] of Object.entries({ "gc.auto": "0", "receive.autogc": "false" }))
    run("git", ["-C", BARE, "config", key, value]);
  const lanes = TEAMS.map((team) => `  ${team}: {write: ["${team}/"]}\n`).join("");
  commit("main", null, { ".github/lanekeeper.yml": `architects: [ada]\nteams:\n${lanes}` });
  await push("ada", ["main"]);
  run(process.execPath, [CLI, "install", BARE, "--data", DATA, "--identity", "env"]);
  const grant = ["token", "create", "--role", "architect", "--login", "ada", "--data", DATA];
  const token = run(process.execPath, [CLI, ...grant]).trim();
  const { url, stop } = await serve();
  const ask = (path, init = {}) =>
    fetch(`${url}/api/v1/repos/${NAME}/${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });
  const until = async (round, done) => {
    for (const end = performance.now() + 60_000; performance.now() < end; await sleep(5)) {
      const found = (await (await ask("state")).json()).rounds?.find((each) => each.round === round);
      if (found !== undefined && done(found)) return;
    }
    throw new Error(`round ${round} did not come so far`);
  };
  return {
    stop,
    // What git's own housekeeping does elsewhere: a pack for every commit would make git slower, not us.
    tidy: () => {
      for (const path of [BARE, CLONE]) run("git", ["-C", path, "repack", "-a", "-d", "-q"]);
    },
    announce: async (round) => {
      for (const team of TEAMS) {
        const letter = `---\nround: ${round}\nteam: ${team}\nteams: [${TEAMS.join(", ")}]\n---\nDo it.\n`;
        commit(branch(team, round), "main", { "ANNOUNCEMENT.md": letter });
      }
      await push(
        "ada",
        TEAMS.map((team) => branch(team, round)),
      );
      await until(round, ({ teams }) => teams.every(({ state }) => state === "announced"));
    },
    answer: async (round) => {
      for (const team of TEAMS)
        commit(branch(team, round), branch(team, round), {
          [`${team}/work-${round}.ts`]: `${round}\n`,
          "REPLY.md": `## Round ${round}\n`,
        });
      await Promise.all(TEAMS.map((team) => push(team, [branch(team, round)])));
      await until(round, ({ state }) => state === "complete");
    },
    close: async (round) => {
      const work = Object.fromEntries(TEAMS.map((team) => [`${team}/work-${round}.ts`, `${round}\n`]));
      commit("main", "main", work);
      const gone = TEAMS.map((team) => `:refs/heads/${branch(team, round)}`);
      const answer = await ask("commands", { method: "POST", body: JSON.stringify({ text: `/round close ${round}` }) });
      if (!answer.ok) throw new Error(`round ${round} was not closed: ${await answer.text()}`);
      await push("ada", ["main", ...gone]);
      await until(round, ({ state }) => state === "closed");
    },
  };
}

/** One commit on a branch, on top of another; null: the first of all. */
function commit(on, from, files) {
  const data = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const changes = Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`);
  const parent = from === null ? "" : `from refs/heads/${from}^0\n`;
  const stamp = `committer bench <bench@localhost> 1767225600 +0000\n${data(`Change ${on}`)}`;
  const input = `commit refs/heads/${on}\n${stamp}${parent}${changes.join("")}\n`;
  run("git", ["-C", CLONE, "fast-import", "--quiet", "--force"], { input });
}

function push(login, branches) {
  const specs = branches.map((name) => (name.startsWith(":") ? name : `refs/heads/${name}:refs/heads/${name}`));
  return new Promise((resolve, reject) => {
    const more = { ...env, LANEKEEPER_USER: login };
    const child = spawn("git", ["-C", CLONE, "push", "-q", BARE, ...specs], { env: more });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      errors += text;
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`a push failed: ${errors}`))));
  });
}

async function serve() {
  const args = [CLI, "serve", "--port", "0", "--data", DATA];
  const server = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "ignore"] });
  const kill = () => server.kill("SIGKILL");
  process.on("exit", kill);
  const url = await new Promise((resolve, reject) => {
    server.stdout.once("data", (text) => resolve(/listening on (\S+)/.exec(text)?.[1]));
    server.once("exit", () => reject(new Error("the server did not start")));
  });
  const stop = () =>
    new Promise((resolve) => {
      process.off("exit", kill);
      server.removeAllListeners("exit").once("exit", resolve);
      server.kill("SIGTERM");
    });
  return { url, stop };
}
