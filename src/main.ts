// Wires the parts together: store, host, lanes, sweep, HTTP door. Everything that runs is started here and stopped here.
import type { Probot } from "probot";
import { LOOK_MS, ringDue } from "./app/alarm.ts";
import { Book } from "./app/book.ts";
import { systemClock } from "./app/clock.ts";
import type { Shop } from "./app/desk.ts";
import { Lanes } from "./app/lanes.ts";
import { libraryOf } from "./app/library.ts";
import { News, telling } from "./app/news.ts";
import { Timetable } from "./app/timetable.ts";
import type { Repository } from "./core/signal.ts";
import { localName } from "./hosts/bare/data.ts";
import { BareHosts } from "./hosts/bare/hosts.ts";
import { localRepository, Watcher } from "./hosts/bare/watch.ts";
import { application, type Door, Hosts } from "./hosts/github/app.ts";
import { askAgain, repositories, sweepOf } from "./hosts/github/patrol.ts";
import { signIn } from "./hosts/github/sign-in.ts";
import { signalsOf } from "./hosts/github/signal.ts";
import { visitors } from "./hosts/github/visitor.ts";
import type { Library } from "./http/api.ts";
import type { AskForge } from "./http/auth.ts";
import { Meters } from "./http/meters.ts";
import { poster } from "./http/post.ts";
import type { Readiness } from "./http/server.ts";
import { type Webhook, webhook } from "./http/webhooks.ts";
import { type Clock, type Host, Incomplete } from "./ports.ts";
import { type GitHubSettings, type Level, readSettings, type Settings } from "./settings.ts";
import { pinged } from "./store/ping.ts";
import { openStore, type Store } from "./store/store.ts";

/** One line of the log: what happened, never a payload, never a token; of level "info" where it does not say. */
export type Log = (entry: { readonly level?: Level } & Readonly<Record<string, unknown>>) => void;

export interface Parts {
  readonly settings: Settings;
  readonly data: string;
  readonly log: Log;
  readonly clock?: Clock;
  /** The bare repositories of this machine, asked anew each time. */
  readonly repositories?: () => Promise<readonly string[]>;
  /** Where installations' clients come from; made from the settings unless given. */
  readonly door?: Door;
  /** The ledger is filled again: what people said on the forge comes first, and nobody is called over URLs a second time. */
  readonly anew?: boolean;
}

export interface Keeper {
  readonly store: Store;
  readonly meters: Meters;
  /** Null: the App is off. */
  readonly webhook: Webhook | null;
  /** Sweep everything now; answers with how many repositories were asked for. */
  sweep(): Promise<number>;
  /** Look now at what hangs on time. */
  tick(): Promise<number>;
  ready(): Promise<Readiness>;
  /** What the API reads and does. */
  readonly library: Library;
  /** What GitHub says of a token; null: the App is off. */
  readonly askForge: AskForge | null;
  /** Take nothing more, finish what runs, let go of the store. */
  stop(): Promise<void>;
}

