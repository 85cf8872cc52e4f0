// `run`: as if nothing stood between a command and whoever started it, and the server told of it, whoever of the three dies first.
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import type { JobDocument } from "../../src/core/jobs/document.ts";
import { Fleet } from "../real/fleet.ts";
import { CLEAN, DIST, ROOT } from "../real/shell.ts";
import { serve } from "../real/world.ts";

const POLICY = `architects: [ada]
teams:
  framework: {write: ["src/"], sessions: [sA, sB]}
  qa: {write: ["qa/"], sessions: [sQ]}
`;
const MAIN = join(DIST, "cli", "main.js");
const NODE = process.execPath;

let fleet: Fleet;
const started = new Set<ChildProcess>();
beforeAll(async () => {
  // What hangs on time is looked at every second.
  process.env.LANEKEEPER_SWEEP = "1s";
  fleet = await Fleet.start(POLICY);
});
afterAll(() => fleet.end());
afterEach(() => {
  for (const child of started) {
    child.kill("SIGKILL");
    // What it ran may outlive it, and ends with its stdin.
    for (const stream of child.stdio) stream?.destroy();
  }
  started.clear();
});

class Running {
  readonly child: ChildProcess;
  readonly out: Buffer[] = [];
  readonly err: Buffer[] = [];
  readonly ended: Promise<number>;

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const vars = { ...CLEAN, LANEKEEPER_URL: fleet.server.url, LANEKEEPER_TOKEN: fleet.token, ...env };
    const all = [MAIN, "run", "--repo", fleet.name, "--session", "sA", ...args];
    this.child = spawn(NODE, all, { env: vars, cwd: ROOT });
    started.add(this.child);
    this.child.stdout!.on("data", (part: Buffer) => this.out.push(part));
    this.child.stderr!.on("data", (part: Buffer) => this.err.push(part));
    this.child.stdin!.on("error", () => {});
    this.ended = new Promise((resolve) => this.child.once("close", (code) => resolve(code ?? -1)));
  }

  get said(): string {
    return Buffer.concat(this.out).toString("utf8");
  }

  get complained(): string {
    return Buffer.concat(this.err).toString("utf8");
  }
}

async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (const end = Date.now() + 40_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`no ${what}\n${fleet.server.log()}`);
}

interface State {
  readonly messages: readonly { id: string; at: string; from: string; to: string; type: string; text: string }[];
  readonly jobs: readonly JobDocument[];
}
const state = () => fleet.json<State>(["status"]);
const told = async (about: string) => (await state()).messages.filter(({ text }) => text.includes(about));
const job = async (about: string) => (await state()).jobs.find(({ command }) => command.includes(about));
const script = (text: string) => ["--", NODE, "-e", text];

describe("between a command and its surroundings", () => {
  it("stdin, stdout and stderr pass byte for byte, the exit code as it is, and the end is told with the last lines", async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7 + (index >> 8)) % 256));
    const running = new Running(
      script(
        "/*bytes*/process.stdin.on('data', (d) => { process.stdout.write(d); process.stderr.write(d); }).on('end', () => { process.stderr.write('\\nlast \\x1b[31mwords\\n'); process.exitCode = 3; })",
      ),
    );
    running.child.stdin!.end(bytes);
    expect(await running.ended).toBe(3);
    expect(Buffer.concat(running.out).equals(bytes)).toBe(true);
    expect(Buffer.concat(running.err).equals(Buffer.concat([bytes, Buffer.from("\nlast \x1b[31mwords\n")]))).toBe(true);
    const [message, ...more] = await told("/*bytes*/");
    expect(more).toEqual([]);
    expect(message).toMatchObject({ from: "sA", to: "sA", type: "status" });
    expect(message!.text).toMatch(
      /^run of \S+ -e '.*' on \S+ ended with exit code 3 after \d+s\nlast lines of stderr:\n/,
    );
    expect(message!.text.endsWith("\nlast words")).toBe(true);
    expect(await job("/*bytes*/")).toMatchObject({ state: "ended", code: 3, signal: null, report: message!.id });
  });

  it("is told to whoever was asked for, and a quiet success is told too", async () => {
    const running = new Running(["--tell", "qa", "--", "true", "/*quiet*/"]);
    expect([await running.ended, running.said, running.complained]).toEqual([0, "", ""]);
    expect(await told("/*quiet*/")).toMatchObject([
      { from: "sA", to: "qa", text: expect.stringContaining("exit code 0") },
    ]);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"] as const)(
    "%s is handed on; the command decides what it means",
    async (signal) => {
      const running = new Running(
        script(
          `/*${signal}*/process.on('${signal}', () => { console.log('heard'); process.exit(9); }); console.log('ready'); setInterval(() => {}, 1e6)`,
        ),
      );
      await until("start", () => running.said.includes("ready") || undefined);
      running.child.kill(signal);
      expect([await running.ended, running.said]).toEqual([9, "ready\nheard\n"]);
      expect(await told(`/*${signal}*/`)).toMatchObject([{ text: expect.stringContaining("exit code 9") }]);
    },
  );

  it.each(["SIGTERM", "SIGKILL"] as const)(
    "a command that %s ends is 128 and its number, as in a shell",
    async (signal) => {
      const running = new Running(
        script(`/*by ${signal}*/process.kill(process.pid, '${signal}'); setInterval(() => {}, 1e6)`),
      );
      expect(await running.ended).toBe(128 + constants.signals[signal]);
      expect(await told(`/*by ${signal}*/`)).toMatchObject([
        { text: expect.stringContaining(`was ended by ${signal}`) },
      ]);
    },
  );

  it("what is not there is 127, what may not be executed 126, and both are told", async () => {
    const file = join(ROOT, "not-a-program");
    writeFileSync(file, "");
    chmodSync(file, 0o644);
    const [missing, mute] = [new Running(["--", "no-such-program", "--json"]), new Running(["--", file])];
    expect([await missing.ended, missing.said, missing.complained]).toEqual([
      127,
      "",
      "lanekeeper: no-such-program: command not found\n",
    ]);
    expect([await mute.ended, mute.complained]).toEqual([126, `lanekeeper: ${file}: not executable\n`]);
    expect(await told("no-such-program --json")).toMatchObject([{ text: expect.stringContaining("exit code 127") }]);
  });

  it("a reader of stderr that goes away is the command's matter, and it is told all the same", async () => {
    const running = new Running(
      script(
        "/*deaf*/process.stderr.on('error', () => process.exit(5)); setInterval(() => process.stderr.write('x'.repeat(1e5)), 20)",
      ),
    );
    await until("output", () => running.err.length > 0 || undefined);
    running.child.stderr!.destroy();
    expect(await running.ended).toBe(5);
    expect(await told("/*deaf*/")).toMatchObject([{ text: expect.stringContaining("exit code 5") }]);
  });

  it.each([
    ["no command", [], "missing required argument 'command'"],
    ["a time that is none", ["--every", "soon", "--", "true"], "soon is not a time between two beats"],
    ["too often", ["--every", "0s", "--", "true"], "0s is not a time between two beats"],
    ["too seldom", ["--every", "2h", "--", "true"], "2h is not a time between two beats"],
    ["nobody to tell", ["--tell", "a b", "--", "true"], "nobody is called that"],
  ])("%s: 2, and nothing runs", async (_, args, words) => {
    const running = new Running(args);
    expect([await running.ended, running.said]).toEqual([2, ""]);
    expect(running.complained).toContain(words);
  });
});

