// Asks the double over HTTP as an App would, without a client's help; and an App that only listens.
import { createSign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { GitHub } from "./github.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever GitHub answers; tests look into it freely
  readonly body: any;
}

export function jwt(world: GitHub, claims: Record<string, unknown> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", typ: "JWT" })}.${part({ iss: world.app.id, iat: now - 30, exp: now + 540, ...claims })}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(world.app.privateKey, "base64url")}`;
}

export async function ask(
  world: GitHub,
  token: string,
  call: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const [method = "GET", path = ""] = call.split(" ");
  const options = { method, headers: { authorization: `Bearer ${token}`, ...headers } };
  const answer = await fetch(
    world.url + path,
    body === undefined ? options : { ...options, body: JSON.stringify(body) },
  );
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === "" ? null : JSON.parse(text) };
}

export type Ask = (call: string, body?: unknown, headers?: Record<string, string>) => Promise<Reply>;

/** Ask with an installation's token, for all it may or for less. */
export async function installed(world: GitHub, less: object = {}, owner = "acme"): Promise<Ask> {
  const { id } = world.installed.of(owner);
  const { body } = await ask(world, jwt(world), `POST /app/installations/${id}/access_tokens`, less);
  return (call, given, headers) => ask(world, body.token, call, given, headers);
}

export interface Heard {
  readonly event: string;
  readonly guid: string;
  readonly signature: string;
  readonly raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: a payload; tests look into it freely
  readonly payload: any;
}

/** An App that listens and answers with a status. */
export class Listener {
  readonly heard: Heard[] = [];
  status = 202;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async (request, response) => {
      let raw = "";
      for await (const chunk of request) raw += chunk;
      const of = (name: string) => String(request.headers[name]);
      const names = {
        event: of("x-github-event"),
        guid: of("x-github-delivery"),
        signature: of("x-hub-signature-256"),
      };
      this.heard.push({ ...names, raw, payload: JSON.parse(raw) });
      response.writeHead(this.status).end("heard");
    });
  }

  static async start(world: GitHub): Promise<Listener> {
    const listener = new Listener();
    await new Promise<void>((resolve) => listener.#server.listen(0, "127.0.0.1", resolve));
    world.connect(`http://127.0.0.1:${(listener.#server.address() as AddressInfo).port}/`);
    return listener;
  }

  of(event: string): Heard[] {
    return this.heard.filter((each) => each.event === event);
  }

  /** Everything heard, in short: event and action. */
  get words(): string[] {
    return this.heard.map(({ event, payload }) => [event, payload.action].filter(Boolean).join("."));
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
