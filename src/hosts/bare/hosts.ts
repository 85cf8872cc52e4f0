// The bare repositories that were asked for lately. Each keeps the git it reads objects with: one per delivery would leave many behind.
import { LRUCache } from "lru-cache";
import { BareHost } from "./host.ts";

/** More than are ever worked on at once, so that none is closed while somebody reads. */
const KEPT = 100;

export class BareHosts {
  readonly #hosts = new LRUCache<string, BareHost>({ max: KEPT, dispose: (host) => host.close() });

  /** By the repository's path. */
  at(repository: string): BareHost {
    const known = this.#hosts.get(repository);
    if (known !== undefined) return known;
    const host = new BareHost(repository);
    this.#hosts.set(repository, host);
    return host;
  }

  /** Let go of every git. */
  close(): void {
    this.#hosts.clear();
  }
}
