// The real App in front of the double: our own edge, store, lanes and sweep; webhooks come in at its HTTP door.
import { mkdtempSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { api } from "../../src/http/api.ts";
import { type HttpServer, httpServer } from "../../src/http/server.ts";
import { type Grant, Tokens } from "../../src/http/tokens.ts";
import { type Keeper, startKeeper } from "../../src/main.ts";
import type { Clock } from "../../src/ports.ts";
import { readSettings } from "../../src/settings.ts";
import { GitHub } from "../world/github.ts";

export interface Story {
  readonly world: GitHub;
  readonly keeper: Keeper;
  readonly url: string;
  readonly log: Record<string, unknown>[];
  /** A bearer token of this server. */
  token(grant: Partial<Grant>): Promise<string>;
  /** The App goes away and comes back on the same data. */
  restart(): Promise<void>;
  /** The App comes back and remembers nothing. */
  forget(): Promise<void>;
  /** Nothing waits any more: every delivery made was handled. */
  quiet(): Promise<void>;
  /** Everything said was read, everything asked was by GitHub's description; then all goes away. */
  end(): Promise<void>;
}

/** Start GitHub and the App; the first sweep has run. */
export async function begin(env: Record<string, string> = {}, clock?: Clock): Promise<Story> {
  const world = await GitHub.start();
  const data = mkdtempSync(join(tmpdir(), "lanekeeper-story-"));
  const log: Record<string, unknown>[] = [];
  let running = await run(world, data, env, log, clock);
  return {
    world,
    get keeper() {
      return running.keeper;
    },
    get url() {
      return running.url;
    },
    log,
    token: async (grant) => {
      const { token } = await new Tokens(data).create({
        repo: null,
        session: null,
        role: "write",
        login: null,
        ...grant,
      });
      return token;
    },
    restart: async () => {
      await stop(running);
      running = await run(world, data, env, log, clock);
    },
    forget: async () => {
      await stop(running);
      for (const name of readdirSync(data)) if (name.startsWith("lanekeeper.db")) await rm(join(data, name));
      running = await run(world, data, env, log, clock);
    },
    quiet: async () => {
      await world.settled();
      await world.until("an empty inbox", async () => (await running.keeper.store.inbox.count()).waiting === 0, 90_000);
    },
    end: async () => {
      await stop(running);
      await world.close();
      await rm(data, { recursive: true, force: true });
      world.verify();
    },
  };
}

interface Running {
  readonly keeper: Keeper;
  readonly http: HttpServer;
  readonly url: string;
}

async function run(
  world: GitHub,
  data: string,
  env: Record<string, string>,
  log: Record<string, unknown>[],
  clock?: Clock,
): Promise<Running> {
  const settings = readSettings({ LANEKEEPER_SWEEP: "1h", LANEKEEPER_PACE: "off", ...world.env, ...env });
  const keeper = await startKeeper({
    ...{ settings, data, log: (entry: Record<string, unknown>) => log.push(entry) },
    ...(clock === undefined ? {} : { clock }),
  });
  const http = httpServer({
    version: "test",
    ready: keeper.ready,
    metrics: () => keeper.meters.text(),
    webhook: keeper.webhook,
    api: api(keeper.library, new Tokens(data), keeper.askForge),
    onError: (error) => log.push({ event: "error", error: String(error) }),
  });
  const url = await http.listen("127.0.0.1", 0);
  world.connect(`${url}/api/github/webhooks`);
  await keeper.sweep();
  return { keeper, http, url };
}

async function stop({ keeper, http }: Running): Promise<void> {
  await http.close();
  await keeper.stop();
}

/** Three teams and an architect: the policy of most stories. */
export const POLICY = `version: 1
architects: [ada]
teams:
  framework:
    write: ["framework/"]
    sessions: [sA]
  qa:
    write: ["qa/"]
  docs:
    write: ["docs/"]
    members: [dora]
`;
