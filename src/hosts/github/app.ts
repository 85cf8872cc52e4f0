// The App on GitHub: one client per installation, one host per repository, and the application function that Probot knows.
import { LRUCache } from "lru-cache";
import type { ApplicationFunction, Probot } from "probot";
import type { RepoKey, Repository } from "../../core/signal.ts";
import { type Clock, type Host, type Inbox, Incomplete } from "../../ports.ts";
import { GitHubHost, type Remembered, remember } from "./host.ts";
import { type Octokit, Rest } from "./rest.ts";
import { signalsOf } from "./signal.ts";

/** Credentials of an App: a client for the App itself, or for one of its installations. */
export interface Door {
  auth(installation?: number): Promise<unknown>;
}

/** A Probot application function: every webhook becomes signals in the inbox, and is answered once they are stored. */
export function application(inbox: Pick<Inbox, "put">, clock: Clock): ApplicationFunction {
  return (app: Probot) => {
    app.onAny(async ({ id, name, payload }) => {
      for (const delivery of signalsOf(id, name, payload, clock.now())) await inbox.put(delivery, clock.now());
    });
  };
}

/** Finds the host for a repository; one client per installation, so that none waits for another's limits. */
export class Hosts {
  readonly #door: Door;
  readonly #appId: number;
  #name: string | null = null;
  readonly #clients = new LRUCache<number, Promise<Octokit>>({ max: 1000, ttl: 30 * 60_000 });
  readonly #remembered = new LRUCache<RepoKey, Remembered>({ max: 500 });
  /** Requests made so far, by route. */
  readonly requests = new Map<string, number>();

  constructor(door: Door, appId: number) {
    this.#door = door;
    this.#appId = appId;
  }

  readonly hostOf = async (repo: Repository): Promise<Host> => {
    const [owner = "", name = ""] = repo.name.split("/");
    if (repo.installation === null || !owner || !name) throw new Incomplete(`${repo.name} is not installed on GitHub`);
    const remembered = this.#remembered.get(repo.key) ?? remember();
    this.#remembered.set(repo.key, remembered);
    const rest = new Rest(await this.client(repo.installation), { owner, repo: name }, this.requests);
    return new GitHubHost(rest, this.#appId, this.#slug, remembered);
  };

  readonly #slug = async (): Promise<string> => {
    this.#name ??= (await new Rest(await this.client(), {}, this.requests).get<{ slug: string }>("GET /app")).slug;
    return this.#name;
  };

  /** A client for an installation; without one, for the App itself. */
  client(installation?: number): Promise<Octokit> {
    const key = installation ?? 0;
    const known = this.#clients.get(key);
    if (known !== undefined) return known;
    const client = (this.#door.auth(installation) as Promise<Octokit>).catch((error: unknown) => {
      this.#clients.delete(key);
      throw new Incomplete(`GitHub gave no token: ${error instanceof Error ? error.message : String(error)}`);
    });
    this.#clients.set(key, client);
    return client;
  }
}