describe("a server that says no, or nothing", () => {
  it("the command runs whatever the server thinks of it, with one notice", async () => {
    const running = new Running(["--tell", "nobody", "--", "echo", "/*refused*/"]);
    expect([await running.ended, running.said]).toEqual([0, "/*refused*/\n"]);
    expect(running.complained).toBe("lanekeeper: this run is not reported: nobody is called nobody\n");
  });

  it("without an answer it runs, says so once, and ends within some seconds with its own code", async () => {
    const began = performance.now();
    const cases = [
      [{ LANEKEEPER_URL: "http://127.0.0.1:1" }, "does not answer"],
      [{ LANEKEEPER_TOKEN: "" }, "token"],
      [{ LANEKEEPER_TOKEN: "lk_none" }, "does not know this token"],
    ] as const;
    const all = cases.map(([env, words]) => {
      const running = new Running(["--every", "1s", ...script("console.log('ran'); process.exitCode = 7")], env);
      return { running, words };
    });
    for (const { running, words } of all) {
      expect([await running.ended, running.said]).toEqual([7, "ran\n"]);
      const notices = running.complained.trim().split("\n");
      expect(notices).toHaveLength(2);
      expect(notices[0]).toContain(words);
      expect(notices[1]).toContain("nobody was told how this run ended");
    }
    expect(performance.now() - began).toBeLessThan(25_000);
  });

  it("is told of it once it is back, whether it was away at the start or in between; nobody is called dead for that", async () => {
    const { port } = new URL(fleet.server.url);
    const early = new Running(["--every", "1s", ...script("/*early*/process.stdin.resume()")]);
    await until("job", () => job("/*early*/"));
    await fleet.server.stop("SIGKILL");
    const late = new Running(["--every", "1s", ...script("/*late*/process.stdin.resume()")]);
    await until(
      "notice",
      () => (late.complained.includes("is reported once the server answers") && early.complained !== "") || undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    fleet.server = await serve(fleet.data, ["--port", port]);
    await until("job", () => job("/*late*/"));
    early.child.stdin!.end();
    late.child.stdin!.end();
    expect([await early.ended, await late.ended]).toEqual([0, 0]);
    for (const name of ["/*early*/", "/*late*/"])
      expect(await told(name)).toMatchObject([{ text: expect.stringContaining("ended with exit code 0") }]);
  });
});

it("a supervisor that is killed is missed: after two and a half beats the server tells whoever waits", async () => {
  const running = new Running(["--every", "2s", "--tell", "sB", ...script("/*killed*/process.stdin.resume()")]);
  await until("job", () => job("/*killed*/"));
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(await told("/*killed*/")).toEqual([]);
  running.child.kill("SIGKILL");
  const [message] = await until("message", async () => {
    const found = await told("/*killed*/");
    return found.length > 0 ? found : undefined;
  });
  const { last_seen: seen } = (await job("/*killed*/"))!;
  const silence = Date.parse(message!.at) - Date.parse(seen);
  expect(silence).toBeGreaterThanOrEqual(5_000);
  expect(message).toMatchObject({ from: "lanekeeper", to: "sB", type: "warning" });
  expect(message!.text).toMatch(
    /^run of .* on \S+ died without a word: it was to be heard of every 2s, and was last at \d{4}-/,
  );
  expect(await job("/*killed*/")).toMatchObject({ state: "lost", report: message!.id });
});
