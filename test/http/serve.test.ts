// The server as a process: what it keeps when it is killed, how it stops, what strangers cost it, what it logs.
import { rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { openStore } from "../../src/store/store.ts";
import { lanekeeper, ROOT } from "../real/shell.ts";
import { GitHub } from "../world/github.ts";
import { appEnv } from "./app-env.ts";
import { megabytesOf, serve } from "./child.ts";
import { chunked, head, headersOf, PATH, pushOf, sign, talk } from "./edge.ts";

afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

const post = (url: string, body: string, headers: Record<string, string> = headersOf(body)) =>
  fetch(`${url}${PATH}`, { method: "POST", headers, body });

describe("killed", () => {
  it.each([1, 2, 3])("in the middle of a burst, the server has everything it said it has: time %d", async (time) => {
    const data = join(ROOT, `killed-${time}`);
    const server = await serve(data, appEnv());
    const kept: string[] = [];
    let killed: Promise<unknown> | null = null;
    await Promise.allSettled(
      Array.from({ length: 300 }, async (_, number) => {
        const body = pushOf(number, { repository: { id: number % 7, full_name: "acme/app" } });
        const headers = headersOf(body);
        if ((await post(server.url, body, headers)).status !== 202) return;
        kept.push(headers["x-github-delivery"]!);
        if (kept.length >= 40 * time) killed ??= server.end("SIGKILL");
      }),
    );
    expect(await killed).toBe("SIGKILL");
    const store = await openStore({ url: null, data });
    const later = new Date(Date.now() + 3600_000).toISOString();
    const taken = await store.inbox.take(1000, later, 1000);
    await store.close();
    expect(kept.length).toBeGreaterThanOrEqual(40 * time);
    expect(taken.map(({ delivery }) => delivery.id)).toEqual(expect.arrayContaining(kept));
  });
});

describe("stopped", () => {
  it("it answers what is being asked, takes no more, and ends with 0", async () => {
    const server = await serve(join(ROOT, "stopped"), appEnv());
    const body = pushOf(1);
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const asking = new Promise<string>((resolve) => socket.setEncoding("utf8").once("data", resolve));
    socket.write(head("POST", PATH, { ...headersOf(body), "content-length": body.length }) + body.slice(0, 10));
    await setTimeout(200);
    const ended = server.end("SIGTERM");
    await setTimeout(300);
    socket.write(body.slice(10));
    expect(await asking).toMatch(/^HTTP\/1\.1 202 /);
    expect(await ended).toBe(0);
    await expect(post(server.url, body)).rejects.toThrow();
  });

  it("whoever keeps a connection or never ends a request does not hold it up for ever", async () => {
    const server = await serve(join(ROOT, "held"), {});
    const held = talk(server.url, ["POST /healthz HTTP/1.1\r\nhost: x\r\nx-"], 20_000);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const started = performance.now();
    expect(await server.end("SIGTERM")).toBe(0);
    expect(performance.now() - started).toBeLessThan(15_000);
    await held;
  });

  it("it finishes the delivery that it works on", async () => {
    const world = await GitHub.start();
    const repo = await world.repo("acme/app", { files: { "README.md": "hi\n" } });
    const server = await serve(join(ROOT, "finishes"), { ...world.env, LANEKEEPER_SWEEP: "1h" });
    world.connect(`${server.url}${PATH}`);
    await world.until("the first sweep", () => /"event":"delivery"/.test(server.log()));
    world.fail({ method: "POST", path: "/check-runs" }, { slowMs: 1000 });
    const grace = await repo.clone("grace");
    await grace.checkout("framework/x");
    const tip = await grace.commit("Add x", { "framework/x": "x\n" });
    await grace.push();
    await world.until("a request for the check", () =>
      world.requests.some(({ method, path }) => method === "POST" && path.endsWith("/check-runs")),
    );
    expect(await server.end("SIGTERM")).toBe(0);
    expect(repo.checks.latest(tip, "lanekeeper")?.conclusion).toBe("success");
    expect(server.log()).not.toContain("postponed");
    await world.close();
  });
});

describe("200 megabytes", () => {
  it.each<[string, Record<string, string>]>([
    ["without a signature", {}],
    ["with a signature that cannot fit", { "x-hub-signature-256": "sha256=0" }],
  ])("%s cost no memory, and the connection ends", async (_, signature) => {
    const server = await serve(join(ROOT, "large"), appEnv());
    await post(server.url, pushOf(1));
    const before = megabytesOf(server.pid);
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, megabytesOf(server.pid) ?? 0);
    }, 5);
    const { "x-hub-signature-256": __, ...unsigned } = headersOf("");
    const headers = { ...unsigned, ...signature, "transfer-encoding": "chunked" };
    const said = await talk(server.url, [head("POST", PATH, headers), ...chunked(200)]);
    clearInterval(watch);
    expect(said === "" || said.startsWith("HTTP/1.1 401")).toBe(true);
    if (before !== null) expect(most - before).toBeLessThan(40);
    expect((await post(server.url, pushOf(2))).status).toBe(202);
    await server.end("SIGKILL");
  });
});

