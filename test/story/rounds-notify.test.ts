// People called over the policy's `notify`: one JSON POST per call, to a real receiver, and nothing waits for it.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { begin, POLICY, type Story } from "./app.ts";
import { announce, FILES, reply, rows } from "./letters.ts";

const ROSTER = "teams: [framework, qa]";
const DAY = 86_400_000;

interface Call {
  readonly repository: string;
  readonly round: number;
  readonly why: string;
  readonly team: string | null;
  readonly text: string;
}

let calls: Call[];
let hung: number;
let servers: Server[];
let ahead: number;
let story: Story;

async function listening(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

beforeEach(() => {
  [calls, hung, servers, ahead] = [[], 0, [], 0];
});
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await story.end();
});

/** A repository whose policy calls a receiver, one that never answers, and one that is not there. */
async function begun(env: Record<string, string> = {}) {
  story = await begin(env, { now: () => new Date(Date.now() + ahead).toISOString() });
  const receiver = await listening(
    createServer(async (request, response) => {
      let body = "";
      for await (const part of request.setEncoding("utf8")) body += part;
      calls.push(JSON.parse(body) as Call);
      response.end();
    }),
  );
  const hangs = await listening(
    createServer(() => {
      hung += 1;
    }),
  );
  const urls = [hangs, "http://127.0.0.1:1/", receiver].map((url) => `"${url}"`).join(", ");
  const policy = `${POLICY}rounds: {deadline: 24h}\nnotify: [${urls}]\n`;
  return story.world.repo("acme/app", { files: { ...FILES, ".github/lanekeeper.yml": policy } });
}

test("each call is posted once, late, blocked and complete; addresses that fail hold up nothing", async () => {
  const repo = await begun();
  await announce(repo, 1, ["framework", "qa"], ROSTER);
  await story.quiet();
  expect(calls).toEqual([]);
  const answer = async (team: string, text: string) => {
    await reply(repo, 1, team, text);
    await story.quiet();
  };
  await answer("framework", "**Status**: blocked\n");
  ahead += DAY;
  await story.keeper.tick();
  await story.quiet();
  await answer("qa", "Done.\n");
  const began = performance.now();
  await answer("framework", "Done now.\n");
  // Each of the addresses that hang takes five seconds to be given up.
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(rows(repo, 1)).toEqual({ framework: "replied: done", qa: "replied: done" });
  await story.keeper.sweep();
  await story.restart();
  await story.quiet();
  await story.world.until("three calls", () => calls.length >= 3);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const call = (why: string, team: string | null, text: string) => ({
    repository: "acme/app",
    round: 1,
    why,
    team,
    text,
  });
  expect(calls).toEqual([
    call("blocked", "framework", "acme/app: team framework is blocked in round 1"),
    call("late", "qa", "acme/app: team qa has not answered round 1, and its deadline has passed"),
    call("complete", null, "acme/app: round 1 is complete: framework, qa done"),
  ]);
  expect(hung).toBe(3);
  await story.world.until("what failed, in the log", () => story.log.some(({ event }) => event === "post failed"));
  expect(JSON.stringify(story.log)).not.toContain("/hook");
  expect(repo.talk.read(repo.issues[0]!.number)).toHaveLength(3);
}, 60_000);

test("of two calls, of which the second cannot be drawn at first, each is posted once", async () => {
  const repo = await begun();
  await announce(repo, 1, ["framework", "qa"], ROSTER);
  await story.quiet();
  const comments = { method: "POST", path: "/comments" };
  story.world.fail(comments, { slowMs: 1 });
  story.world.fail(comments, { status: 502 });
  ahead += DAY;
  await story.keeper.tick();
  await story.quiet();
  await story.world.until("two calls", () => calls.length >= 2);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(calls.map(({ why, team }) => `${why} ${team}`)).toEqual(["late framework", "late qa"]);
  const refused = story.world.requests.filter(({ status, path }) => status === 502 && path.endsWith("/comments"));
  expect(refused).toHaveLength(1);
  expect(repo.talk.read(repo.issues[0]!.number)).toHaveLength(2);
}, 90_000);

test("a policy does not make the server reach into its own network where the server is told not to", async () => {
  const repo = await begun({ LANEKEEPER_NOTIFY: "public" });
  await announce(repo, 1, ["framework", "qa"], ROSTER);
  await reply(repo, 1, "framework", "**Status**: blocked\n");
  await story.quiet();
  const failed = () => story.log.filter(({ event }) => event === "post failed");
  await story.world.until("three refusals", () => failed().length === 3);
  expect(failed().map(({ why }) => why)).toEqual(
    Array(3).fill(expect.stringContaining("is not on the public internet")),
  );
  expect([calls, hung]).toEqual([[], 0]);
  repo.talk.read(repo.issues[0]!.number);
}, 60_000);
