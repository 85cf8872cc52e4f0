// Wires the parts together: store, host, lanes, sweep, HTTP door. Everything that runs is started here and stopped here.
import type { Probot } from "probot";
import { Book } from "./app/book.ts";
import { systemClock } from "./app/clock.ts";
import type { Shop } from "./app/handle.ts";
import { Lanes } from "./app/lanes.ts";
import { Timetable } from "./app/timetable.ts";
import { application, type Door, Hosts } from "./hosts/github/app.ts";
import { askAgain, repositories, sweepOf } from "./hosts/github/patrol.ts";
import { signalsOf } from "./hosts/github/signal.ts";
import { Meters } from "./http/meters.ts";
import type { Readiness } from "./http/server.ts";
import { webhook } from "./http/webhooks.ts";
import type { Clock } from "./ports.ts";
import { type GitHubSettings, readSettings, type Settings } from "./settings.ts";
import { openStore, type Store } from "./store/store.ts";

/** One line of the log: what happened, never a payload, never a token. */
export type Log = (entry: Readonly<Record<string, unknown>>) => void;

export interface Parts {
  readonly settings: Settings;
  readonly data: string;
  readonly log: Log;
  readonly clock?: Clock;
  /** False: do not space out writes, for a double that has no limits. */
  readonly pace?: boolean;
  /** Where installations' clients come from; made from the settings unless given. */
  readonly door?: Door;
}

export interface Keeper {
  readonly store: Store;
  readonly meters: Meters;
  readonly webhook: Parameters<typeof webhook> extends [unknown, ...infer Rest]
    ? ((...rest: Rest) => Promise<void>) | null
    : never;
  /** Sweep everything now; answers with how many repositories were asked for. */
  sweep(): Promise<number>;
  ready(): Promise<Readiness>;
  /** Take nothing more, finish what runs, let go of the store. */
  stop(): Promise<void>;
}

export async function startKeeper({
  settings,
  data,
  log,
  clock = systemClock,
  pace = true,
  door,
}: Parts): Promise<Keeper> {
  const store = await openStore({ url: settings.databaseUrl, data });
  const meters = new Meters(store.inbox);
  const { github } = settings;
  if (github === null) return withoutApp(store, meters);
  const hosts = new Hosts(door ?? (await probotOf(github, pace)), github.appId);
  meters.countRequests(hosts.requests);
  const shop: Shop = { book: new Book(store.ledger), clock, hostOf: hosts.hostOf };
  const lanes = new Lanes(shop, store.inbox, {
    handled: ({ delivery, attempts, receivedAt }, outcome, why, ms) => {
      const { repo, signal, id } = delivery;
      meters.handled(outcome, Date.parse(clock.now()) - Date.parse(receivedAt));
      log({
        event: "delivery",
        outcome,
        cause: id,
        repo: repo.name,
        kind: signal.kind,
        attempts,
        ms: Math.round(ms),
        ...(why === null ? {} : { why }),
      });
    },
  });
  const asked = new Set<number>();
  const timetable = new Timetable(
    clock,
    settings.sweep,
    async (round) => {
      const repos = await repositories(hosts);
      for (const repo of repos) await store.inbox.put(sweepOf(repo, round), clock.now());
      const again = await askAgain(hosts, clock.now(), asked);
      await store.inbox.forget(new Date(Date.parse(clock.now()) - KEEP_MS).toISOString());
      log({ event: "sweep", repositories: repos.length, redeliveries: again });
      return repos.length;
    },
    (error) => log({ event: "sweep failed", why: error instanceof Error ? error.message : String(error) }),
  );
  lanes.start();
  timetable.start();
  const edge = {
    secret: github.secret,
    inbox: store.inbox,
    clock,
    read: signalsOf,
    onStored: (event: string, stored: number) => meters.stored(event, stored),
  };
  return {
    store,
    meters,
    webhook: (request, response) => webhook(edge, request, response),
    sweep: () => timetable.now(),
    ready: async () => {
      const checks = { store: await pinged(store), sweep: timetable.overdue() ? "overdue" : "ok" };
      return { ready: Object.values(checks).every((each) => each === "ok"), checks };
    },
    stop: async () => {
      timetable.stop();
      await lanes.stop();
      await store.close();
    },
  };
}

/** Done deliveries are remembered for longer than any host delivers again. */
const KEEP_MS = 8 * 24 * 3600_000;

function withoutApp(store: Store, meters: Meters): Keeper {
  const ready = async () => {
    const checks = { store: await pinged(store) };
    return { ready: checks.store === "ok", checks };
  };
  return { store, meters, webhook: null, sweep: async () => 0, ready, stop: () => store.close() };
}

const pinged = (store: Store): Promise<string> =>
  store.ping().then(
    () => "ok",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

/** Probot signs in for us. It does not retry: a POST that was answered with an error may have been carried out. */
async function probotOf({ appId, privateKey, secret, baseUrl }: GitHubSettings, pace: boolean): Promise<Probot> {
  const { Probot, ProbotOctokit } = await import("probot");
  const throttle = { enabled: pace, onRateLimit: () => false, onSecondaryRateLimit: () => false };
  const Octokit = ProbotOctokit.defaults({ throttle, retry: { enabled: false } });
  const request = {
    fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_MS) }),
  };
  const probot = new Probot({
    appId,
    privateKey,
    secret,
    baseUrl,
    Octokit,
    logLevel: "fatal",
    request,
  } as ConstructorParameters<typeof Probot>[0]);
  await probot.ready();
  return probot;
}

const REQUEST_MS = 30_000;

/** The App as an ordinary Probot application function: settings from the environment, webhooks received by Probot's own server. */
export default function lanekeeper(app: Probot): void {
  const settings = readSettings({ ...process.env, WEBHOOK_SECRET: process.env.WEBHOOK_SECRET });
  const log: Log = (entry) => app.log.info(entry);
  const starting = startKeeper({
    settings,
    data: process.env.LANEKEEPER_DATA ?? "./.lanekeeper",
    log,
    door: app as unknown as Door,
  });
  const inbox = {
    put: async (...args: Parameters<Store["inbox"]["put"]>) => (await starting).store.inbox.put(...args),
  };
  application(inbox, systemClock)(app, { getRouter: undefined, cwd: process.cwd() } as never);
}
