// The edge as it is seen from outside: which requests are stored, which are refused, and with what words.
import { readFileSync } from "node:fs";
import { TIMEOUTS } from "../../src/http/server.ts";
import { chunked, type Edge, head, headersOf, openEdge, PATH, pushOf, sign, talk } from "./edge.ts";

let edge: Edge;
beforeEach(async () => {
  edge = await openEdge();
});
afterEach(async () => {
  await edge.close();
  expect(edge.errors).toEqual([]);
});

const MB = 1024 * 1024;
const statusIn = (said: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1]);
const without = (headers: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));

describe("a delivery", () => {
  it("is in the store when it is answered", async () => {
    const answer = await edge.post(pushOf(1));
    expect([answer.status, await answer.json(), await edge.waiting()]).toEqual([202, { stored: 1 }, 1]);
    expect([edge.answered, edge.stored]).toEqual([[202], ["push"]]);
  });

  it("that comes again is answered alike and stored once", async () => {
    const [body, id] = [pushOf(1), "2a4d7c60-0000-11f1-8000-000000000000"];
    for (let time = 0; time < 3; time += 1)
      expect((await edge.post(body, headersOf(body, "push", id))).status).toBe(202);
    expect([await edge.waiting(), edge.stored]).toEqual([1, ["push"]]);
  });

  it("of an event that means nothing here is answered and not stored", async () => {
    for (const event of ["ping", "star", "__proto__", "constructor", "x".repeat(5000)])
      expect((await edge.post("{}", headersOf("{}", event))).status).toBe(202);
    expect([await edge.waiting(), edge.stored]).toEqual([0, []]);
  });

  it.each([["null"], ["[]"], ["3"], ['"text"'], ["{}"]])("of JSON that is no payload is answered: %s", async (body) => {
    expect((await edge.post(body)).status).toBe(202);
  });

  it("may have a character outside ASCII on the border of two packets", async () => {
    const body = Buffer.from(pushOf(1, { sender: { login: "gräce" } }));
    const cut = body.indexOf(0xc3) + 1;
    const headers = { ...headersOf(body), "content-length": body.length, connection: "close" };
    const said = await talk(edge.url, [head("POST", PATH, headers), body.subarray(0, cut), body.subarray(cut)]);
    expect(statusIn(said)).toBe(202);
    const [taken] = await edge.store.inbox.take(1, new Date().toISOString(), 1000);
    expect(taken?.delivery.signal).toMatchObject({ by: "gräce" });
  });

  it("is answered with 503 when the store fails, and is taken when it is sent again", async () => {
    await edge.store.close();
    const answer = await edge.post(pushOf(1));
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { title: "not stored", status: 503, detail: "the store did not answer; the delivery can be sent again" },
    ]);
  });
});

describe("a signature", () => {
  it.each<[string, (body: string) => string]>([
    ["of another secret", (body) => sign(body, "another")],
    ["of another body", () => sign("{ }")],
    ["cut short", (body) => sign(body).slice(0, -2)],
    ["with more behind it", (body) => `${sign(body)}00`],
    ["in capitals", (body) => sign(body).toUpperCase()],
    ["of the old kind", () => "sha1=0000000000000000000000000000000000000000"],
    ["that is rubbish", () => "sha256=ÿÿÿÿ"],
    ["given twice", (body) => `${sign(body)}, ${sign(body)}`],
  ])("%s is refused", async (_, signature) => {
    const body = pushOf(1);
    const answer = await edge.post(body, { ...headersOf(body), "x-hub-signature-256": signature(body) });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([401, "application/problem+json"]);
    expect(await edge.waiting()).toBe(0);
  });

  it("that is missing is refused before the body has come", async () => {
    const headers = { ...without(headersOf(""), "x-hub-signature-256"), "content-length": 100_000 };
    const said = await talk(edge.url, [head("POST", PATH, headers)]);
    expect(statusIn(said)).toBe(401);
    expect(said).toContain("X-Hub-Signature-256 is missing");
  });

  it("is compared in a time that does not tell where it differs", () => {
    const source = readFileSync(new URL("../../src/http/webhooks.ts", import.meta.url), "utf8");
    expect(source).toContain("timingSafeEqual(");
    expect(source).not.toMatch(/signature [!=]==(?! "string")|[!=]== expected|expected\.equals/);
  });
});

