// One bare repository of its own name with a server that remembers, a clone to push from, and the command line to ask.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Draft, writeCommits } from "./history.ts";
import { lanekeeper, need, ROOT, run } from "./shell.ts";
import { cloneOf, type Files, install, POLICY_FILE, type Server, serve } from "./world.ts";

let count = 0;

export class Fleet {
  readonly data: string;
  readonly bare: string;
  readonly clone: string;
  readonly name: string;
  server: Server;
  token = "";

  private constructor(name: string, server: Server) {
    this.name = `local/${name}`;
    this.data = join(ROOT, name, "data");
    this.bare = join(ROOT, name, `${name}.git`);
    this.clone = join(ROOT, name, "clone");
    this.server = server;
  }

  /** `policy` is on trunk from the first commit on. */
  static async start(policy: string, files: Files = { "README.md": "readme\n" }): Promise<Fleet> {
    const name = `fleet${++count}`;
    const [bare, data] = [join(ROOT, name, `${name}.git`), join(ROOT, name, "data")];
    await need("git", ["init", "--quiet", "--bare", "--template=", "--initial-branch=main", bare]);
    await writeCommits(bare, [{ on: "main", from: [], says: "Begin", files: { [POLICY_FILE]: policy, ...files } }]);
    await need("mkdir", ["-p", data]);
    await install(bare, data);
    await cloneOf(bare, join(ROOT, name, "clone"));
    const fleet = new Fleet(name, await serve(data));
    fleet.token = (
      await fleet.ask(["token", "create", "--role", "architect", "--login", "ada", "--data", data])
    ).stdout.trim();
    return fleet;
  }

  async end(): Promise<void> {
    await this.server.stop();
    rmSync(join(this.data, ".."), { recursive: true, force: true });
  }

  /** The server goes away and comes back on the same data. */
  async restart(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    await this.server.stop(signal);
    this.server = await serve(this.data);
  }

  /** The command line, as somebody with the token. */
  async ask(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const env = { LANEKEEPER_URL: this.server.url, LANEKEEPER_TOKEN: this.token };
    const { code, stdout, stderr } = await lanekeeper([...args], { env });
    return { code, stdout: stdout.toString("utf8"), stderr };
  }

  /** Ask about this repository, one JSON document. */
  async json<T>(args: readonly string[]): Promise<T> {
    const { stdout, stderr } = await this.ask([...args, "--repo", this.name, "--json"]);
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout) as T;
  }

  /** git in the clone; it must succeed. */
  git(...args: string[]): Promise<string> {
    return need("git", ["-C", this.clone, ...args]);
  }

  commit(on: string, files: Files, says = "Work"): Promise<string[]> {
    return writeCommits(join(this.clone, ".git"), [{ on, files, says }]);
  }

  commits(drafts: readonly Draft[]): Promise<string[]> {
    return writeCommits(join(this.clone, ".git"), drafts);
  }

  async push(login: string, ...specs: readonly string[]): Promise<{ code: number; stderr: string }> {
    const refs = specs.map((spec) => (spec.includes(":") ? spec : `refs/heads/${spec}:refs/heads/${spec}`));
    const { code, stderr } = await run("git", ["-C", this.clone, "push", "--quiet", "origin", ...refs], {
      env: { LANEKEEPER_USER: login },
    });
    return { code, stderr };
  }

  /** A round as its `state` and its teams, `open framework:replied:done qa:announced`, as soon as the server says so. */
  async until(round: number, wanted: string): Promise<void> {
    let said = "";
    for (const end = Date.now() + 40_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
      said = await this.stands(round);
      if (said === wanted) return;
    }
    throw new Error(`round ${round} is "${said}", not "${wanted}"\n${this.server.log()}`);
  }

  async state(): Promise<Document> {
    const answer = await fetch(`${this.server.url}/api/v1/repos/${this.name}/state`, {
      headers: { authorization: `Bearer ${this.token}` },
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Document;
  }

  async stands(round: number): Promise<string> {
    const found = (await this.state()).rounds.find((each) => each.round === round);
    if (found === undefined) return "unknown";
    const teams = found.teams.map(({ team, state, status, late }) =>
      [team, state, ...(status === null ? [] : [status]), ...(late ? ["late"] : [])].join(":"),
    );
    return [found.state, ...teams].join(" ");
  }
}

interface Document {
  readonly seq: number;
  readonly rounds: readonly {
    readonly round: number;
    readonly state: string;
    readonly teams: readonly { team: string; state: string; status: string | null; late: boolean }[];
  }[];
}

export const announcement = (round: number, team: string, ...more: readonly string[]): string =>
  ["---", `round: ${round}`, `team: ${team}`, ...more, "---", "Do it.", ""].join("\n");
