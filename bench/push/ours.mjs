// Lanekeeper as it is in src/ now: built aside, so that dist/ is left alone, installed into copies, with and without a server.
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { at, copyRepository, env, run, trunkOf } from "./world.mjs";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));
const BUILT = at("package");
export const CLI = join(BUILT, "dist/cli/main.js");

/** Once, whoever asks. */
export function build() {
  if (existsSync(BUILT)) return;
  mkdirSync(BUILT);
  for (const name of ["src", "schema", "package.json"]) symlinkSync(join(PACKAGE, name), join(BUILT, name));
  // A folder of its own: the build writes into it before it puts dist/ in place.
  mkdirSync(join(BUILT, "node_modules"));
  for (const name of readdirSync(join(PACKAGE, "node_modules")))
    symlinkSync(join(PACKAGE, "node_modules", name), join(BUILT, "node_modules", name));
  run(process.execPath, [join(PACKAGE, "scripts/build.mjs")], { cwd: BUILT });
}

/** Install into a copy of the base at `live`, and keep what came out for later copies. */
export function install(base, name, rules, more = []) {
  const live = at("live", `${name}.git`);
  const made = at("made", `${name}.git`);
  copyRepository(base, live);
  run(process.execPath, [CLI, "install", live, "--data", dataOf(name), "--trunk", trunkOf(rules), ...more]);
  copyRepository(live, made);
  return { made, live };
}

export const dataOf = (name) => at("data", name);

const running = new Set();
process.on("exit", () => {
  for (const server of running) server.kill("SIGKILL");
});

/** A server for a data folder; it answers when it listens. */
export async function serve(name) {
  const log = at(`${name}.log`);
  const fd = openSync(log, "a");
  const args = [CLI, "serve", "--port", "0", "--data", dataOf(name)];
  const server = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", fd] });
  closeSync(fd);
  running.add(server);
  await new Promise((resolve, reject) => {
    server.stdout.once("data", resolve);
    server.once("exit", () => reject(new Error(`the server did not start: ${readFileSync(log, "utf8")}`)));
  });
  const lines = () =>
    readFileSync(log, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return {
    /** How many pushes it has judged: proof that it was it. */
    judged: () => lines().filter(({ event }) => event === "push judged").length,
    /** Milliseconds inside the server for the last pushes, from the hook's last word to the verdict. */
    inside: (last) =>
      lines()
        .filter(({ event }) => event === "push judged")
        .slice(-last)
        .map((line) => line.ms),
    /** Wait until it has done what comes after a push, so that the next measurement is not charged for it. */
    quiet: async () => {
      for (let before = -1, now = busy(server.pid); now !== before; now = busy(server.pid)) {
        before = now;
        await sleep(30);
      }
    },
    stop: () =>
      new Promise((resolve) => {
        running.delete(server);
        server.removeAllListeners("exit").once("exit", resolve);
        server.kill("SIGTERM");
      }),
  };
}

/** The processor time a process has taken; where /proc does not tell, nothing is ever seen to change. */
function busy(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(" ").slice(13, 15).join(" ");
  } catch {
    return "";
  }
}