describe("a body", () => {
  it("that says it is over 25 MB is refused unread", async () => {
    const headers = { ...headersOf(""), "content-length": 25 * MB + 1 };
    expect(statusIn(await talk(edge.url, [head("POST", PATH, headers)]))).toBe(413);
  });

  it("that becomes more than 25 MB without having said so is refused, and the connection ends", async () => {
    const headers = { ...headersOf(""), "transfer-encoding": "chunked" };
    const said = await talk(edge.url, [head("POST", PATH, headers), ...chunked(27)]);
    expect([statusIn(said), edge.answered]).toEqual([413, [413]]);
  });

  it("of exactly 25 MB is taken", async () => {
    const body = Buffer.alloc(25 * MB, " ");
    body.write(pushOf(1));
    expect((await edge.post(body)).status).toBe(202);
  });

  it.each([
    ["cut short", '{"ref":'],
    ["empty", ""],
    ["a form", `payload=${encodeURIComponent(pushOf(1))}`],
  ])("that is no JSON is refused with what to do: %s", async (_, body) => {
    const answer = await edge.post(body, { ...headersOf(body), "content-type": "application/x-www-form-urlencoded" });
    const detail = "set the webhook's content type to application/json";
    expect([answer.status, await answer.json()]).toEqual([400, { title: "not JSON", status: 400, detail }]);
  });

  it("that ends early is nobody's error", async () => {
    const headers = { ...headersOf(""), "content-length": 1000 };
    const said = talk(edge.url, [head("POST", PATH, headers), "{"], 50);
    await said;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([edge.answered, edge.errors]).toEqual([[], []]);
  });
});

describe("a request", () => {
  it.each(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])("by %s is told how to ask", async (method) => {
    const answer = await fetch(`${edge.url}${PATH}`, { method });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it.each([
    ["without an id", { "x-github-delivery": "" }],
    ["with an id like one of our own", { "x-github-delivery": "sweep/1/github/1" }],
    ["with an endless id", { "x-github-delivery": "a".repeat(201) }],
  ])("%s is no delivery", async (_, more) => {
    const body = pushOf(1);
    expect((await edge.post(body, { ...headersOf(body), ...more })).status).toBe(400);
    expect(await edge.waiting()).toBe(0);
  });

  it.each([
    ["a header without a name", "POST / HTTP/1.1\r\nhost: x\r\n: y\r\n\r\n", 400],
    ["no HTTP at all", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", 400],
    ["headers without end", `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`, 431],
    ["two lengths", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", 400],
  ])("of rubbish is refused: %s", async (_, text, status) => {
    expect(statusIn(await talk(edge.url, [text], 5000))).toBe(status);
    expect((await fetch(`${edge.url}/healthz`)).status).toBe(200);
  });

  it("that does not come to its end loses the connection", async () => {
    expect([TIMEOUTS.headersTimeout, TIMEOUTS.requestTimeout].every((ms) => ms > 0 && ms <= 60_000)).toBe(true);
    const impatient = await openEdge({ headersTimeout: 100, requestTimeout: 300, connectionsCheckingInterval: 20 });
    const letters = "POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\nx-a: ";
    const body = head("POST", PATH, { ...headersOf(""), "content-length": 100 });
    const said = await Promise.all([talk(impatient.url, [letters]), talk(impatient.url, [body, "{"])]);
    expect(said.map(statusIn)).toEqual([408, 408]);
    await impatient.close();
  });

  it("to a place that is none, with a body, is answered and keeps the connection", async () => {
    const text = `${head("POST", "/nowhere", { "content-length": 2 })}{}${head("GET", "/healthz", { connection: "close" })}`;
    expect(await talk(edge.url, [text], 5000)).toMatch(/^HTTP\/1\.1 404[\s\S]*HTTP\/1\.1 (404|200)/);
  });
});