describe("the log", () => {
  it("has no secret, token or payload in it, and as many lines as LOG_LEVEL asks for", async () => {
    const world = await GitHub.start();
    const repo = await world.repo("acme/app", { files: { "README.md": "hi\n" } });
    const logs = new Map<string, string>();
    for (const level of ["debug", "error"]) {
      const env = { ...world.env, LANEKEEPER_SWEEP: "1h", LOG_LEVEL: level };
      const server = await serve(join(ROOT, `log-${level}`), env);
      world.connect(`${server.url}${PATH}`);
      const grace = await repo.clone(`grace-${level}`);
      await grace.checkout(`framework/${level}`);
      const tip = await grace.commit("A subject that is nobody's business", { "framework/x": "x\n" });
      await grace.push();
      await world.until("a gate", () => repo.checks.latest(tip, "lanekeeper"));
      world.down();
      await post(server.url, pushOf(9), {
        ...headersOf(pushOf(9)),
        "x-hub-signature-256": sign(pushOf(9), world.app.secret),
      });
      await setTimeout(500);
      world.up();
      await server.end("SIGTERM");
      logs.set(level, server.log());
    }
    for (const text of logs.values())
      for (const hidden of [world.app.secret, world.app.privateKey.slice(40, 90), "nobody's business", "eyJ", "ghs_"])
        expect(text).not.toContain(hidden);
    for (const line of logs.get("debug")!.trim().split("\n"))
      expect(JSON.parse(line)).toMatchObject({ at: expect.any(String) });
    expect(logs.get("debug")).toMatch(/"event":"delivery","outcome":"done"/);
    expect(logs.get("error")).not.toMatch(/"level":"(?:info|warn|debug)"/);
    await world.close();
  });
});

describe("with settings that are wrong", () => {
  it("it does not start, and says everything in one sentence", async () => {
    const { PRIVATE_KEY = "", APP_ID = "" } = appEnv();
    const env = { PRIVATE_KEY, APP_ID, LANEKEEPER_SWEEP: "often", DATABASE_URL: "mysql://u:hidden@db/x" };
    const { code, stdout, stderr } = await lanekeeper(["serve", "--port", "0", "--data", join(ROOT, "wrong")], { env });
    expect([code, stdout.toString()]).toEqual([2, ""]);
    expect(stderr).toBe(
      "lanekeeper: WEBHOOK_SECRET is missing: the App does not start without one; " +
        'LANEKEEPER_SWEEP is "often", which is no duration such as 5m; ' +
        "DATABASE_URL must be an address such as postgres://user:password@host:5432/database\n" +
        "  fix: set the environment as docs/reference/server.md says\n",
    );
  });

  it("a database that is not there is told without its password", async () => {
    const env = { DATABASE_URL: "postgres://lane:hidden@127.0.0.1:9/keeper" };
    const { code, stderr } = await lanekeeper(["serve", "--port", "0", "--data", join(ROOT, "no-db")], { env });
    expect(code).toBe(3);
    expect(stderr).toContain("postgres://127.0.0.1:9/keeper");
    expect(stderr).not.toContain("hidden");
  });
});
