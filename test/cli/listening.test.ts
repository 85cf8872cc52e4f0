// Those who listen: `wait-for` and `watch` against a real server that is asked, killed and started again.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { EMPTY } from "../../src/core/state.ts";
import { Incomplete } from "../../src/ports.ts";
import { openDesk } from "../http/library.ts";
import { announcement, Fleet } from "../real/fleet.ts";
import { CLEAN, DIST } from "../real/shell.ts";
import { serve } from "../real/world.ts";

const POLICY = `architects: [ada]
teams:
  framework: {write: ["framework/"]}
  qa: {write: ["qa/"]}
  docs: {write: ["docs/"]}
`;
const MAIN = join(DIST, "cli", "main.js");

let fleet: Fleet;
const started = new Set<ChildProcess>();
beforeAll(async () => {
  fleet = await Fleet.start(POLICY);
});
afterAll(() => fleet.end());
afterEach(() => {
  for (const child of started) child.kill("SIGKILL");
  started.clear();
});

/** A command that goes on beside the test. */
class Running {
  out = "";
  err = "";
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;

  constructor(...args: readonly string[]) {
    const env = { ...CLEAN, LANEKEEPER_URL: fleet.server.url, LANEKEEPER_TOKEN: fleet.token };
    this.#child = spawn(process.execPath, [MAIN, ...args, "--repo", fleet.name], { env });
    started.add(this.#child);
    this.#child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      this.out += text;
    });
    this.#child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.err += text;
    });
    this.ended = new Promise((resolve) => this.#child.once("close", (code) => resolve(code ?? 128)));
  }

  get lines(): string[] {
    return this.out.split("\n").slice(0, -1);
  }

  async until(what: string, done: () => boolean): Promise<void> {
    for (const end = Date.now() + 40_000; !done(); await new Promise((resolve) => setTimeout(resolve, 20)))
      if (Date.now() > end) throw new Error(`no ${what}: ${this.out}${this.err}`);
  }

  end(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

async function announce(round: number, ...teams: readonly string[]): Promise<void> {
  for (const team of teams) {
    const branch = `${team}/round-${round}`;
    await fleet.commit(branch, { "ANNOUNCEMENT.md": announcement(round, team, `teams: [${teams.join(", ")}]`) });
  }
  expect(await fleet.push("ada", ...teams.map((team) => `${team}/round-${round}`))).toMatchObject({ code: 0 });
  await fleet.until(round, `announced ${teams.map((team) => `${team}:announced`).join(" ")}`);
}

async function reply(round: number, team: string, status = "done"): Promise<void> {
  await fleet.commit(`${team}/round-${round}`, { "REPLY.md": `---\nstatus: ${status}\n---\n${status}\n` });
  expect(await fleet.push(team, `${team}/round-${round}`)).toMatchObject({ code: 0 });
}

const restart = async (between: () => Promise<void>) => {
  const { port } = new URL(fleet.server.url);
  await fleet.server.stop("SIGKILL");
  await between();
  fleet.server = await serve(fleet.data, ["--port", port]);
};
/** So many listen to the server now. */
async function listeners(count: number): Promise<void> {
  const open = async () =>
    /^lanekeeper_listeners (\d+)$/m.exec(await (await fetch(`${fleet.server.url}/metrics`)).text())?.[1];
  for (
    const end = Date.now() + 40_000;
    Number(await open()) !== count;
    await new Promise((resolve) => setTimeout(resolve, 20))
  )
    if (Date.now() > end) throw new Error(`not ${count} listeners but ${await open()}`);
}

const ask = (...args: readonly string[]) => fleet.ask([...args, "--repo", fleet.name]);

describe("wait-for", () => {
  it.each<[string, readonly string[], string]>([
    ["a time that is none", ["qa", "--timeout", "soon"], "soon is not a duration"],
    ["a time without an end", ["qa", "--timeout", "0"], "0 is not a duration"],
    ["two numbers of teams", ["qa", "--any", "--min", "1"], "--any and --min say different things"],
    ["more than there are", ["qa", "--min", "2"], "--min 2 of 1 teams"],
    ["no team enough", ["qa", "--min", "0"], "0 is not a number of teams"],
    ["a round that is none", ["qa", "--round", "0"], "0 is not a round"],
    ["no team", [], "missing required argument"],
    ["an address that is none", ["qa", "--url", "nowhere"], "nowhere is not a URL"],
  ])("%s: 2", async (_, args, words) => {
    const { code, stdout, stderr } = await ask("wait-for", ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
  });

  it.each<[string, readonly string[], string]>([
    ["a token that nobody made", ["--token", "lk_none"], "the server does not know this token"],
    ["a repository that is not there", ["--repo", "local/none"], "local/none was not found"],
    ["a server that is not there", ["--url", "http://127.0.0.1:1"], "does not answer"],
  ])("%s: 3", async (_, args, words) => {
    const { code, stdout, stderr } = await fleet.ask(["wait-for", "qa", "--repo", fleet.name, ...args]);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain(words);
  });

  it("ends with 0 as soon as enough are done, and says who", async () => {
    await announce(1, "framework", "qa");
    const [all, any] = [
      new Running("wait-for", "framework", "qa"),
      new Running("wait-for", "framework", "qa", "--any"),
    ];
    const json = new Running("wait-for", "framework", "qa", "--min", "1", "--json");
    await reply(1, "qa");
    expect(await any.ended).toBe(0);
    expect(any.out).toBe("round 1: done: qa\n");
    expect(await json.ended).toBe(0);
    expect(JSON.parse(json.out)).toEqual({ round: 1, done: ["qa"], refused: [], waiting: ["framework"] });
    expect(all.out).toBe("");
    await reply(1, "framework");
    expect(await all.ended).toBe(0);
    expect(all.out).toBe("round 1: done: framework, qa\n");
    expect(await ask("wait-for", "qa", "--round", "1")).toMatchObject({ code: 0, stdout: "round 1: done: qa\n" });
  });

  it.each(["blocked", "declined"])("a team that %s ends it with 1, unless another is enough", async (status) => {
    const round = status === "blocked" ? 2 : 3;
    await announce(round, "framework", "qa");
    const [both, any] = [
      new Running("wait-for", "framework", "qa"),
      new Running("wait-for", "framework", "qa", "--any"),
    ];
    await reply(round, "qa", status);
    expect(await both.ended).toBe(1);
    expect(both.out).toBe(`round ${round}: qa will not be done\n`);
    expect(any.out).toBe("");
    await reply(round, "framework");
    expect(await any.ended).toBe(0);
  });

  it("partial is an answer and not a done; a round closed without one ends it with 1", async () => {
    await announce(4, "qa");
    const waiting = new Running("wait-for", "qa", "--round", "4");
    await reply(4, "qa", "partial");
    await fleet.until(4, "open qa:replied:partial");
    expect(await ask("wait-for", "qa", "--round", "4", "--timeout", "1s")).toMatchObject({ code: 4 });
    expect(await ask("round", "close", "4")).toMatchObject({ code: 0 });
    expect(await waiting.ended).toBe(1);
    expect(waiting.out).toBe("round 4: qa will not be done\n");
  });

  it("ends with 4 when the time is up, and names who is waited for, also where there is no round", async () => {
    await announce(5, "framework", "docs");
    await reply(5, "framework");
    const began = performance.now();
    expect(await ask("wait-for", "framework", "docs", "--round", "5", "--timeout", "2s")).toMatchObject({
      code: 4,
      stdout: "still waiting for docs\n",
    });
    expect(performance.now() - began).toBeGreaterThan(2_000);
    const none = await ask("wait-for", "qa", "--round", "99", "--timeout", "1s", "--json");
    expect([none.code, JSON.parse(none.stdout)]).toEqual([4, { round: null, done: [], refused: [], waiting: ["qa"] }]);
  });

  it("does not give up over one answer that does not come", async () => {
    let asked = 0;
    const desk = await openDesk({ "acme/app": "github/1" }, null, {
      state: async () => {
        asked += 1;
        if (asked === 3) throw new Incomplete("not now");
        return { ...EMPTY, seq: asked > 2 ? 1 : 0 };
      },
    });
    try {
      const { token } = await desk.tokens.create({ repo: null, session: null, role: "read", login: null });
      const child = fleet.ask([
        "wait-for",
        "qa",
        "--repo",
        "acme/app",
        "--url",
        desk.url,
        "--token",
        token,
        "--timeout",
        "6s",
      ]);
      // First the command itself asks, then its line is opened; after that something happens.
      for (const end = Date.now() + 20_000; asked < 2 && Date.now() < end; )
        await new Promise((resolve) => setTimeout(resolve, 20));
      desk.append("github/1", { kind: "round-late", round: 1, team: "qa" });
      expect(await child).toMatchObject({ code: 4, stdout: "still waiting for qa\n" });
      expect(asked).toBeGreaterThan(3);
    } finally {
      await desk.close();
    }
  });

  it("outlives the server: what was pushed while it was away is heard of when it is back", async () => {
    await announce(6, "qa");
    const waiting = new Running("wait-for", "qa", "--round", "6");
    // It listens: the server was asked for its state, and for what comes.
    await listeners(1);
    await restart(() => reply(6, "qa"));
    expect(await waiting.ended).toBe(0);
    expect([waiting.out, waiting.err]).toEqual(["round 6: done: qa\n", ""]);
  });
});

describe("watch", () => {
  it("tells of a branch from its announcement on, what is its team's or its round's, and nothing else", async () => {
    await announce(10, "framework", "qa");
    const watching = new Running("watch", "--branch", "qa/round-10");
    await reply(10, "framework");
    await reply(10, "qa");
    await fleet.until(10, "complete framework:replied:done qa:replied:done");
    await ask("round", "close", "10");
    await watching.until("end", () => watching.out.includes("round-closed"));
    expect(watching.lines.map((line) => line.split(" ").slice(1, 4).join(" "))).toEqual([
      "round-announced round: 10",
      "round-worked round: 10",
      "round-replied round: 10",
      "round-called round: 10",
      "round-closed round: 10",
    ]);
    expect(watching.lines.join("\n")).not.toContain("team: framework");
    for (const line of watching.lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z round-/);
  });

  it("--once ends after the first line, which is the announcement that stands", async () => {
    await announce(11, "qa");
    const { code, stdout } = await ask("watch", "--branch", "qa/round-11", "--once", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      seq: expect.any(Number),
      cause: expect.any(String),
      entry: { kind: "round-announced", round: 11, team: "qa", branch: "qa/round-11", by: "ada" },
    });
  });

  it("without a branch tells only what comes; a signal ends it in order", async () => {
    const watching = new Running("watch", "--json");
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await announce(12, "docs");
    await watching.until("line", () => watching.out.includes('"kind":"round-announced"'));
    const entries = watching.lines.map((line) => JSON.parse(line).entry);
    expect(entries.filter(({ kind }) => kind === "round-announced").map(({ round }) => round)).toEqual([12]);
    watching.end("SIGINT");
    expect([await watching.ended, watching.err]).toEqual([0, ""]);
  });

  it("goes on where it was when the server comes back, and tells nothing twice", async () => {
    await announce(13, "qa");
    const watching = new Running("watch", "--branch", "qa/round-13", "--json");
    await watching.until("announcement", () => watching.lines.length === 1);
    await restart(() => reply(13, "qa"));
    await watching.until("reply", () => watching.out.includes('"round-replied"'));
    const kinds = watching.lines.map((line) => JSON.parse(line).entry.kind);
    expect(kinds.slice(0, 3)).toEqual(["round-announced", "round-worked", "round-replied"]);
    const numbers = watching.lines.map((line) => JSON.parse(line).seq);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    watching.end("SIGTERM");
    expect(await watching.ended).toBe(0);
  });
});