export async function startKeeper(parts: Parts): Promise<Keeper> {
  const { settings, data, log, clock = systemClock } = parts;
  const { github } = settings;
  const store = await openStore({ url: settings.databaseUrl, data });
  const meters = new Meters(store.inbox);
  const hosts = github === null ? null : new Hosts(parts.door ?? (await signIn(github)), github.appId);
  if (hosts !== null) meters.countRequests(hosts.requests);
  const locals = parts.repositories ?? (async () => []);
  const bare = new BareHosts();
  const news = new News();
  const shop: Shop = {
    book: new Book(telling(store.ledger, news)),
    clock,
    since: clock.now(),
    hostOf: (repo) => hostOf(repo, hosts, bare, locals),
    post: parts.anew
      ? () => {}
      : poster(settings.notify, (to, why) => log({ level: "warn", event: "post failed", to, why })),
  };
  const lanes = new Lanes(shop, store.inbox, { handled: diary(meters, clock, log) });
  const asked = new Set<number>();
  /** Why the last sweep failed. */
  let trouble: string | null = null;
  const sweepAll = async (round: string) => {
    const repos = [...(await locals()).map(localRepository), ...(hosts === null ? [] : await repositories(hosts))];
    for (const repo of repos) {
      if (parts.anew)
        await store.inbox.put({ id: `retell/${repo.key}`, repo, signal: { kind: "retell" } }, clock.now());
      await store.inbox.put(sweepOf(repo, round), clock.now());
    }
    const again = hosts === null ? 0 : await askAgain(hosts, clock.now(), asked);
    await store.inbox.forget(new Date(Date.parse(clock.now()) - KEEP_MS).toISOString());
    meters.swept("done", again);
    trouble = null;
    log({ event: "sweep", repositories: repos.length, redeliveries: again });
    return repos.length;
  };
  const timetable = new Timetable(clock, settings.sweep, sweepAll, (error) => {
    trouble = wordsOf(error);
    meters.swept("failed");
    log({ level: "error", event: "sweep failed", why: trouble });
  });
  const watcher = new Watcher(data, store.inbox, clock, locals);
  await watcher.start();
  lanes.start();
  timetable.start();
  const tick = async () => ringDue(shop, store.inbox, await store.ledger.repos());
  // A store that is away now is asked again.
  const alarm = setInterval(() => void tick().catch(() => {}), Math.min(LOOK_MS, settings.sweep)).unref();
  return {
    store,
    meters,
    webhook: github === null ? null : edgeOf(github, store, meters, clock),
    sweep: () => timetable.now(),
    tick,
    library: libraryOf(shop, store, news, async () => (await locals()).map(localName)),
    askForge: github === null ? null : visitors(github.baseUrl),
    ready: async () => {
      const late = ["overdue", ...(trouble === null ? [] : [trouble])].join(": ");
      const checks = { store: await pinged(store), sweep: timetable.overdue() ? late : "ok" };
      return { ready: Object.values(checks).every((each) => each === "ok"), checks };
    },
    stop: async () => {
      timetable.stop();
      clearInterval(alarm);
      await watcher.stop();
      await lanes.stop();
      bare.close();
      await store.close();
    },
  };
}

/** A repository's host by its key: one of this machine, or one of the App's. */
async function hostOf(
  repo: Repository,
  hosts: Hosts | null,
  bare: BareHosts,
  locals: () => Promise<readonly string[]>,
): Promise<Host> {
  if (!repo.key.startsWith("local/")) {
    if (hosts === null)
      throw new Incomplete(`${repo.name} is on GitHub, and the App is off`, "set the App's credentials");
    return hosts.hostOf(repo);
  }
  const path = (await locals()).find((each) => localName(each) === repo.key);
  if (path === undefined) throw new Incomplete(`${repo.name} is not installed on this server any more`);
  return bare.at(path);
}

type Handled = ConstructorParameters<typeof Lanes>[2]["handled"];

const diary =
  (meters: Meters, clock: Clock, log: Log): Handled =>
  ({ delivery, attempts, receivedAt }, outcome, why, ms) => {
    const { repo, signal, id } = delivery;
    meters.handled(outcome, Date.parse(clock.now()) - Date.parse(receivedAt));
    log({
      level: outcome === "done" ? "info" : outcome === "postponed" ? "warn" : "error",
      event: "delivery",
      outcome,
      cause: id,
      repo: repo.name,
      kind: signal.kind,
      attempts,
      ms: Math.round(ms),
      ...(why === null ? {} : { why }),
    });
  };

function edgeOf({ secret }: GitHubSettings, { inbox }: Store, meters: Meters, clock: Clock): Webhook {
  const onStored = (event: string, stored: number) => meters.stored(event, stored);
  const onAnswered = (status: number) => meters.answered(status);
  return webhook({ secret, inbox, clock, read: signalsOf, onStored, onAnswered });
}

/** Done deliveries are remembered for longer than any host delivers again. */
const KEEP_MS = 8 * 24 * 3600_000;

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The App as an ordinary Probot application function: settings from the environment, webhooks received by Probot's own server. */
export default function lanekeeper(app: Probot): void {
  const settings = readSettings(process.env);
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
