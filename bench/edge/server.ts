// One server of bench/edge.mjs, in a process of its own: ours with its store, a bare one, or Probot's. Prints its address.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { signalsOf } from "../../src/hosts/github/signal.ts";
import { Meters } from "../../src/http/meters.ts";
import { httpServer } from "../../src/http/server.ts";
import { webhook } from "../../src/http/webhooks.ts";
import { openStore } from "../../src/store/store.ts";

const [kind = "", folder = ""] = process.argv.slice(2);
const SECRET = "secret";

const servers: Readonly<Record<string, () => Promise<string>>> = { bare, ours, probot };

/** What anybody would have to do at least: read, compare the signature, parse, answer. Nothing is kept. */
function bare(): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const expected = Buffer.from(`sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`);
      const given = Buffer.from(String(request.headers["x-hub-signature-256"]));
      const fits = given.length === expected.length && timingSafeEqual(given, expected);
      const status = fits && typeof JSON.parse(body.toString("utf8")) === "object" ? 202 : 401;
      response.writeHead(status, { "content-type": "application/json", "content-length": 3 }).end("{}\n");
    });
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as { port: number }).port}`));
  });
}

/** The edge as `serve` puts it together, without what works the inbox off. */
async function ours(): Promise<string> {
  const store = await openStore({ url: process.env.BENCH_DATABASE_URL ?? null, data: folder });
  const meters = new Meters(store.inbox);
  const http = httpServer({
    version: "bench",
    ready: async () => ({ ready: true, checks: { waiting: String((await store.inbox.count()).waiting) } }),
    metrics: () => meters.text(),
    webhook: webhook({
      secret: SECRET,
      inbox: store.inbox,
      clock: { now: () => new Date().toISOString() },
      read: signalsOf,
      onStored: (event, count) => meters.stored(event, count),
      onAnswered: (status) => meters.answered(status),
    }),
    onError: (error) => process.stderr.write(`${error}\n`),
  });
  return http.listen("127.0.0.1", 0);
}

/** Probot as it comes, with a handler that does nothing. Its log goes where ours would. */
async function probot(): Promise<string> {
  const { Server, Probot } = await import("probot");
  const { generateKeyPairSync } = await import("node:crypto");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  // Sends nothing: an installation's token is made only when somebody asks for something.
  const server = new Server({
    host: "127.0.0.1",
    port: 0,
    Probot: Probot.defaults({ appId: 1, privateKey: key, secret: SECRET }),
  });
  await server.load((app) => {
    app.on("push", async () => {});
  });
  const http = await server.start();
  return `http://127.0.0.1:${(http.address() as { port: number }).port}`;
}

// Processor time is what a busy machine does not distort.
process.on("message", () => process.send?.(process.cpuUsage()));
process.stdout.write(`listening on ${await servers[kind]!()}\n`);
