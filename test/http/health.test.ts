// What an operator asks the server: is it alive, is it ready and if not why, what has it counted.
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { httpServer } from "../../src/http/server.ts";
import { type Keeper, startKeeper } from "../../src/main.ts";
import { readSettings } from "../../src/settings.ts";
import { appEnv } from "./app-env.ts";
import { headersOf, PATH, pushOf } from "./edge.ts";

let [keeper, url, data]: [Keeper, string, string] = [null as never, "", ""];
let close = async () => {};
let ahead = 0;

async function start(env: Record<string, string>): Promise<void> {
  ahead = 0;
  data = mkdtempSync(join(tmpdir(), "lanekeeper-health-"));
  const clock = { now: () => new Date(Date.now() + ahead).toISOString() };
  keeper = await startKeeper({ settings: readSettings(env), data, log: () => {}, clock });
  const { ready, meters, webhook } = keeper;
  const http = httpServer({ version: "1.2.3", ready, metrics: () => meters.text(), webhook, onError: () => {} });
  url = await http.listen("127.0.0.1", 0);
  close = async () => {
    await http.close(100);
    await keeper.stop();
    await rm(data, { recursive: true, force: true });
  };
}
afterEach(() => close());

const get = async (path: string) => {
  const answer = await fetch(`${url}${path}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const metrics = async (): Promise<string> => (await fetch(`${url}/metrics`)).text();
const sampleOf = (text: string, series: string): number =>
  Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${series} `))
      ?.split(" ")[1] ?? Number.NaN,
  );

describe("/healthz", () => {
  it("says that the process runs, and which version", async () => {
    await start({});
    expect(await get("/healthz")).toEqual({ status: 200, body: { status: "ok", version: "1.2.3" } });
    expect((await fetch(`${url}/healthz`, { method: "HEAD" })).status).toBe(200);
    expect((await fetch(`${url}/healthz?probe=1`, { method: "POST" })).status).toBe(405);
  });
});

describe("/readyz", () => {
  it("is ready where store and sweep are", async () => {
    await start({});
    expect(await get("/readyz")).toEqual({
      status: 200,
      body: { status: "ready", checks: { store: "ok", sweep: "ok" } },
    });
  });

  it("is not where the store does not answer, and says why", async () => {
    await start({});
    await keeper.store.close();
    const { status, body } = await get("/readyz");
    expect(status).toBe(503);
    expect(body).toMatchObject({ status: "not ready", checks: { store: expect.stringContaining("is closed") } });
    expect((await get("/healthz")).status).toBe(200);
  });

  it("is not where nothing could be swept for two intervals, and says why", async () => {
    await start({ ...appEnv(), LANEKEEPER_SWEEP: "1h" });
    expect((await get("/readyz")).status).toBe(200);
    await expect(keeper.sweep()).rejects.toThrow();
    ahead = 2 * 3600_000 + 1000;
    const { status, body } = await get("/readyz");
    expect([status, body.checks]).toEqual([503, { store: "ok", sweep: expect.stringMatching(/^overdue: GitHub /) }]);
  });
});

describe("without credentials", () => {
  it("the App is off, and the webhook is not there", async () => {
    await start({});
    const body = pushOf(1);
    const answer = await fetch(`${url}${PATH}`, { method: "POST", headers: headersOf(body), body });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  });
});

describe("/metrics", () => {
  it("is text as Prometheus reads it, every line of it", async () => {
    await start(appEnv());
    const answer = await fetch(`${url}/metrics`);
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const text = await answer.text();
    const described = new Set<string>();
    for (const line of text.split("\n").filter(Boolean)) {
      const [, name] = /^# (?:HELP|TYPE) ([a-z_]+) \S/.exec(line) ?? [];
      if (name !== undefined) described.add(name);
      else {
        expect(line).toMatch(
          /^[a-z_]+(?:\{[a-z_]+="(?:[^"\\\n]|\\.)*"(?:,[a-z_]+="(?:[^"\\\n]|\\.)*")*\})? (?:[0-9.e+-]+|NaN|\+Inf)$/,
        );
        const series = line.split(/[{ ]/)[0]!;
        expect([...described]).toContain(series.replace(/_(?:bucket|sum|count)$/, ""));
      }
    }
    expect([...described].every((name) => name.startsWith("lanekeeper_"))).toBe(true);
  });

  it("counts what is stored, refused and waiting", async () => {
    await start(appEnv());
    const send = (body: string, headers: Record<string, string>) =>
      fetch(`${url}${PATH}`, { method: "POST", headers, body });
    for (const number of [1, 2]) await send(pushOf(number), headersOf(pushOf(number)));
    await send("{}", headersOf("other"));
    await send("{}", headersOf("{}", "an event nobody knows"));
    const text = await metrics();
    expect(sampleOf(text, 'lanekeeper_webhooks_total{status="202"}')).toBe(3);
    expect(sampleOf(text, 'lanekeeper_webhooks_total{status="401"}')).toBe(1);
    expect(sampleOf(text, 'lanekeeper_deliveries_stored_total{event="push"}')).toBe(2);
    expect(text).not.toContain("nobody knows");
    expect(sampleOf(text, "lanekeeper_inbox_waiting")).toBe(2);
  });

  it("still answers when the store does not, without what only the store knows", async () => {
    await start(appEnv());
    await fetch(`${url}${PATH}`, { method: "POST" });
    await keeper.store.close();
    const text = await metrics();
    expect(sampleOf(text, 'lanekeeper_webhooks_total{status="401"}')).toBe(1);
    expect(sampleOf(text, "lanekeeper_inbox_waiting")).toBeNaN();
  });
});

describe("what is no HTTP", () => {
  const spoken = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(url);
      let heard = "";
      connect(Number(port), hostname)
        .on("data", (chunk) => {
          heard += chunk;
        })
        .on("close", () => resolve(heard))
        .on("error", reject)
        .end(text);
    });

  it.each([
    ["400", "nonsense\r\n\r\n"],
    ["431", `GET / HTTP/1.1\r\nx: ${"x".repeat(20_000)}\r\n\r\n`],
  ])("is answered with a problem too: %s", async (status, text) => {
    await start({});
    const [head = "", body = ""] = (await spoken(text)).split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*\r\ncontent-type: application/problem\\+json\r\n`));
    expect(JSON.parse(body)).toMatchObject({ status: Number(status) });
  });
});
