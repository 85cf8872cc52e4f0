// What GitHub says of a token: who it is and what it may, remembered for a few minutes and no longer, however often it is asked.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { visitors } from "../../../src/hosts/github/visitor.ts";
import { Incomplete } from "../../../src/ports.ts";

const MINUTE = 60_000;
let server: Server;
let url = "";
let asked: string[] = [];
let answers: Record<string, [number, unknown]> = {};
let at = 0;
let ask: ReturnType<typeof visitors>;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.headers.authorization} ${request.url}`);
    const [status, body] = answers[request.url ?? ""] ?? [404, { message: "Not Found" }];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  asked = [];
  at = 1_000;
  answers = {
    "/repos/acme/app": [200, { permissions: { push: true } }],
    "/repos/acme/docs": [200, { permissions: { push: false } }],
    "/user": [200, { login: "grace" }],
  };
  ask = visitors(url, { now: () => at });
});

/** The cache looks at its clock once a millisecond. */
const pass = async (ms: number) => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  at += ms;
};

test("whoever may push may write, whoever may read may read, with the login of the token", async () => {
  expect(await ask("ghp_x", "acme/app")).toEqual({ login: "grace", session: null, role: "write" });
  expect(await ask("ghp_x", "acme/docs")).toEqual({ login: "grace", session: null, role: "read" });
  expect(asked).toEqual(
    ["/repos/acme/app", "/user", "/repos/acme/docs", "/user"].map((path) => `Bearer ghp_x ${path}`),
  );
});

test("a token of an installation is nobody's and still opens what it may read", async () => {
  answers["/user"] = [403, { message: "Resource not accessible by integration" }];
  expect(await ask("ghs_x", "acme/docs")).toEqual({ login: null, session: null, role: "read" });
});

test.each([401, 403, 404])("a token that GitHub answers with %i opens nothing", async (status) => {
  answers["/repos/acme/app"] = [status, { message: "no" }];
  expect(await ask("ghp_x", "acme/app")).toBeNull();
  expect(asked).toHaveLength(1);
});

test("an answer is remembered for its token and its repository, written in any case, and for nothing else", async () => {
  await ask("ghp_x", "acme/app");
  expect(await ask("ghp_x", "Acme/App")).toMatchObject({ role: "write" });
  expect(asked).toHaveLength(2);
  await ask("ghp_y", "acme/app");
  expect(asked.slice(2)).toEqual(["Bearer ghp_y /repos/acme/app", "Bearer ghp_y /user"]);
  expect(await ask("ghp_x", "acme/other")).toBeNull();
});

test("a token that was revoked is shut out within minutes, also one that asks all the time", async () => {
  await ask("ghp_x", "acme/app");
  answers["/repos/acme/app"] = [401, { message: "Bad credentials" }];
  let last: unknown = "never asked";
  for (let minute = 0; minute < 5; minute += 1) {
    await pass(MINUTE);
    last = await ask("ghp_x", "acme/app");
  }
  expect(last).toBeNull();
});

test("one that was let in meanwhile gets in within minutes, also if it asks all the time", async () => {
  answers["/repos/acme/app"] = [404, { message: "Not Found" }];
  expect(await ask("ghp_x", "acme/app")).toBeNull();
  answers["/repos/acme/app"] = [200, { permissions: { push: false } }];
  let last: unknown = "never asked";
  for (let minute = 0; minute < 5; minute += 1) {
    await pass(MINUTE);
    last = await ask("ghp_x", "acme/app");
  }
  expect(last).toMatchObject({ role: "read" });
});

test("an answer that does not come lets nobody in, and is asked for again", async () => {
  answers["/repos/acme/app"] = [502, { message: "unicorn" }];
  await expect(ask("ghp_x", "acme/app")).rejects.toThrow(Incomplete);
  answers["/repos/acme/app"] = [200, { permissions: { push: true } }];
  expect(await ask("ghp_x", "acme/app")).toMatchObject({ role: "write" });
  await expect(visitors("http://127.0.0.1:1")("ghp_x", "acme/app")).rejects.toThrow(Incomplete);
});
