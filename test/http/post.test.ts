// Documents handed to web addresses: once, in time, only where they may go, and never in anybody's way.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { poster } from "../../src/http/post.ts";
import { until } from "../world/until.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listening(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A receiver that keeps what it got and answers with a status. */
async function receiver(status: number, headers: Record<string, string> = {}) {
  const got: { method: string | undefined; type: string | undefined; body: string }[] = [];
  const url = await listening(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    got.push({ method: request.method, type: request.headers["content-type"], body });
    response.writeHead(status, headers).end("thanks");
  });
  return { got, url };
}

const posting = (where: "public" | "anywhere") => {
  const failures: string[] = [];
  return { post: poster(where, (host, why) => failures.push(`${host}: ${why}`)), failures };
};

test("a document is posted once, as JSON", async () => {
  const { got, url } = await receiver(204);
  const { post, failures } = posting("anywhere");
  post(`${url}/hook?token=x`, { team: "qä" });
  await until("a document", () => got.length > 0, 10_000);
  expect(got).toEqual([{ method: "POST", type: "application/json", body: '{"team":"qä"}' }]);
  expect(failures).toEqual([]);
});

test("a refusal and a redirect are told, by host alone, and neither is tried again or followed", async () => {
  const { got, url } = await receiver(200);
  const { post, failures } = posting("anywhere");
  const elsewhere = await receiver(307, { location: url });
  const broken = await receiver(500);
  post(`${elsewhere.url}/secret`, {});
  post(`${broken.url}/secret`, {});
  await until("two failures", () => failures.length === 2, 10_000);
  expect(failures.sort()).toEqual(
    [`${elsewhere.url}: it answered 307`, `${broken.url}: it answered 500`].map((each) => each.slice(7)).sort(),
  );
  expect(got).toEqual([]);
  expect(broken.got).toHaveLength(1);
});

test("an address that hangs is given up after five seconds, and many of them hold up others only that long", async () => {
  const hangs = await listening(() => {});
  const { got, url } = await receiver(200);
  const { post, failures } = posting("anywhere");
  for (let n = 0; n < 16; n += 1) post(hangs, {});
  post(url, {});
  const began = performance.now();
  await until("a document", () => got.length > 0, 20_000);
  expect(performance.now() - began).toBeGreaterThan(3_000);
  await until("all of them to be given up", () => failures.length === 16, 10_000);
}, 30_000);

const INSIDE = [
  ...[
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "0",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
  ],
  ...[
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[64:ff9b::a9fe:a9fe]",
  ],
  ...["localhost", "LOCALHOST."],
];
test.each(INSIDE)("http://%s is not reached from where only the public internet may be", async (host) => {
  const { got, url } = await receiver(200);
  const { post, failures } = posting("public");
  post(`http://${host}:${new URL(url).port}/`, {});
  await until("a failure", () => failures.length > 0, 10_000);
  expect(failures).toEqual([expect.stringMatching(/is not on the public internet|ENOTFOUND|EAI_AGAIN/)]);
  expect(got).toEqual([]);
});
