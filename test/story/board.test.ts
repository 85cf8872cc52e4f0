// The board, the records on heads and the call: made once there is something to show, edited in place, brought up to date, told once.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { begin, POLICY, type Story } from "./app.ts";
import { Scene } from "./scene.ts";

let story: Story;
let now = Date.now();
let hook: Server;
const told: Record<string, unknown>[] = [];

beforeAll(async () => {
  hook = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk;
    });
    request.on("end", () => {
      told.push(JSON.parse(body) as Record<string, unknown>);
      response.end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  story = await begin({ LANEKEEPER_NOTIFY: "anywhere" }, { now: () => new Date(now).toISOString() });
});
afterAll(async () => {
  hook.close();
  await story.end();
});

const policy = () => `${POLICY}messages: {ack_within: 30m, escalate_to: [ada]}
notify: ["http://127.0.0.1:${(hook.address() as AddressInfo).port}/"]
`;

test("a session's claims and messages are on the board, on its head and on its pull request, and are over when they are over", async () => {
  const scene = await Scene.of(story, { ".github/lanekeeper.yml": policy() });
  const { repo } = scene;
  const board = () => repo.issues.find(({ title }) => title === "Lanekeeper board");
  const record = (head: string, name: string) => {
    const run = repo.checks.of(head, name).at(-1);
    return run === undefined ? null : `${run.conclusion}: ${run.output.title}`;
  };
  await scene.push("grace", "qa/x", { "qa/b.ts": "2\n" });
  await story.quiet();
  expect(board()).toBeUndefined();
  expect(repo.issues).toEqual([]);

  const head = await scene.push("grace", "session-sA", { "framework/a.ts": "2\n" }, "[sA] Change a");
  const number = await scene.pull("session-sA");
  await story.quiet();
  expect(board()?.labels).toEqual(["lanekeeper"]);
  expect(board()?.body).toContain("| sA | framework | here | `session-sA` |");
  expect([record(head, "lanekeeper/claims"), record(head, "lanekeeper/acks")]).toEqual([null, null]);
  expect(await scene.said(number)).toEqual([]);

  const say = (text: string) => repo.talk.comment(number, text, { by: "grace" });
  say("/claim framework/** -- the parser");
  await story.quiet();
  expect(record(head, "lanekeeper/claims")).toBe("success: holds 1 claim");
  repo.talk.comment(number, "as sB: /ask sA Which way?", { by: "grace" });
  await story.quiet();
  expect(record(head, "lanekeeper/acks")).toBe("success: 1 message not acknowledged");
  expect(board()?.body).toContain("`m1` question from sB to sA, sent: Which way?");
  expect(await scene.said(number)).toEqual([
    expect.stringContaining("/claim"),
    expect.stringContaining("as sB"),
    expect.stringContaining("`m1` question from sB to sA"),
  ]);

  now += 61 * 60_000;
  await story.keeper.tick();
  await story.quiet();
  expect(record(head, "lanekeeper/acks")).toBe("failure: 1 message not acknowledged for too long");
  const calls = () => repo.talk.read(board()!.number).map(({ body }) => body);
  expect(calls()).toEqual([expect.stringMatching(/@ada: nobody acknowledges 1 message/)]);
  // Nobody waits for a post.
  await story.world.until("the call", () => told.length > 0);
  expect(told).toMatchObject([{ repository: `acme/${repo.name}`, message: "m1", why: "escalated", to: "sA" }]);
  await story.keeper.sweep();
  await story.quiet();
  expect(told).toHaveLength(1);

  say("/ack m1 answered -- that way");
  say("/release all");
  await story.quiet();
  expect(record(head, "lanekeeper/acks")).toBe("success: nothing waits");
  expect(record(head, "lanekeeper/claims")).toBe("success: nothing is claimed");
  expect(calls()).toEqual([expect.stringContaining("Nothing is overdue any more.")]);
  expect(await scene.said(number)).toContainEqual(expect.stringContaining("Nothing waits here any more."));
  const writes = story.world.requests.filter(({ method }) => method !== "GET").length;
  await story.keeper.sweep();
  await story.quiet();
  expect(story.world.requests.filter(({ method }) => method !== "GET")).toHaveLength(writes);
});
