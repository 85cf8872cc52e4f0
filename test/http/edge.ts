// The edge on a real store and a real socket, without the rest of the App: what comes in is stored, and stays there to be counted.
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signalsOf } from "../../src/hosts/github/signal.ts";
import { httpServer, type Rooms, TIMEOUTS } from "../../src/http/server.ts";
import { webhook } from "../../src/http/webhooks.ts";
import { openStore, type Store } from "../../src/store/store.ts";

export const SECRET = "a secret of the edge";
export const PATH = "/api/github/webhooks";

export const sign = (body: string | Buffer, secret = SECRET): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

/** Headers as GitHub sends them. */
export const headersOf = (
  body: string | Buffer,
  event = "push",
  id: string = randomUUID(),
): Record<string, string> => ({
  "content-type": "application/json",
  "x-github-delivery": id,
  "x-github-event": event,
  "x-hub-signature-256": sign(body),
});

/** A push, small; `more` is put into the payload. */
export const pushOf = (number: number, more: object = {}): string =>
  JSON.stringify({
    ref: "refs/heads/framework/round-5",
    before: "0".repeat(40),
    after: number.toString(16).padStart(40, "a"),
    repository: { id: 1, full_name: "acme/app" },
    installation: { id: 2 },
    sender: { login: "grace" },
    ...more,
  });

export interface Edge {
  readonly url: string;
  readonly store: Store;
  readonly errors: unknown[];
  /** The status of every answer of the webhook. */
  readonly answered: number[];
  /** The event of every delivery stored anew. */
  readonly stored: string[];
  readonly post: (body: string | Buffer, headers?: Record<string, string>) => Promise<Response>;
  readonly waiting: () => Promise<number>;
  readonly close: () => Promise<void>;
}

export async function openEdge(timeouts = TIMEOUTS): Promise<Edge> {
  const data = mkdtempSync(join(tmpdir(), "lanekeeper-edge-"));
  const store = await openStore({ url: null, data });
  const [errors, answered, stored]: [unknown[], number[], string[]] = [[], [], []];
  const rooms: Rooms = {
    version: "test",
    ready: async () => ({ ready: true, checks: {} }),
    metrics: async () => "",
    webhook: webhook({
      secret: SECRET,
      inbox: store.inbox,
      clock: { now: () => new Date().toISOString() },
      read: signalsOf,
      onStored: (event) => stored.push(event),
      onAnswered: (status) => answered.push(status),
    }),
    onError: (error) => errors.push(error),
  };
  const http = httpServer(rooms, timeouts);
  const url = await http.listen("127.0.0.1", 0);
  const post = (body: string | Buffer, headers: Record<string, string> = headersOf(body)) =>
    fetch(`${url}${PATH}`, { method: "POST", headers, body });
  const waiting = async () => (await store.inbox.count()).waiting;
  const close = async () => {
    await http.close(100);
    await store.close();
    await rm(data, { recursive: true, force: true });
  };
  return { url, store, errors, answered, stored, post, waiting, close };
}

/** Write lines and pieces to a server as they are; answers with everything it said until the connection ended. */
export function talk(url: string, pieces: Iterable<string | Buffer>, ms = 20_000): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(Number(port), hostname);
    const end = () => {
      clearTimeout(late);
      socket.destroy();
      resolve(said);
    };
    const late = setTimeout(end, ms);
    socket.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    socket.on("error", () => {});
    socket.on("close", end).on("end", end);
    const iterator = pieces[Symbol.iterator]();
    const write = () => {
      for (let next = iterator.next(); !next.done; next = iterator.next())
        if (!socket.write(next.value)) return void socket.once("drain", write);
    };
    write();
  });
}

/** The lines a request begins with. */
export const head = (method: string, path: string, headers: Readonly<Record<string, string | number>>): string =>
  `${method} ${path} HTTP/1.1\r\nhost: edge\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;

/** So many megabytes, chunk by chunk, without a length. */
export function* chunked(megabytes: number): Generator<string | Buffer> {
  const megabyte = Buffer.alloc(1024 * 1024, " ");
  for (let count = 0; count < megabytes; count += 1) {
    yield "100000\r\n";
    yield megabyte;
    yield "\r\n";
  }
  yield "0\r\n\r\n";
}
