// Starts a real PostgreSQL from its binaries, in a temporary folder on a free port. Never touches a server that is there already.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

export interface PostgresServer {
  /** The address of a database that is new and empty. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

/** Debian's folders first, the newest version first; then the PATH. */
export function postgresBinaries(): string | null {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, "bin")), ...(process.env.PATH ?? "").split(":")];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres"))) ?? null;
}

/** A suite on PostgreSQL: skipped where nobody can see it only outside CI, and by name. */
export function describeOnPostgres(about: string, suite: (server: () => PostgresServer) => void): void {
  const missing =
    "no initdb and postgres under /usr/lib/postgresql or in the PATH: install Debian's package postgresql";
  if (postgresBinaries() === null) {
    if (process.env.CI === "true") {
      test(`${about}, on PostgreSQL`, () => {
        throw new Error(missing);
      });
    } else test.skip(`${about}, on PostgreSQL: ${missing}`, () => {});
    return;
  }
  describe(`${about}, on PostgreSQL`, () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server.stop());
    suite(() => server);
  });
}

export async function startPostgres(): Promise<PostgresServer> {
  const binaries = postgresBinaries();
  if (binaries === null) throw new Error("PostgreSQL is not installed");
  const folder = mkdtempSync(join(tmpdir(), "lanekeeper-postgres-"));
  const as = unprivileged();
  if (as !== null) chownSync(folder, as.uid, as.gid);
  const data = join(folder, "data");
  const options = { ...as, cwd: folder, env: { ...process.env, LC_ALL: "C.UTF-8" } };
  const initdb = ["-D", data, "-U", "lanekeeper", "-A", "trust", "-E", "UTF8", "--no-sync"];
  execFileSync(join(binaries, "initdb"), initdb, { ...options, stdio: "pipe" });
  const port = await freePort();
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`, "fsync=off"];
  const command = [join(binaries, "postgres"), "-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  // The server goes with the process that asked for it, however that ends: its end of the pipe is closed then.
  const script = '"$@" <&- >"$0/log" 2>&1 & server=$!; read -r _; kill -INT $server; wait $server';
  const shell = spawn("sh", ["-c", script, folder, ...command], { ...options, stdio: ["pipe", "ignore", "ignore"] });
  const address = (name: string) => `postgres://lanekeeper@127.0.0.1:${port}/${name}`;
  await answers(address("postgres"), shell);
  let databases = 0;
  return {
    database: async () => {
      const name = `lanekeeper_${++databases}`;
      await once(address("postgres"), `create database ${name}`);
      return address(name);
    },
    stop: async () => {
      const ended = new Promise((resolve) => shell.once("exit", resolve));
      shell.stdin?.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to be run by root: then it is the user of Debian's package. */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function answers(url: string, shell: ChildProcess): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await once(url, "select 1");
    } catch (error) {
      if (tries >= 200 || shell.exitCode !== null) throw error;
      await sleep(50);
    }
  }
}

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}
